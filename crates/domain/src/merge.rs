//! Two conversations of one person become one: which of them stays, and what survives of the other.
//!
//! Parts are handed over one by one, in any order and more than once, while both sides go on: so whatever meets is
//! joined by the greater of the two, and it does not matter who came first. Messages are told apart by the engine; how
//! far one was delivered is joined by [`DeliveryStatus::advance`](crate::delivery::DeliveryStatus::advance).

use std::str::FromStr;

use crate::ids::ConversationId;
use crate::time::Timestamp;

/// A conversation that may be the home of a person. The least stays, the others hand over and then only forward: the
/// oldest, whose name others have known for longest; of those that began at once the one with the least id. So all of
/// them come to the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age<'a> {
    /// When it began.
    pub created_at: Timestamp,
    /// Which it is.
    pub id: &'a ConversationId,
}

/// Where a conversation is in the inbox, the one that wants somebody most last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum State {
    /// The matter is settled.
    Resolved,
    /// Out of sight for a while.
    Snoozed,
    /// As it began.
    #[default]
    Open,
    /// For a person.
    Waiting,
}

/// A word that names no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a conversation's state")]
pub struct UnknownState;

impl State {
    const ALL: [Self; 4] = [Self::Resolved, Self::Snoozed, Self::Open, Self::Waiting];

    /// The stable word for storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Snoozed => "snoozed",
            Self::Open => "open",
            Self::Waiting => "waiting",
        }
    }
}

impl FromStr for State {
    type Err = UnknownState;
    fn from_str(text: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}

/// How a conversation stands, as far as it survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// In the inbox.
    pub state: State,
    /// Until when a free-form reply may be sent.
    pub window_closes_at: Option<Timestamp>,
    /// Until when a person has it.
    pub paused_until: Option<Timestamp>,
    /// When anybody last wrote.
    pub last_message_at: Timestamp,
    /// When the agent last said what it is.
    pub disclosed_at: Option<Timestamp>,
}

impl Standing {
    /// How the two stand as one: whoever has it longer, has it; what wants somebody on either side, wants somebody.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self {
            state: self.state.max(other.state),
            window_closes_at: self.window_closes_at.max(other.window_closes_at),
            paused_until: self.paused_until.max(other.paused_until),
            last_message_at: self.last_message_at.max(other.last_message_at),
            disclosed_at: self.disclosed_at.max(other.disclosed_at),
        }
    }

    /// Whether a person has it.
    pub fn is_paused(&self, now: Timestamp) -> bool {
        self.paused_until.is_some_and(|until| until > now)
    }
}

/// How far the matter of a message is that came from another conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Past {
    /// It waits for its turn.
    Waits,
    /// It had its turn, or needs none.
    Answered,
    /// It was resolved: the model reads it no more.
    Resolved,
}

impl Past {
    /// Of a message by its number, in a conversation where messages up to `answered` had their turn, and those up to
    /// `resolved` are settled.
    pub const fn of(seq: i64, is_outbound: bool, answered: i64, resolved: i64) -> Self {
        if seq <= resolved {
            Self::Resolved
        } else if seq <= answered || is_outbound {
            Self::Answered
        } else {
            Self::Waits
        }
    }

    /// From its number in storage; what is no number of ours counts as waiting, so that nobody is left unanswered.
    pub const fn from_number(number: i64) -> Self {
        match number {
            2 => Self::Resolved,
            1 => Self::Answered,
            _ => Self::Waits,
        }
    }

    /// Its number in storage.
    pub const fn number(self) -> i64 {
        match self {
            Self::Waits => 0,
            Self::Answered => 1,
            Self::Resolved => 2,
        }
    }
}

/// The status that a message arrives with. What the agent had planned is not said any more where a person has the
/// conversation.
pub fn arriving<'a>(status: &'a str, author: &str, is_paused: bool) -> &'a str {
    if is_paused && author == "agent" && status == "planned" { "dropped" } else { status }
}

#[cfg(test)]
mod tests;
