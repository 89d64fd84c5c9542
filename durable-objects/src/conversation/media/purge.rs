//! The end of files: with their message, at the end of their time, and with the conversation.
//!
//! A file is gone for everybody as soon as its row says so; its bytes are deleted by the job right after, and until R2
//! has confirmed it the row is due.

use domain::ids::FileId;
use domain::time::Timestamp;
use platform::media::FilePlace;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::{FileRow, LEASE};
use crate::conversation::Conversation;
use crate::conversation::jobs::{Next, PURGE};
use crate::object::ObjectError;

/// As many as one step deletes.
const PAGE: u32 = 500;

impl Conversation {
    /// Ends these files: their message was taken back or changed.
    pub(in crate::conversation) fn drop_files(&self, ids: &[FileId]) -> Result<(), PlatformError> {
        let now = clock::now();
        for id in ids {
            self.core.sql.run(
                "UPDATE files SET state = 'gone', reason = 'taken_back', mime_type = NULL, size = NULL, words = NULL,
                   due_at = ? WHERE id = ? AND state <> 'gone'",
                params![now, id.to_string()],
            )?;
        }
        if ids.is_empty() { Ok(()) } else { self.schedule(PURGE, now, None) }
    }

    /// Ends every file that came up to this moment, by our clock.
    pub(in crate::conversation) fn purge_media(&self, before: Timestamp) -> Result<(), PlatformError> {
        let now = clock::now();
        self.core.sql.run(
            "UPDATE files SET state = 'gone', reason = 'retention', mime_type = NULL, size = NULL, words = NULL,
               due_at = ? WHERE at <= CAST(? AS INTEGER) AND state <> 'gone'",
            params![now, before],
        )?;
        self.schedule(PURGE, now, None)
    }

    /// When the oldest file came that is still here.
    pub(in crate::conversation) fn oldest_media(&self) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            oldest: Option<Timestamp>,
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT min(at) AS oldest FROM files WHERE state <> 'gone'", vec![])?;
        Ok(row.and_then(|row| row.oldest))
    }

    /// Deletes the bytes of every file of the conversation, wherever they are. Before the object is erased, which
    /// forgets where that is; it may be repeated.
    pub(in crate::conversation) async fn erase_media(&self) -> Result<(), ObjectError> {
        let (store, tenant, own) = (self.store()?, self.core.tenant()?, self.id()?);
        if !self.core.is_blank() {
            let rows: Vec<FileRow> =
                self.core.sql.rows("SELECT * FROM files WHERE home <> ?", params![own.as_str()])?;
            for rows in rows.chunks(usize::try_from(PAGE).unwrap_or(1)) {
                store.delete(&self.places(rows)?).await?;
            }
        }
        while store.delete_page(tenant, own).await? {}
        Ok(())
    }

    /// The job: deletes the bytes of what is gone. While a file is being fetched its bytes may still come, so what is
    /// gone stays due until that is over.
    pub(in crate::conversation) async fn delete_files(&self) -> Result<Next, ObjectError> {
        let rows: Vec<FileRow> = self
            .core
            .sql
            .rows("SELECT * FROM files WHERE state = 'gone' AND due_at IS NOT NULL LIMIT ?", params![PAGE])?;
        if rows.is_empty() {
            return Ok(Next::Done);
        }
        self.store()?.delete(&self.places(&rows)?).await?;
        if self.core.is_blank() {
            return Ok(Next::Done);
        }
        if self.fetching.get() {
            return Ok(Next::At(clock::now().plus(LEASE)));
        }
        self.core.sql.transaction(|| {
            rows.iter().try_for_each(|row| {
                self.core.sql.run("UPDATE files SET due_at = NULL WHERE id = ?", params![row.id.to_string()])
            })
        })?;
        Ok(Next::At(clock::now()))
    }

    fn places(&self, rows: &[FileRow]) -> Result<Vec<FilePlace>, PlatformError> {
        let tenant = self.core.tenant()?;
        Ok(rows.iter().map(|row| row.place(tenant)).collect())
    }
}
