//! The JSON API: what the dashboard shows and owners' programs use.

mod auth;
pub mod channels;
mod closing;
pub mod contacts;
pub mod conversations;
pub mod dead_ends;
mod input;
pub mod messages;
mod paging;
mod password;
pub mod products;
pub mod settings;
pub mod signup;
pub mod turns;

use domain::time::Timestamp;

/// RFC 3339, as every time in the API.
fn rfc3339(at: Timestamp) -> String {
    at.to_rfc3339().unwrap_or_default()
}
