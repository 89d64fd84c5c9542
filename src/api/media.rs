//! `POST /conversations/{id}/media`, `GET /conversations/{id}/media/{file}`: files go past the objects, which only know
//! where they are.

use axum::Json as Answer;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::response::Response;
use domain::ids::{ConversationId, FileId, TenantId};
use durable_objects::conversation::protocol::{BeginUpload, EndUpload, FileSource, GetFile, MediaView};
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use meta::graph::media::kind_and_limit;
use platform::media::{FilePlace, LARGEST_FILE};
use platform::{PlatformError, keyring};
use serde::Serialize;
use vault::DataKey;

use super::auth::Member;
use super::filename;
use super::input::{self, Id};
use crate::app::App;
use crate::problem::Problem;

/// The types that a browser may be told. Whatever else a customer sends is bytes: never a page, never a script.
const SAFE_TYPES: [&str; 14] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "audio/amr",
    "video/mp4",
    "video/3gpp",
    "application/pdf",
    "text/plain",
    "application/octet-stream",
];

/// A file as the API shows it.
#[derive(Serialize)]
pub struct MediaOut {
    id: FileId,
    kind: String,
    mime_type: Option<String>,
    size: Option<u64>,
    filename: Option<String>,
    state: String,
    reason: Option<String>,
}

impl From<MediaView> for MediaOut {
    fn from(view: MediaView) -> Self {
        let MediaView { id, kind, mime_type, size, filename, state, reason } = view;
        Self { id, kind, mime_type, size, filename, state, reason }
    }
}

/// A conversation and one of its files, from the address.
pub struct FileIds {
    conversation: ConversationId,
    file: FileId,
}

impl FromRequestParts<App> for FileIds {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut http::request::Parts, app: &App) -> Result<Self, Problem> {
        let not_found = || Problem::not_found("file");
        let ids = Path::<(String, String)>::from_request_parts(parts, app).await;
        let Path((conversation, file)) = ids.map_err(|_| not_found())?;
        let conversation = conversation.parse().map_err(|_| not_found())?;
        Ok(Self { conversation, file: file.parse().map_err(|_| not_found())? })
    }
}

/// A file's bytes, to be saved and not shown.
#[worker::send]
pub async fn read(State(app): State<App>, member: Member, ids: FileIds) -> Result<Response, Problem> {
    let source = member.objects.conversation(&ids.conversation, &GetFile { id: ids.file }).await?;
    let gone = || Problem::conflict(format!("The file is not here: it is {}.", source.media.state));
    let tenant = &member.identity.tenant;
    let key = keyring::open(&*app.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
    let bytes = bytes(&app, &key, tenant.tenant_id, &source).await?.ok_or_else(gone)?;
    served(&source.media, bytes).map_err(|_| PlatformError::Unreadable { operation: "serve file" }.into())
}

/// A file's bytes; `None`: it is not here, or not any more.
///
/// # Errors
/// If R2 does not answer.
pub(crate) async fn bytes(
    app: &App,
    key: &DataKey,
    tenant: TenantId,
    source: &FileSource,
) -> Result<Option<Vec<u8>>, PlatformError> {
    if source.media.state != "stored" {
        return Ok(None);
    }
    app.media()?.get(key, &place(tenant, source)).await
}

/// A file as an answer: to be saved and not shown.
///
/// # Errors
/// Never with headers of ours.
pub(crate) fn served(media: &MediaView, bytes: Vec<u8>) -> Result<Response, http::Error> {
    let mut response = Response::builder()
        .header(CONTENT_TYPE, safe_type(media.mime_type.as_deref()))
        .header(CONTENT_DISPOSITION, filename::attachment(media.filename.as_deref()))
        .header(CACHE_CONTROL, "private, no-store")
        .header(CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'")
        .body(Body::from(bytes))?;
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

fn safe_type(declared: Option<&str>) -> &'static str {
    let essence = declared.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let known = SAFE_TYPES.iter().find(|safe| safe.eq_ignore_ascii_case(essence));
    known.copied().unwrap_or("application/octet-stream")
}

/// Stores a file that a message of a member's will have.
#[worker::send]
pub async fn store(
    State(app): State<App>,
    member: Member,
    Id(conversation): Id<ConversationId>,
    headers: HeaderMap,
    request: Request,
) -> Result<(StatusCode, Answer<MediaOut>), Problem> {
    let mime_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some((kind, most)) = kind_and_limit(mime_type) else {
        return Err(Problem::invalid("Content-Type", "is no type of file that WhatsApp takes"));
    };
    let bytes = input::read(request, &app).await?;
    let size = checked_size(&bytes, most.min(LARGEST_FILE))?;
    let begin = BeginUpload { kind, mime_type: mime_type.to_owned(), size };
    let source = member.objects.conversation(&conversation, &begin).await?;
    let tenant = &member.identity.tenant;
    let key = keyring::open(&*app.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
    app.media()?.put(&key, &place(tenant.tenant_id, &source), &bytes).await?;
    match member.objects.conversation(&conversation, &EndUpload { id: source.media.id }).await {
        Ok(stored) => Ok((StatusCode::CREATED, Answer(stored.into()))),
        Err(error) => {
            // Erased meanwhile, perhaps: nothing would remember the file.
            app.media()?.delete(&[place(tenant.tenant_id, &source)]).await?;
            Err(error.into())
        }
    }
}

fn checked_size(bytes: &Bytes, most: usize) -> Result<u32, Problem> {
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    if bytes.is_empty() {
        return Err(Problem::invalid("body", "must not be empty"));
    }
    if bytes.len() > most {
        return Err(Problem::invalid(
            "body",
            format!("must have at most {most} bytes for this Content-Type"),
        ));
    }
    Ok(size)
}

fn place(tenant: TenantId, source: &FileSource) -> FilePlace {
    FilePlace { tenant, conversation: source.home.clone(), file: source.media.id }
}
