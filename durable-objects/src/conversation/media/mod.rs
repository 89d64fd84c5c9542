//! Files: what customers send is fetched beside the conversation, never in its way; what staff send is handed to Meta.
//!
//! A file has a row from the moment its message is kept. The job `media` has the object call itself, so that a slow
//! download runs beside the alarm and no turn or send waits for it; the call fetches one file after the other.

mod allowance;
mod bring;
mod fetch;
mod hear;
mod look;
mod moving;
mod purge;
mod upload;
mod view;

use std::time::Duration;

use domain::ids::{ConversationId, FileId, TenantId};
use domain::time::Timestamp;
use meta::webhook::{Content, Media, MediaKind};
use platform::media::{FilePlace, MediaStore};
use platform::{PlatformError, params, random};
use serde::Deserialize;

use super::Conversation;
use super::jobs::MEDIA;
use crate::object::{ObjectError, Owner};

pub(super) use upload::Uploaded;

/// Longer than the object's call to itself takes for one file; after this it was cut off and is called again.
const LEASE: Duration = Duration::from_mins(3);
/// More files than this are in no message that a channel brings.
const MOST_FILES: usize = 10;

/// No channel of Meta's names a file so: theirs are digits.
const KEPT: &str = "kept:";

/// A file's row.
#[derive(Clone, Deserialize)]
pub(super) struct FileRow {
    pub id: FileId,
    pub seq: i64,
    pub part: i64,
    pub home: ConversationId,
    pub state: String,
    pub kind: String,
    pub mime_type: Option<String>,
    pub size: Option<i64>,
    pub reason: Option<String>,
    pub words: Option<String>,
    pub attempt: i64,
    pub due_at: Option<Timestamp>,
}

impl FileRow {
    fn place(&self, tenant: TenantId) -> FilePlace {
        FilePlace { tenant, conversation: self.home.clone(), file: self.id }
    }

    /// Whether its first try is still under way: who waits for it may wait a little.
    fn is_coming(&self) -> bool {
        self.state != "gone" && self.due_at.is_some() && self.reason.is_none()
    }
}

/// The ids of a message's files to be, one for each that can be fetched.
pub(super) fn file_ids(content: &Content, now: Timestamp) -> Vec<FileId> {
    if matches!(content, Content::Edit { .. }) {
        return Vec::new();
    }
    let id = |media: &&Media| kept(media).map_or_else(|| FileId::new(now, random::bytes()), |kept| kept.id);
    fetchable(content).iter().map(id).collect()
}

/// A file that the Worker stored before its message came here, as the website's visitors send theirs.
pub struct Kept {
    /// Its id, under this conversation's name.
    pub id: FileId,
    /// In bytes.
    pub size: u32,
}

impl Kept {
    /// What stands in the place of a channel's own id of a file.
    pub fn source(&self) -> String {
        format!("{KEPT}{}:{}", self.id, self.size)
    }

    fn parse(source: &str) -> Option<Self> {
        let (id, size) = source.strip_prefix(KEPT)?.split_once(':')?;
        Some(Self { id: id.parse().ok()?, size: size.parse().ok()? })
    }
}

fn kept(media: &Media) -> Option<Kept> {
    Kept::parse(media.id.as_deref()?)
}

fn fetchable(content: &Content) -> Vec<&Media> {
    let has_source = |media: &&Media| media.id.is_some() || media.url.is_some();
    content.media().into_iter().filter(has_source).take(MOST_FILES).collect()
}

impl Conversation {
    /// Writes down which files a message has, and has them fetched. Only a customer's sounds are written down as words.
    pub(super) fn want_files(
        &self,
        seq: i64,
        ids: &[FileId],
        content: &Content,
        is_heard: bool,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        let mut needs_fetching = false;
        for (part, (id, media)) in ids.iter().zip(fetchable(content)).enumerate() {
            let is_sound = is_heard && media.kind == MediaKind::Audio;
            let kept = kept(media);
            needs_fetching |= kept.is_none();
            self.core.sql.run(
                "INSERT INTO files (id, seq, part, home, state, kind, mime_type, size, words, due_at, at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    id.to_string(),
                    seq,
                    i64::try_from(part).unwrap_or(i64::MAX),
                    self.id()?.as_str(),
                    if kept.is_some() { "stored" } else { "wanted" },
                    media.kind.name(),
                    media.mime_type.clone(),
                    kept.as_ref().map(|kept| kept.size),
                    is_sound.then_some("wanted"),
                    kept.is_none().then_some(now),
                    now
                ],
            )?;
        }
        if needs_fetching {
            self.schedule(MEDIA, now, None)?;
        }
        Ok(())
    }

    fn file(&self, id: FileId) -> Result<Option<FileRow>, PlatformError> {
        self.core.sql.first("SELECT * FROM files WHERE id = ?", params![id.to_string()])
    }

    fn files(&self, ids: &[FileId]) -> Result<Vec<FileRow>, PlatformError> {
        let rows = ids.iter().map(|id| self.file(*id));
        rows.filter_map(Result::transpose).collect()
    }

    /// Whether any of these is on its way for the first time.
    pub(super) fn are_coming(&self, ids: &[FileId]) -> Result<bool, PlatformError> {
        Ok(self.files(ids)?.iter().any(FileRow::is_coming))
    }

    fn store(&self) -> Result<MediaStore, PlatformError> {
        MediaStore::of(&self.core.env)
    }

    /// A stored file's bytes; `None`: it is not stored, or not there any more.
    async fn open_file(&self, owner: &Owner, file: &FileRow) -> Result<Option<Vec<u8>>, PlatformError> {
        if file.state != "stored" {
            return Ok(None);
        }
        self.store()?.get(&owner.key, &file.place(owner.tenant.tenant_id)).await
    }
}
