//! Files that staff send: stored sealed first, handed to Meta at the moment of sending.

use std::time::Duration;

use domain::ids::FileId;
use domain::time::Timestamp;
use meta::graph::media::{self, UploadError};
use meta::graph::{Body, File, GraphError, LimitError};
use meta::webhook::MediaKind;
use platform::directory::channels::Channel;
use platform::{PlatformError, clock, fetch, params, random};
use serde::{Deserialize, Serialize};

use super::FileRow;
use crate::call::Refusal;
use crate::conversation::protocol::{BeginUpload, FileSource, MediaView};
use crate::conversation::store::{MessageRow, Stored};
use crate::conversation::{Conversation, wire};
use crate::object::{ObjectError, Owner};

/// A file of the largest size at half a megabyte a second.
const LIMIT: Duration = Duration::from_secs(35);
/// Meta's code for a file that it does not take; ours too, so that staff read one explanation.
const UNFIT_FILE: i64 = 131_053;

/// A stored file as a message to be.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::conversation) struct Upload {
    pub file: FileId,
    pub kind: MediaKind,
    pub caption: Option<String>,
    pub filename: Option<String>,
    pub voice: bool,
}

impl Upload {
    /// The message, once Meta has the file under this id.
    pub fn body(&self, meta_id: &str) -> Result<Body, LimitError> {
        let file = File::Id(meta_id.to_owned());
        Body::media(self.kind, &file, self.caption.as_deref(), self.filename.as_deref(), self.voice)
    }
}

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
    Over(String),
    Refused(GraphError),
    Unfit,
}

impl Conversation {
    /// A row for a file that a member is about to store. Its bytes follow from the Worker, which has them already.
    pub(in crate::conversation) fn begin_upload(
        &self,
        owner: &Owner,
        upload: &BeginUpload,
    ) -> Result<FileSource, ObjectError> {
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

    /// Whether a member's message can have this file.
    pub(in crate::conversation) fn check_upload(&self, upload: &Upload) -> Result<(), ObjectError> {
        let file = self.file(upload.file)?.filter(|file| file.state == "stored");
        let Some(file) = file else {
            return Err(Refusal::invalid("media.file", "is no stored file of this conversation").into());
        };
        // A picture may also go as a document, which keeps it as it is.
        if upload.kind != MediaKind::Document && file.kind != upload.kind.name() {
            let reason = format!("does not fit the file, which is of the kind {}", file.kind);
            return Err(Refusal::invalid("media.kind", reason).into());
        }
        let body = upload.body("0");
        body.map(drop).map_err(|error| Refusal::invalid("media", error).into())
    }

    /// Hands a message's file to Meta, if it has one that Meta does not have yet. Nothing reaches the customer by it,
    /// so it may be repeated; Meta's id stays with the message, for the next try to send it.
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
        let file = self.file(upload.file)?;
        let bytes = match &file {
            Some(file) => self.open_file(owner, file).await?,
            None => None,
        };
        let (Some(file), Some(bytes)) = (file, bytes) else { return Ok(Uploaded::Never(UNFIT_FILE)) };
        let handed = self.hand_to_meta(owner, channel, &file, &upload, bytes).await?;
        if self.core.is_blank() {
            return Ok(Uploaded::Never(UNFIT_FILE));
        }
        let error = match handed {
            Handed::Unfit => return Ok(Uploaded::Never(UNFIT_FILE)),
            Handed::Refused(error) => error,
            Handed::Over(meta_id) => {
                let Ok(body) = upload.body(&meta_id) else { return Ok(Uploaded::Never(UNFIT_FILE)) };
                stored.body = Some(body);
                self.rewrite(owner, row, &row.kind, &stored)?;
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

    async fn hand_to_meta(
        &self,
        owner: &Owner,
        channel: &Channel,
        file: &FileRow,
        upload: &Upload,
        bytes: Vec<u8>,
    ) -> Result<Handed, PlatformError> {
        // As if Meta were down: nobody saw an answer.
        const NO_ANSWER: GraphError = GraphError::Unreadable { status: 503 };
        let config = self.core.config()?;
        let Ok(token) = wire::token(owner, channel) else { return Ok(Handed::Unfit) };
        let mime_type = file.mime_type.as_deref().unwrap_or_default();
        let filename = upload.filename.as_deref().unwrap_or_default();
        let parts = media::Upload { bytes: &bytes, mime_type, filename };
        let boundary = format!("{:032x}", u128::from_be_bytes(random::bytes()));
        let number = &channel.external_id;
        let request = media::upload(&wire::endpoint(&config), &token, number, &parts, &boundary);
        let request = match request {
            Ok(request) => request,
            Err(UploadError::Request(_) | _) => return Ok(Handed::Unfit),
        };
        drop(bytes);
        let Ok(answer) = fetch::send("hand over file", request, LIMIT, None).await else {
            return Ok(Handed::Refused(NO_ANSWER));
        };
        Ok(media::read_upload(answer.status, &answer.body).map_or_else(Handed::Refused, Handed::Over))
    }
}
