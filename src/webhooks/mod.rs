//! Meta's webhooks: verified over their raw bytes, routed event by event, acknowledged once they are kept.

mod account_events;
pub mod accounts;
mod authority;
pub mod comments;
mod deliver;
pub mod direct;
mod enforcement;
pub mod receive;
mod tally;
mod translate;
pub mod verify;

pub use authority::AppCredentials;

/// Meta sends at most this much at once (meta-platform.md, 1.3).
pub const LARGEST_BODY: usize = 3 * 1024 * 1024;
