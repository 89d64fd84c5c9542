//! Two threads of one person become one: which conversation stays, and in which order its messages read.

use std::collections::BTreeSet;

use crate::ids::{ConversationId, MessageId};
use crate::time::Timestamp;

/// A message, as far as its place in a thread needs it.
///
/// The order of the fields is the order of reading: Meta's stamps are whole seconds, so within one the arrival
/// decides; the arrivals of two objects cannot be compared, so between them the key does, the same from both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line<'a> {
    /// Meta's time for what came in, ours for what went out.
    pub at: Timestamp,
    /// Its number in the object that it arrived in.
    pub arrival: i64,
    /// The keyed hash of the channel's id; `None` for what Meta never had.
    pub provider_key: Option<&'a [u8]>,
    /// Our id of it, which it keeps when it moves.
    pub id: MessageId,
}

/// Both threads as one, in order. A message that both have, by our id or by the channel's, is there once: the earlier
/// of the two. It does not matter which thread is which, nor how often one is merged.
pub fn merge<'a>(ours: &[Line<'a>], theirs: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut lines = [ours, theirs].concat();
    lines.sort_unstable();
    let mut ids = BTreeSet::new();
    let mut keys = BTreeSet::new();
    // Only what is kept counts as seen: else a message could be dropped for one that is itself dropped.
    lines.retain(|line| {
        let is_seen = ids.contains(&line.id) || line.provider_key.is_some_and(|key| keys.contains(key));
        if !is_seen {
            ids.insert(line.id);
            keys.extend(line.provider_key);
        }
        !is_seen
    });
    lines
}

/// A conversation that may be the home of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Home {
    /// When it began.
    pub created_at: Timestamp,
    /// Which it is.
    pub id: ConversationId,
}

/// Which of two conversations of one person stays; the other hands over and then only forwards. The older one, whose
/// name others have known for longer; of two that began at once the smaller id. Both objects come to the same answer.
pub fn home<'a>(one: &'a Home, other: &'a Home) -> &'a Home {
    one.min(other)
}

#[cfg(test)]
mod tests;
