//! A comment in public, put together from what the channel tells of it: late, twice and in any order.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// What happened to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// It was written.
    Added,
    /// It says something else now.
    Edited,
    /// It was taken back, or the business deleted it.
    Removed,
    /// The business hid it from others.
    Hidden,
    /// The business shows it again.
    Shown,
}

/// What a comment says.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its words; none: a picture only, or the channel does not tell.
    pub text: Option<String>,
    /// Where the channel has the picture in it, for as long as the channel likes.
    #[serde(default)]
    pub photo_url: Option<String>,
}

/// A comment as it stands. One that was taken back has no standing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What it says now.
    #[serde(flatten)]
    said: Said,
    /// Since when it says so; none: nobody told yet what it says.
    #[serde(default)]
    said_at: Option<Timestamp>,
    /// It said something else before.
    #[serde(default)]
    is_edited: bool,
    /// Others do not see it.
    #[serde(default)]
    is_hidden: bool,
    /// Since when they do, or do not.
    #[serde(default)]
    hidden_at: Option<Timestamp>,
}

impl Standing {
    /// Takes in what happened at a moment of the channel's clock. Taking back is not for this: nothing stands then.
    ///
    /// An edit comes after what it edits, whatever the stamps say: they are whole seconds. Of two edits in one second
    /// the one that came last counts.
    pub fn hear(&mut self, verb: Verb, at: Timestamp, said: Said) {
        match verb {
            Verb::Added if self.said_at.is_none() => (self.said, self.said_at) = (said, Some(at)),
            Verb::Edited if !self.is_edited || self.said_at <= Some(at) => {
                (self.said, self.said_at, self.is_edited) = (said, Some(at), true);
            }
            Verb::Hidden | Verb::Shown if self.hidden_at <= Some(at) => {
                (self.is_hidden, self.hidden_at) = (verb == Verb::Hidden, Some(at));
            }
            Verb::Added | Verb::Edited | Verb::Hidden | Verb::Shown | Verb::Removed => {}
        }
    }

    /// What it says now.
    pub const fn said(&self) -> &Said {
        &self.said
    }

    /// Whether it said something else before.
    pub const fn is_edited(&self) -> bool {
        self.is_edited
    }

    /// Whether others do not see it.
    pub const fn is_hidden(&self) -> bool {
        self.is_hidden
    }
}
