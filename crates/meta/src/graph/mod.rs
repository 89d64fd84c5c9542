//! Graph: requests to send and replies to read.
//!
//! Every request carries its token in the `Authorization` header, marked sensitive, never in the address: addresses
//! end in logs. Replies are read from a status and bytes; see [`GraphError`] for what a failed read means.

mod body;
mod cards;
mod endpoint;
pub mod instagram;
mod interactive;
mod limits;
pub mod media;
pub mod messaging;
mod recipient;
mod reply;
mod template;
pub mod templates;
#[cfg(test)]
mod tests;
pub mod whatsapp;

pub use body::{Body, File};
pub use cards::Card;
pub use endpoint::{Endpoint, RequestError};
pub use interactive::{Button, Header, Link, Row, Section};
pub use limits::{LimitError, Limits};
pub use recipient::{InvalidRecipient, Recipient, is_bsuid};
pub use reply::{GraphError, Page};
pub use template::{Parameter, Template, TemplateAction, Value as ParameterValue};
