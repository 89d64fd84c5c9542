//! Who may be written to when it is the business that begins.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What a customer has said about being written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Nothing.
    #[default]
    Unknown,
    /// The business may begin: START, a ticked box, `user_preferences` of Meta.
    OptedIn,
    /// The business may not begin: STOP, an objection that staff recorded, `user_preferences` of Meta.
    OptedOut,
}

/// A word that names no consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be unknown, opted_in or opted_out")]
pub struct UnknownConsent;

/// What a message is for. The first is an answer, the others are what the business begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Answers what the customer asked, inside the service window; also the confirmation of STOP itself.
    Answer,
    /// A follow-up inside the window that nobody asked for.
    Service,
    /// A template about an order that exists.
    Utility,
    /// A template with a code.
    Authentication,
    /// A template that sells, a broadcast; and a template of a category that we do not know.
    Marketing,
}

/// Why a message may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// The customer asked the business not to begin.
    #[error("This customer asked not to be written to, so only their own questions are answered.")]
    OptedOut,
    /// Selling needs a yes.
    #[error("This customer has not agreed to marketing messages.")]
    NotOptedIn,
}

/// Whether a message with this purpose may be sent to a customer who said this. Staff are bound by it as the agent is.
///
/// # Errors
/// Why it may not.
pub fn allows(consent: Consent, purpose: Purpose) -> Result<(), Refused> {
    if purpose == Purpose::Answer {
        return Ok(());
    }
    match consent {
        Consent::OptedOut => Err(Refused::OptedOut),
        Consent::Unknown if purpose == Purpose::Marketing => Err(Refused::NotOptedIn),
        Consent::Unknown | Consent::OptedIn => Ok(()),
    }
}

/// What a customer said, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choice {
    /// What.
    pub consent: Consent,
    /// When they said it: Meta's stamp where Meta told us, else our clock.
    pub at: Timestamp,
}

impl Choice {
    /// Which of two choices counts: the later one. Who said nothing has not chosen, whenever; of two at the same
    /// moment the more careful one counts. So it does not matter in which order they are learnt.
    #[must_use]
    pub fn latest(self, other: Self) -> Self {
        if self.rank() >= other.rank() { self } else { other }
    }

    fn rank(self) -> (bool, Timestamp, bool) {
        (self.consent != Consent::Unknown, self.at, self.consent == Consent::OptedOut)
    }
}

/// What counts under every name of people who turn out to be one: if any of them said no, nobody is written to under
/// any of the names. It counts as said last, so that only a new yes takes it back, under the names that it is said with.
/// `None`: nobody said no, and each name keeps its own word.
pub fn joined(choices: &[Choice]) -> Option<Choice> {
    let said_no = choices.iter().any(|choice| choice.consent == Consent::OptedOut);
    let at = choices.iter().map(|choice| choice.at).max()?;
    said_no.then_some(Choice { consent: Consent::OptedOut, at })
}

impl Consent {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::OptedIn, Self::OptedOut];

    /// The stable word for storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::OptedIn => "opted_in",
            Self::OptedOut => "opted_out",
        }
    }

    /// A sentence for the shop's owner and staff.
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Unknown => {
                "This customer has not said whether you may write first: no marketing, but messages about their orders."
            }
            Self::OptedIn => "This customer agreed that you may write first.",
            Self::OptedOut => {
                "This customer asked you not to write first; their own questions are still answered."
            }
        }
    }
}

impl std::str::FromStr for Consent {
    type Err = UnknownConsent;
    fn from_str(word: &str) -> Result<Self, UnknownConsent> {
        Self::ALL.into_iter().find(|consent| consent.as_str() == word).ok_or(UnknownConsent)
    }
}

impl Refused {
    /// The stable word for storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::NotOptedIn => "not_opted_in",
        }
    }
}

#[cfg(test)]
mod tests;
