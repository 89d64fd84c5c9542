//! Files that staff send: stored sealed first, handed to Meta at the moment of sending.

use std::time::Duration;

use domain::channel::ChannelKind;
use domain::ids::FileId;
use domain::time::Timestamp;
use meta::graph::media::{self, UploadError};
use meta::graph::{File, GraphError};
use meta::webhook::MediaKind;
use platform::directory::channels::Channel;
use platform::{PlatformError, clock, fetch, params, random};

use super::FileRow;
use crate::call::Refusal;
use crate::conversation::protocol::{BeginUpload, FileLink, FileSource, MediaDraft, MediaView};
use crate::conversation::store::{MessageRow, Stored};
use crate::conversation::{Conversation, wire};
use crate::object::{ObjectError, Owner};

/// A file of the largest size at half a megabyte a second.
const LIMIT: Duration = Duration::from_secs(35);
/// How long a link to a file works: Meta fetches it while the send lasts, and keeps what it fetched.
const LINKED: Duration = Duration::from_hours(1);
/// Meta's code for a file that it does not take; ours too, so that staff read one explanation.
const UNFIT_FILE: i64 = 131_053;

/// A message whose file was looked after.
pub(in crate::conversation) enum Uploaded {
    /// Nothing is in its way.
    Ready(Box<Stored>),
    /// Not now, but then.
    Later(Timestamp),
    /// Never, and Meta's code for why.
    Never(i64),
}

/// What handing over a file came to.
enum Handed {
    /// The channel finds it there.
    Over(File),
    Refused(GraphError),
    Unfit,
}

impl Conversation {
    /// A row for a file that a member is about to store. Its bytes follow from the Worker, which has them already.
    pub(in crate::conversation) async fn begin_upload(
        &self,
        owner: &Owner,
        upload: &BeginUpload,
    ) -> Result<FileSource, ObjectError> {
        self.begun()?;
        self.count_upload(upload.size).await?;
        // It may have been erased, or become part of another, while the tenant was asked.
        self.begun()?;
        let (now, kind) = (clock::now(), upload.kind);
        let id = FileId::new(now, random::bytes());
        self.core.sql.run(
            "INSERT INTO files (id, seq, part, home, state, kind, mime_type, size, at)
             VALUES (?, 0, 0, ?, 'wanted', ?, ?, ?, ?)",
            params![
                id.to_string(),
                self.id()?.as_str(),
                kind.name(),
                upload.mime_type.as_str(),
                i64::from(upload.size),
                now
            ],
        )?;
        self.file_source(owner, id)
    }

    /// The bytes are in R2.
    pub(in crate::conversation) fn end_upload(&self, id: FileId) -> Result<MediaView, ObjectError> {
        self.begun()?;
        self.core.sql.run(
            "UPDATE files SET state = 'stored' WHERE id = ? AND state = 'wanted' AND seq = 0",
            params![id.to_string()],
        )?;
        let file = self.file(id)?.ok_or_else(|| Refusal::not_found("file"))?;
        Ok(file.view(None))
    }

    /// Whether a member's message can have this file, which the API has under this name.
    pub(in crate::conversation) fn check_upload(
        &self,
        field: &str,
        upload: &MediaDraft,
    ) -> Result<(), ObjectError> {
        let file = self.drafted(upload)?.filter(|file| file.state == "stored");
        let Some(file) = file else {
            let reason = "is no stored file of this conversation";
            return Err(Refusal::invalid(&format!("{field}.file"), reason).into());
        };
        // A picture may also go as a document, which keeps it as it is.
        if upload.kind != MediaKind::Document && file.kind != upload.kind.name() {
            let reason = format!("does not fit the file, which is of the kind {}", file.kind);
            return Err(Refusal::invalid(&format!("{field}.kind"), reason).into());
        }
        Ok(())
    }

    fn drafted(&self, draft: &MediaDraft) -> Result<Option<FileRow>, PlatformError> {
        draft.file.map_or(Ok(None), |file| self.file(file))
    }

    /// Gets a message's file to where its channel finds it, if it has one that is not there yet. Nothing reaches the
    /// customer by it, so it may be repeated.
    pub(in crate::conversation) async fn uploaded(
        &self,
        owner: &Owner,
        channel: &Channel,
        row: &MessageRow,
        mut stored: Stored,
    ) -> Result<Uploaded, ObjectError> {
        let Some(upload) = stored.upload.clone().filter(|_| stored.body.is_none()) else {
            return Ok(Uploaded::Ready(Box::new(stored)));
        };
        let Some(file) = self.drafted(&upload)? else { return Ok(Uploaded::Never(UNFIT_FILE)) };
        let handed = match channel.kind {
            ChannelKind::WhatsApp => self.hand_to_meta(owner, channel, &file, &upload).await?,
            ChannelKind::Instagram | ChannelKind::Messenger => Handed::Over(self.linked(owner, &file)?),
            ChannelKind::Website => Handed::Over(File::Id(file.id.to_string())),
        };
        if self.core.is_blank() {
            return Ok(Uploaded::Never(UNFIT_FILE));
        }
        let error = match handed {
            Handed::Unfit => return Ok(Uploaded::Never(UNFIT_FILE)),
            Handed::Refused(error) => error,
            Handed::Over(at) => {
                let body = wire::file(channel.kind, &upload, stored.question.as_ref(), &at);
                let Ok(body) = body else { return Ok(Uploaded::Never(UNFIT_FILE)) };
                stored.body = Some(body);
                // For the next try to send it, which finds it there for weeks; a link is made anew.
                if matches!(at, File::Id(_)) {
                    self.rewrite(owner, row, &row.kind, &stored)?;
                }
                return Ok(Uploaded::Ready(Box::new(stored)));
            }
        };
        self.core.sql.run("UPDATE messages SET attempt = attempt + 1 WHERE seq = ?", params![row.seq])?;
        let code = match &error {
            GraphError::Refused { error, .. } => error.code,
            GraphError::Unreadable { .. } => UNFIT_FILE,
        };
        log::warn!("file not handed over: code {code}");
        let later = self.refused(owner, row.seq, code, error.action())?;
        Ok(later.map_or(Uploaded::Never(code), Uploaded::Later))
    }

    /// A signed address under which the channel fetches the file while the send lasts.
    fn linked(&self, owner: &Owner, file: &FileRow) -> Result<File, ObjectError> {
        let until = clock::now().plus(LINKED);
        let path = FileLink { conversation: self.id()?.clone(), file: file.id, until }
            .path(owner.tenant.tenant_id, &owner.key);
        Ok(File::Link(format!("{}{path}", self.core.config()?.public_url)))
    }

    async fn hand_to_meta(
        &self,
        owner: &Owner,
        channel: &Channel,
        file: &FileRow,
        upload: &MediaDraft,
    ) -> Result<Handed, ObjectError> {
        // As if Meta were down: nobody saw an answer.
        const NO_ANSWER: GraphError = GraphError::Unreadable { status: 503 };
        let Some(bytes) = self.open_file(owner, file).await? else { return Ok(Handed::Unfit) };
        let config = self.core.config()?;
        let wire = wire::Wire { config: &config, owner, channel };
        let Ok(token) = wire.token() else { return Ok(Handed::Unfit) };
        let mime_type = file.mime_type.as_deref().unwrap_or_default();
        let filename = upload.filename.as_deref().unwrap_or_default();
        let parts = media::Upload { bytes: &bytes, mime_type, filename };
        let boundary = format!("{:032x}", u128::from_be_bytes(random::bytes()));
        let number = &channel.external_id;
        let request = media::upload(&wire.endpoint(), &token, number, &parts, &boundary);
        let request = match request {
            Ok(request) => request,
            Err(UploadError::Request(_) | _) => return Ok(Handed::Unfit),
        };
        drop(bytes);
        let Ok(answer) = fetch::send("hand over file", request, LIMIT, None).await else {
            return Ok(Handed::Refused(NO_ANSWER));
        };
        let read = media::read_upload(answer.status, &answer.body);
        Ok(read.map_or_else(Handed::Refused, |id| Handed::Over(File::Id(id))))
    }
}
