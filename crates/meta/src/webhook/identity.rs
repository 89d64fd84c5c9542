//! By which ids a customer goes, when a WhatsApp customer goes by another from now on, and what they want to hear.

use domain::channel::{Alias, AliasKind, ChannelKind};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Content, EventKind, InboundMessage, Sender, UserIdUpdate, UserPreference};

/// A customer's ids before and from now on: one person, whose conversation goes on.
///
/// Ids over several portfolios are left out: conversations are not keyed by them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityChange {
    /// By what they were known; at least one. One of these has ended only if `current` has one of its kind.
    pub previous: Vec<Alias>,
    /// By what they are known now; at least one, the first choice first.
    pub current: Vec<Alias>,
    /// When, by Meta's clock.
    pub at: Option<Timestamp>,
}

/// What a customer decided about marketing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarketingChoice {
    /// Send no more.
    Stop,
    /// Send again, or for the first time.
    Resume,
}

impl EventKind {
    /// The change of ids that the event tells, if it tells both sides of one.
    pub fn identity_change(&self) -> Option<IdentityChange> {
        match self {
            Self::UserIdUpdate(update) => update.identity_change(),
            Self::Message(message) => message.identity_change(),
            _ => None,
        }
    }
}

impl UserIdUpdate {
    /// The change of ids. The number beside it counts as current: it is what the customer has now.
    pub fn identity_change(&self) -> Option<IdentityChange> {
        let current = [bsuid(Some(&self.current)), phone(self.wa_id.as_deref())];
        change([bsuid(self.previous.as_deref())], current, self.at)
    }
}

impl InboundMessage {
    /// The change of ids, if this is WhatsApp's message about one.
    pub fn identity_change(&self) -> Option<IdentityChange> {
        let Content::System(system) = &self.content else { return None };
        let said = [bsuid(system.previous_bsuid.as_deref())];
        let previous = said.into_iter().chain(self.from.whatsapp_aliases().into_iter().map(Some));
        let current = [bsuid(system.new_bsuid.as_deref()), phone(system.new_wa_id.as_deref())];
        change(previous, current, Some(self.at))
    }
}

impl Sender {
    /// The ids that WhatsApp gives for them, the first choice first; numbers as digits without `+`.
    pub(super) fn whatsapp_aliases(&self) -> Vec<Alias> {
        [bsuid(self.bsuid.as_deref()), phone(self.wa_id.as_deref())].into_iter().flatten().collect()
    }

    /// The ids that a kind of channel knows them by, the first choice first. None: a visitor of Messenger who has no id
    /// yet.
    pub fn aliases(&self, channel: ChannelKind) -> Vec<Alias> {
        match channel.rules().alias {
            Some(kind) => self.scoped_id.iter().map(|value| Alias { kind, value: value.clone() }).collect(),
            None => self.whatsapp_aliases(),
        }
    }
}

impl UserPreference {
    /// What the customer decided about marketing; `None` for another category, or a word that is not known.
    pub fn marketing_choice(&self) -> Option<MarketingChoice> {
        let marketing = self.category.as_deref().is_none_or(|category| category == "marketing_messages");
        match self.value.as_deref().filter(|_| marketing)? {
            "stop" => Some(MarketingChoice::Stop),
            "resume" | "signup" => Some(MarketingChoice::Resume),
            _ => None,
        }
    }
}

fn bsuid(id: Option<&str>) -> Option<Alias> {
    id.map(|id| Alias { kind: AliasKind::Bsuid, value: id.to_owned() })
}

fn phone(number: Option<&str>) -> Option<Alias> {
    let value: String = number?.chars().filter(char::is_ascii_digit).collect();
    (!value.is_empty()).then_some(Alias { kind: AliasKind::Phone, value })
}

fn change(
    previous: impl IntoIterator<Item = Option<Alias>>,
    current: impl IntoIterator<Item = Option<Alias>>,
    at: Option<Timestamp>,
) -> Option<IdentityChange> {
    let current: Vec<Alias> = current.into_iter().flatten().collect();
    let mut ended: Vec<Alias> = Vec::new();
    for alias in previous.into_iter().flatten() {
        if !current.contains(&alias) && !ended.contains(&alias) {
            ended.push(alias);
        }
    }
    let told = !ended.is_empty() && !current.is_empty();
    told.then_some(IdentityChange { previous: ended, current, at })
}
