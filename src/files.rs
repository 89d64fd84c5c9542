//! `GET /files/{tenant}/{conversation}/{file}/{until}/{mac}`: a signed link to one file, by which Meta fetches what staff
//! send on Messenger and Instagram. It opens nothing else, and for an hour.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::{ConversationId, FileId, TenantId};
use domain::time::Timestamp;
use durable_objects::conversation::protocol::{FileLink, GetFile};
use platform::{PlatformError, clock, keyring};

use crate::api::media::{bytes, served};
use crate::app::App;
use crate::problem::Problem;

type Parts = (String, String, String, String, String);

/// The file's bytes. Whatever is wrong with a link, there is nothing behind it.
#[worker::send]
pub async fn read(State(app): State<App>, Path(parts): Path<Parts>) -> Result<Response, Problem> {
    let not_found = || Problem::not_found("file");
    let (tenant_id, link, mac) = parse(&parts).ok_or_else(not_found)?;
    let tenant = app.directory()?.tenant(tenant_id).await?.ok_or_else(not_found)?;
    let key = keyring::open(&*app.config()?, tenant_id, &tenant.wrapped_key)?;
    if !link.is_good(&key, mac, clock::now()) {
        return Err(not_found());
    }
    let source = app.objects(tenant).conversation(&link.conversation, &GetFile { id: link.file }).await?;
    let bytes = bytes(&app, &key, tenant_id, &source).await?.ok_or_else(not_found)?;
    served(&source.media, bytes).map_err(|_| PlatformError::Unreadable { operation: "serve file" }.into())
}

fn parse(parts: &Parts) -> Option<(TenantId, FileLink, &str)> {
    let (tenant, conversation, file, until, mac) = parts;
    let conversation: ConversationId = conversation.parse().ok()?;
    let file: FileId = file.parse().ok()?;
    let until = Timestamp::from_millis(until.parse().ok()?);
    Some((tenant.parse().ok()?, FileLink { conversation, file, until }, mac))
}
