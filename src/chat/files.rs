//! `GET /chat/{slug}/files/{file}`: a file of the visitor's own conversation.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::FileId;
use durable_objects::conversation::protocol::{FileSource, GetFile};
use platform::PlatformError;
use platform::media::FilePlace;

use super::visitor::Visitor;
use crate::api::media::served;
use crate::app::App;
use crate::problem::Problem;

/// Its bytes.
#[worker::send]
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path((_, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let id: FileId = file.parse().map_err(|_| Problem::not_found("file"))?;
    let source = visitor.objects.conversation(&visitor.conversation(), &GetFile { id }).await?;
    let bytes = open(&app, &visitor, &source).await?;
    let bytes = bytes.ok_or_else(|| Problem::not_found("file any more"))?;
    served(&source.media, bytes).map_err(|_| PlatformError::Unreadable { operation: "serve file" }.into())
}

/// A file's bytes; `None`: it is not here, or not any more.
///
/// # Errors
/// If R2 does not answer.
pub async fn open(app: &App, visitor: &Visitor, source: &FileSource) -> Result<Option<Vec<u8>>, Problem> {
    if source.media.state != "stored" {
        return Ok(None);
    }
    let tenant = visitor.channel.tenant.tenant_id;
    let place = FilePlace { tenant, conversation: source.home.clone(), file: source.media.id };
    Ok(app.media()?.get(&visitor.key, &place).await?)
}
