//! `GET /chat/{slug}/files/{file}`: a file of the visitor's own conversation.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::FileId;
use durable_objects::conversation::protocol::GetFile;
use platform::PlatformError;

use super::visitor::Visitor;
use crate::api::media::{bytes, served};
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
    let bytes = bytes(&app, &visitor.key, visitor.channel.tenant.tenant_id, &source).await?;
    let bytes = bytes.ok_or_else(|| Problem::not_found("file any more"))?;
    served(&source.media, bytes).map_err(|_| PlatformError::Unreadable { operation: "serve file" }.into())
}
