//! The two objects that hold a business's truth: one conversation, one tenant.
//!
//! Each has a protocol (what can be asked of it), a client (how the Worker and the other object ask), a shell (the
//! class the runtime knows) and its steps, one file each, beside it.

mod call;
pub mod conversation;
mod erasure;
mod object;
pub mod tenant;

pub use call::{Call, CallError, Objects, Page, Refusal};
pub use conversation::Conversation;
pub use erasure::{Eraser, LogEntry, status_url};
pub use tenant::Tenant;
