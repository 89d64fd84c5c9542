//! The object's call to itself that fetches what is wanted, one file after the other, each with its own patience.

use std::cell::Cell;
use std::time::Duration;

use domain::backoff;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::allowance::NO_ROOM;
use super::bring::{Brought, Source, Trouble};
use super::{FileRow, LEASE};
use crate::conversation::Conversation;
use crate::conversation::jobs::{MEDIA, Next, PURGE};
use crate::conversation::protocol::FetchMedia;
use crate::object::{ObjectError, Owner};

/// After this many tries a file is given up: the waits between them come to more than two hours.
const MOST_TRIES: i64 = 8;
/// As many for a file that comes, but as other bytes than announced.
const MOST_DAMAGED: i64 = 3;

/// How long a file waits for others to leave the memory.
const CROWDED: Duration = Duration::from_secs(2);

/// Held while this instance fetches; given back even if the call is cut off.
struct Busy<'a>(&'a Cell<bool>);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Conversation {
    /// The job: has the object call itself, and looks again should the call be cut off.
    pub(in crate::conversation) async fn begin_fetching(&self) -> Result<Next, ObjectError> {
        let (objects, id) = (self.core.objects().await?, self.id()?.clone());
        // Not waited for: an alarm that waits for a download would hold up the answer.
        self.core.state.wait_until(async move {
            if let Err(error) = objects.conversation(&id, &FetchMedia {}).await {
                log::warn!("files not fetched yet: {error}");
            }
        });
        Ok(Next::Retry(clock::now().plus(LEASE)))
    }

    /// The call: fetches what is due.
    pub(in crate::conversation) async fn fetch_media(&self, owner: &Owner) -> Result<(), ObjectError> {
        if self.fetching.replace(true) {
            return Ok(());
        }
        let busy = Busy(&self.fetching);
        while let Some(file) = self.due_file()? {
            self.advance_file(owner, &file).await?;
            if self.core.is_blank() {
                return Ok(());
            }
            self.hurry_turn(&file)?;
            self.rearm().await?;
        }
        drop(busy);
        match self.next_file_due()? {
            Some(due) => self.schedule(MEDIA, due, None)?,
            None => self.cancel(MEDIA)?,
        }
        Ok(self.rearm().await?)
    }

    fn due_file(&self) -> Result<Option<FileRow>, PlatformError> {
        if self.core.is_blank() {
            return Ok(None);
        }
        let now = clock::now();
        // Counted before the try, and put off once it was cut off: a file that kills the instance must not do so for
        // ever, nor again and again.
        self.core.sql.first(
            "UPDATE files SET attempt = attempt + 1, due_at = CASE WHEN attempt > 1 THEN ? ELSE due_at END
             WHERE id = (SELECT id FROM files WHERE state IN ('wanted', 'stored') AND due_at <= CAST(? AS INTEGER)
                         ORDER BY due_at, id LIMIT 1) RETURNING *",
            params![now.plus(LEASE), now],
        )
    }

    /// A new instance fetches nothing yet: what an earlier one was at need not wait for its call to be missed.
    pub(in crate::conversation) fn recover_fetching(&self) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE jobs SET due_at = (SELECT min(due_at) FROM files WHERE state IN ('wanted', 'stored'))
             WHERE key = ? AND due_at > (SELECT min(due_at) FROM files WHERE state IN ('wanted', 'stored'))",
            params![MEDIA],
        )
    }

    fn next_file_due(&self) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            due: Option<Timestamp>,
        }
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT min(due_at) AS due FROM files WHERE state IN ('wanted', 'stored')", vec![])?;
        Ok(row.and_then(|row| row.due))
    }

    /// One step of one file: fetched, or written down as words.
    async fn advance_file(&self, owner: &Owner, file: &FileRow) -> Result<(), ObjectError> {
        if file.state == "stored" {
            return self.write_down(owner, file, None).await;
        }
        match self.bring(owner, file).await {
            Ok(brought) => self.keep_file(owner, file, brought).await,
            Err(trouble) => Ok(self.put_off(file, trouble)?),
        }
    }

    async fn bring(&self, owner: &Owner, file: &FileRow) -> Result<Brought, Trouble> {
        const UNAVAILABLE: Trouble = Trouble::Again("unavailable");
        if file.attempt > MOST_TRIES {
            return Err(Trouble::Never("gave_up"));
        }
        let config = self.core.config().map_err(|_| UNAVAILABLE)?;
        let standing = self.begun().map_err(|_| UNAVAILABLE)?;
        let row = self.message(file.seq).map_err(|_| UNAVAILABLE)?.ok_or(Trouble::Never("malformed"))?;
        let content = self.stored(owner, &row).map_err(|_| UNAVAILABLE)?.content;
        let part = usize::try_from(file.part).unwrap_or(usize::MAX);
        let wanted =
            content.as_ref().and_then(|content| super::fetchable(content).get(part).copied().cloned());
        let wanted = wanted.ok_or(Trouble::Never("malformed"))?;
        let channel = self.channel(owner, &standing).await.map_err(|_| UNAVAILABLE)?;
        let channel = channel.ok_or(Trouble::Again("reconnect"))?;
        let source = Source::of(&config, owner, &channel).ok_or(Trouble::Again("reconnect"))?;
        let brought = source.bring(&wanted, self.room_left()).await;
        if matches!(&brought, Err(trouble) if *trouble == NO_ROOM) {
            self.count_refused().await?;
        }
        let brought = brought?;
        self.count_stored(brought.bytes.len()).await?;
        Ok(brought)
    }

    async fn keep_file(&self, owner: &Owner, file: &FileRow, brought: Brought) -> Result<(), ObjectError> {
        let Brought { bytes, mime_type, _room } = brought;
        if let Err(error) = self.store()?.put(&owner.key, &file.place(owner.tenant.tenant_id), &bytes).await {
            log::warn!("file not kept: {error}");
            return Ok(self.put_off(file, Trouble::Again("storage"))?);
        }
        let mime_type = mime_type.or_else(|| file.mime_type.clone());
        if !self.is_kept(file, mime_type.as_deref(), bytes.len())? {
            return self.discard(owner, file).await;
        }
        if file.words.as_deref() != Some("wanted") {
            return Ok(());
        }
        let file =
            FileRow { state: "stored".to_owned(), mime_type, attempt: 1, reason: None, ..file.clone() };
        self.write_down(owner, &file, Some(bytes)).await
    }

    /// False: it was taken back, or everything was erased, while it was fetched.
    fn is_kept(&self, file: &FileRow, mime_type: Option<&str>, size: usize) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Kept {}
        if self.core.is_blank() {
            return Ok(false);
        }
        let kept: Option<Kept> = self.core.sql.first(
            "UPDATE files SET state = 'stored', mime_type = ?, size = ?, reason = NULL, attempt = 1,
               due_at = CASE WHEN words = 'wanted' THEN due_at END
             WHERE id = ? AND state = 'wanted' RETURNING 1 AS kept",
            params![mime_type, i64::try_from(size).unwrap_or(i64::MAX), file.id.to_string()],
        )?;
        Ok(kept.is_some())
    }

    /// The bytes that came too late. What cannot be deleted now is deleted by the job.
    async fn discard(&self, owner: &Owner, file: &FileRow) -> Result<(), ObjectError> {
        let deleted = self.store()?.delete(&[file.place(owner.tenant.tenant_id)]).await;
        if self.core.is_blank() {
            return Ok(deleted?);
        }
        if deleted.is_err() {
            let now = clock::now();
            self.core.sql.run(
                "UPDATE files SET due_at = ? WHERE id = ? AND state = 'gone'",
                params![now, file.id.to_string()],
            )?;
            self.schedule(PURGE, now, None)?;
        }
        Ok(())
    }

    /// Later again, or never: then with the reason that staff see.
    fn put_off(&self, file: &FileRow, trouble: Trouble) -> Result<(), PlatformError> {
        if self.core.is_blank() {
            return Ok(());
        }
        if trouble == Trouble::Crowded {
            return self.core.sql.run(
                "UPDATE files SET attempt = attempt - 1, due_at = ? WHERE id = ? AND state = 'wanted'",
                params![clock::now().plus(CROWDED), file.id.to_string()],
            );
        }
        log::warn!("file not fetched, attempt {}: {}", file.attempt, trouble.reason());
        let is_over = match trouble {
            Trouble::Never(_) => true,
            Trouble::Again(_) | Trouble::Crowded => file.attempt >= MOST_TRIES,
            Trouble::Damaged => file.attempt >= MOST_DAMAGED,
        };
        if is_over {
            return self.core.sql.run(
                "UPDATE files SET state = 'failed', reason = ?, words = NULL, due_at = NULL
                 WHERE id = ? AND state = 'wanted'",
                params![trouble.reason(), file.id.to_string()],
            );
        }
        self.core.sql.run(
            "UPDATE files SET reason = ?, due_at = ? WHERE id = ? AND state = 'wanted'",
            params![trouble.reason(), self.after(file.attempt)?, file.id.to_string()],
        )
    }

    /// The queue gave the job up: each call was cut off.
    pub(in crate::conversation) fn give_up_files(&self) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE files SET state = CASE state WHEN 'wanted' THEN 'failed' ELSE state END, reason = 'gave_up',
               words = CASE words WHEN 'wanted' THEN 'failed' ELSE words END, due_at = NULL
             WHERE state IN ('wanted', 'stored') AND due_at IS NOT NULL",
            vec![],
        )
    }

    /// When to try again after so many tries.
    pub(super) fn after(&self, attempt: i64) -> Result<Timestamp, PlatformError> {
        let base = self.core.config()?.retry_unit.saturating_mul(4);
        let attempt = u32::try_from(attempt).unwrap_or(u32::MAX);
        Ok(clock::now().plus(backoff::exponential(base, attempt)))
    }
}
