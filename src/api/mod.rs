//! The JSON API: what the dashboard shows and owners' programs use.

pub mod alerts;
mod auth;
pub(crate) use auth::bearer;
pub mod channels;
mod closing;
pub mod comments;
mod compose;
pub mod contacts;
pub mod conversations;
pub mod dead_ends;
pub mod erasures;
mod filename;
mod input;
pub(crate) use input::{Json, Parameters, parse, read};
pub mod joining;
pub mod media;
pub mod messages;
mod paging;
mod password;
pub mod products;
pub mod settings;
pub mod signup;
pub mod templates;
pub mod turns;

use domain::time::Timestamp;

/// RFC 3339, as every time in the API.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    at.to_rfc3339().unwrap_or_default()
}
