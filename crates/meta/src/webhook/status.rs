//! How far a message of ours has come.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Sender;
use crate::errors::MetaError;

/// A step of a message of ours on WhatsApp. Steps come doubled, out of order, and sometimes before the reply to
/// the send itself.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageStatus {
    /// The message's id.
    pub provider_id: String,
    /// The step.
    pub status: DeliveryStatus,
    /// When, by Meta's clock, in whole seconds.
    pub at: Timestamp,
    /// To whom. In a group, the participant.
    #[serde(default)]
    pub recipient: Sender,
    /// The group, if it went to one.
    #[serde(default)]
    pub group_id: Option<String>,
    /// What we attached to the message as `biz_opaque_callback_data`.
    #[serde(default)]
    pub callback_data: Option<String>,
    /// What Meta charges for.
    #[serde(default)]
    pub pricing: Option<Pricing>,
    /// Meta's billing conversation; mostly absent since v24.0.
    #[serde(default)]
    pub conversation: Option<StatusConversation>,
    /// Why it failed.
    #[serde(default)]
    pub errors: Vec<MetaError>,
}

/// The steps of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// WhatsApp has it.
    Sent,
    /// The customer's phone has it.
    Delivered,
    /// The customer opened it.
    Read,
    /// The customer listened to it.
    Played,
    /// It will not arrive.
    Failed,
    /// A step that is not known here.
    Other(String),
}

impl DeliveryStatus {
    /// Reads Meta's word.
    pub(crate) fn from_word(word: String) -> Self {
        match word.as_str() {
            "sent" => Self::Sent,
            "delivered" => Self::Delivered,
            "read" => Self::Read,
            "played" => Self::Played,
            "failed" => Self::Failed,
            _ => Self::Other(word),
        }
    }

    /// Meta's word, and the stable name.
    pub fn name(&self) -> &str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
            Self::Other(word) => word,
        }
    }

    /// Whether a message at step `current` moves on to this one. A later step implies the earlier ones; nothing
    /// follows a failure; an unknown step moves nothing.
    pub fn follows(&self, current: Option<&Self>) -> bool {
        match (self.rank(), current.map(Self::rank)) {
            (None, _) | (_, Some(Some(FAILED))) => false,
            (Some(_), None | Some(None)) => true,
            (Some(new), Some(Some(old))) => new > old,
        }
    }

    fn rank(&self) -> Option<u8> {
        match self {
            Self::Sent => Some(1),
            Self::Delivered => Some(2),
            Self::Read => Some(3),
            Self::Played => Some(4),
            Self::Failed => Some(FAILED),
            Self::Other(_) => None,
        }
    }
}

const FAILED: u8 = 5;

/// What Meta charges for a message. Comes with `sent` and one later step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pricing {
    /// Whether it costs anything.
    pub billable: bool,
    /// `PMP` (per message) since 2025-07-01, `CBP` before.
    pub model: Option<String>,
    /// `regular`, `free_customer_service` or `free_entry_point`.
    pub kind: Option<String>,
    /// Such as `service`, `utility`, `marketing`.
    pub category: Option<String>,
}

/// Meta's billing conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusConversation {
    /// Meta's id.
    pub id: Option<String>,
    /// What began it, such as `service` or `referral_conversion`.
    pub origin: Option<String>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

crate::json::log_safe!(MessageStatus { status, at, pricing, errors });

#[cfg(test)]
mod tests {
    use super::*;

    fn any_status() -> impl proptest::strategy::Strategy<Value = DeliveryStatus> {
        let words = ["sent", "delivered", "read", "played", "failed", "warning"];
        proptest::sample::select(words.to_vec()).prop_map(|word| DeliveryStatus::from_word(word.to_owned()))
    }
    use proptest::strategy::Strategy as _;

    #[test]
    fn a_read_may_come_without_a_delivered() {
        assert!(DeliveryStatus::Read.follows(Some(&DeliveryStatus::Sent)));
        assert!(!DeliveryStatus::Delivered.follows(Some(&DeliveryStatus::Read)));
        assert!(!DeliveryStatus::Read.follows(Some(&DeliveryStatus::Failed)));
        assert!(DeliveryStatus::Sent.follows(None));
        assert!(!DeliveryStatus::Sent.follows(Some(&DeliveryStatus::Sent)), "a repeat changes nothing");
    }

    proptest::proptest! {
        #[test]
        fn the_end_does_not_depend_on_the_order(steps in proptest::collection::vec(any_status(), 0..8)) {
            let settle = |steps: &[DeliveryStatus]| steps.iter().fold(None, |current, step| {
                if step.follows(current.as_ref()) { Some(step.clone()) } else { current }
            });
            let mut reversed = steps.clone();
            reversed.reverse();
            proptest::prop_assert_eq!(settle(&steps), settle(&reversed));
        }
    }
}
