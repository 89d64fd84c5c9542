//! What a comment's row holds: sealed under an id that is a keyed hash itself.

use std::fmt::Write as _;

use domain::comments::Standing;
use domain::ids::ChannelId;
use platform::{PlatformError, random};
use serde::{Deserialize, Serialize};
use vault::{HashLabel, Place, Purpose};

use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{CommentFacts, CommentKind};

/// How much of the hash names a comment, in bytes: as much as a conversation's id.
const ID_LENGTH: usize = 16;

/// What is sealed.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Content {
    /// None: it was hidden or shown, and nobody told yet what it is. Who hides one need not be its author, so an event
    /// of that kind tells nothing of it.
    pub facts: Option<CommentFacts>,
    pub standing: Standing,
}

/// What a comment is found by.
pub(super) fn id_of(owner: &Owner, channel: ChannelId, kind: CommentKind, comment_id: &str) -> String {
    let hash = owner.key.hash(HashLabel::Provider, &[&channel.to_string(), kind.as_str(), comment_id]);
    hash.into_iter().take(ID_LENGTH).fold(String::new(), |mut id, byte| {
        // Writing to a String cannot fail.
        let _ = write!(id, "{byte:02x}");
        id
    })
}

pub(super) fn seal(owner: &Owner, id: &str, content: &Content) -> Result<Vec<u8>, ObjectError> {
    let plain =
        serde_json::to_vec(content).map_err(|_| PlatformError::Unreadable { operation: "seal comment" })?;
    let tenant = owner.tenant.tenant_id.to_string();
    Ok(owner.key.seal(&place(&tenant, id), random::bytes(), &plain)?)
}

/// One that does not open is passed over: a damaged row must not hide the others, and the next word on it mends it.
pub(super) fn open(owner: &Owner, id: &str, sealed: &[u8]) -> Option<Content> {
    let tenant = owner.tenant.tenant_id.to_string();
    let plain = owner.key.open(&place(&tenant, id), sealed).ok();
    let content = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
    if content.is_none() {
        log::error!("a comment does not open");
    }
    content
}

fn place<'a>(tenant: &'a str, id: &'a str) -> Place<'a> {
    Place { purpose: Purpose::Comment, tenant, row: id, column: "content" }
}
