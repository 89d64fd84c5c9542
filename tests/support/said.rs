//! What goes between people and a shop, on any channel: a reply, and words that are not under way yet.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use simulator::Sent;

use super::chat::Visitor;

/// What the shop said to somebody.
#[derive(Debug)]
pub struct Reply {
    /// Its words; empty if it has none.
    pub text: String,
    pub(super) at: Place,
}

/// Where it can be looked at.
#[derive(Debug)]
pub(super) enum Place {
    /// As the stand-in for Meta took it.
    Meta(Box<Sent>),
    /// The cursor of the page.
    Page(i64),
}

/// Something that a person wrote and that is not under way yet.
pub enum Prepared {
    /// An event for a webhook of the shop's number.
    Event(Value),
    /// A message of a page, with its id.
    Post(Arc<Visitor>, Value),
}

impl Reply {
    /// The cursor of the page; of what went by Meta there is none.
    pub fn cursor(&self) -> Option<i64> {
        match &self.at {
            Place::Page(cursor) => Some(*cursor),
            Place::Meta(_) => None,
        }
    }
}

/// As the stand-in for Meta took it; there is nothing of the kind on the website.
impl Deref for Reply {
    type Target = Sent;

    fn deref(&self) -> &Sent {
        match &self.at {
            Place::Meta(sent) => sent,
            Place::Page(_) => panic!("what is said on the website does not go by Meta"),
        }
    }
}

impl Prepared {
    /// The same, written so much earlier; a page has no time of its own.
    #[must_use]
    pub fn ago(self, time: Duration) -> Self {
        let Self::Event(mut value) = self else { panic!("the website goes by the Worker's clock") };
        let at = SystemTime::now() - time;
        let at = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        match value.pointer_mut("/messages/0/timestamp") {
            Some(seconds) => *seconds = json!(at.as_secs().to_string()),
            None => value["timestamp"] = json!(u64::try_from(at.as_millis()).unwrap_or(u64::MAX)),
        }
        Self::Event(value)
    }
}
