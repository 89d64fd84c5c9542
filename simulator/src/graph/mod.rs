//! The stand-in Graph API: each call is checked as Meta would, and refused with Meta's envelope.

mod accept;
mod account;
#[cfg(test)]
mod any_json;
pub(crate) mod attachment;
mod call;
pub(crate) mod check;
pub(crate) mod errors;
mod file;
mod interactive;
mod media;
mod messaging;
mod receipt;
mod report;
mod subscription;
mod target;
mod template;
mod templates;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get};

use crate::media::serve::{download, download_signed};
use crate::media::store::{PATH, SIGNED_PATH};
use crate::state::Shared;
pub(crate) use errors::title;

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route(PATH, get(download))
        .route(SIGNED_PATH, get(download_signed))
        .route("/{version}/{node}", any(call::handle))
        .route("/{version}/{node}/{edge}", any(call::handle))
        .fallback(call::unknown_path)
}
