//! Files, as they are asked for.

use std::time::Duration;

use domain::ids::{ConversationId, FileId};
use meta::webhook::MediaKind;
use serde::{Deserialize, Serialize};

use crate::call::Call;

/// A file as the API shows it.
#[derive(Clone, Serialize, Deserialize)]
pub struct MediaView {
    /// Its id.
    pub id: FileId,
    /// `image`, `video`, `audio`, `document` or `sticker`.
    pub kind: String,
    /// As its sender declared it.
    pub mime_type: Option<String>,
    /// In bytes; none before it is stored.
    pub size: Option<u64>,
    /// What its sender called it.
    pub filename: Option<String>,
    /// `wanted` (on its way), `stored`, `failed` or `gone`.
    pub state: String,
    /// Why it failed or is gone, or why the last try did not succeed; of a stored sound, why it has no transcript.
    pub reason: Option<String>,
}

/// Where a file's bytes are.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetFile {
    /// Which.
    pub id: FileId,
}

impl Call for GetFile {
    const NAME: &'static str = "get-file";
    type Reply = FileSource;
}

/// Where a file's bytes are.
#[derive(Clone, Serialize, Deserialize)]
pub struct FileSource {
    /// The conversation under whose name they are.
    pub home: ConversationId,
    /// The file.
    pub media: MediaView,
}

/// A member is about to store a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct BeginUpload {
    /// What it can be sent as.
    pub kind: MediaKind,
    /// As declared; one that the channel takes.
    pub mime_type: String,
    /// In bytes.
    pub size: u32,
}

impl Call for BeginUpload {
    const NAME: &'static str = "begin-upload";
    type Reply = FileSource;
}

/// The file's bytes are stored.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndUpload {
    /// Which.
    pub id: FileId,
}

impl Call for EndUpload {
    const NAME: &'static str = "end-upload";
    type Reply = MediaView;
}

/// The object's call to itself: fetch what is wanted.
#[derive(Debug, Serialize, Deserialize)]
pub struct FetchMedia {}

impl Call for FetchMedia {
    const NAME: &'static str = "fetch-media";
    // Files that are not fetched by then go on being fetched; nobody waits for the answer.
    const LIMIT: Duration = Duration::from_mins(10);
    type Reply = ();
}
