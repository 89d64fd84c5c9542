//! Partial updates: what is absent stays, what is present replaces, `null` clears what may be empty.

use serde::{Deserialize, Deserializer};

use super::{Agent, AgentMode, Disclosure, Fact, Llm, Media, Provider, Settings, Shop, Transcription};
use crate::money::Currency;

/// Changes to [`Settings`]. Unknown fields are refused, so that a misspelt one is not silently lost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsPatch {
    /// Changes to the business.
    pub shop: ShopPatch,
    /// Changes to the assistant's behaviour.
    pub agent: AgentPatch,
    /// Changes to who thinks.
    pub llm: LlmPatch,
    /// Changes to the disclosure.
    pub disclosure: DisclosurePatch,
    /// Changes to who writes voice notes down.
    pub transcription: TranscriptionPatch,
    /// Changes to what is kept of files.
    pub media: MediaPatch,
}

/// Changes to [`Media`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MediaPatch {
    /// See [`Media::daily_megabytes`].
    #[serde(deserialize_with = "present")]
    pub daily_megabytes: Option<u32>,
}

/// Changes to [`Shop`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShopPatch {
    /// See [`Shop::name`].
    #[serde(deserialize_with = "present")]
    pub name: Option<String>,
    /// See [`Shop::country`].
    #[serde(deserialize_with = "present")]
    pub country: Option<String>,
    /// See [`Shop::currency`].
    #[serde(deserialize_with = "present")]
    pub currency: Option<Currency>,
    /// See [`Shop::timezone`].
    #[serde(deserialize_with = "present")]
    pub timezone: Option<String>,
    /// See [`Shop::facts`]; replaces the whole list.
    #[serde(deserialize_with = "present")]
    pub facts: Option<Vec<FactInput>>,
    /// See [`Shop::contact`]; `Some(None)` clears it.
    #[serde(deserialize_with = "present")]
    pub contact: Option<Option<String>>,
}

/// A [`Fact`] as an owner writes it: a misspelt field is refused here, and tolerated in what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactInput {
    /// See [`Fact::topic`].
    pub topic: String,
    /// See [`Fact::text`].
    pub text: String,
}

impl From<FactInput> for Fact {
    fn from(FactInput { topic, text }: FactInput) -> Self {
        Self { topic, text }
    }
}

/// Changes to [`Agent`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentPatch {
    /// See [`Agent::mode`].
    #[serde(deserialize_with = "present")]
    pub mode: Option<AgentMode>,
    /// See [`Agent::name`].
    #[serde(deserialize_with = "present")]
    pub name: Option<String>,
    /// See [`Agent::instructions`].
    #[serde(deserialize_with = "present")]
    pub instructions: Option<String>,
    /// See [`Agent::tone`].
    #[serde(deserialize_with = "present")]
    pub tone: Option<String>,
    /// See [`Agent::daily_turns`].
    #[serde(deserialize_with = "present")]
    pub daily_turns: Option<u32>,
    /// See [`Agent::daily_cost_cents`].
    #[serde(deserialize_with = "present")]
    pub daily_cost_cents: Option<u32>,
    /// See [`Agent::conversation_turns`].
    #[serde(deserialize_with = "present")]
    pub conversation_turns: Option<u32>,
    /// See [`Agent::images`].
    #[serde(deserialize_with = "present")]
    pub images: Option<bool>,
}

/// Changes to [`Llm`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LlmPatch {
    /// See [`Llm::provider`].
    #[serde(deserialize_with = "present")]
    pub provider: Option<Provider>,
    /// See [`Llm::model`]; `Some(None)` clears it.
    #[serde(deserialize_with = "present")]
    pub model: Option<Option<String>>,
}

/// Changes to [`Disclosure`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DisclosurePatch {
    /// See [`Disclosure::enabled`].
    #[serde(deserialize_with = "present")]
    pub enabled: Option<bool>,
    /// See [`Disclosure::text`]; `Some(None)` clears it.
    #[serde(deserialize_with = "present")]
    pub text: Option<Option<String>>,
}

/// Changes to [`Transcription`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TranscriptionPatch {
    /// See [`Transcription::enabled`].
    #[serde(deserialize_with = "present")]
    pub enabled: Option<bool>,
    /// See [`Transcription::model`]; `Some(None)` clears it.
    #[serde(deserialize_with = "present")]
    pub model: Option<Option<String>>,
}

/// Reads a field that is there. A `null` then reaches the field's own type, which takes it or refuses it, instead
/// of passing for an absent field.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl SettingsPatch {
    // Everything is taken apart by name: a field added to a struct does not compile until it is merged here.
    pub(super) fn merge(self, settings: Settings) -> Settings {
        let Self { shop, agent, llm, disclosure, transcription, media } = self;
        Settings {
            shop: shop.merge(settings.shop),
            agent: agent.merge(settings.agent),
            llm: llm.merge(settings.llm),
            disclosure: disclosure.merge(settings.disclosure),
            transcription: transcription.merge(settings.transcription),
            media: media.merge(settings.media),
        }
    }
}

impl ShopPatch {
    fn merge(self, shop: Shop) -> Shop {
        let Self { name, country, currency, timezone, facts, contact } = self;
        Shop {
            name: name.unwrap_or(shop.name),
            country: country.unwrap_or(shop.country),
            currency: currency.unwrap_or(shop.currency),
            timezone: timezone.unwrap_or(shop.timezone),
            facts: facts.map_or(shop.facts, |facts| facts.into_iter().map(Fact::from).collect()),
            contact: contact.unwrap_or(shop.contact),
        }
    }
}

impl AgentPatch {
    fn merge(self, agent: Agent) -> Agent {
        let Self {
            mode,
            name,
            instructions,
            tone,
            daily_turns,
            daily_cost_cents,
            conversation_turns,
            images,
        } = self;
        Agent {
            mode: mode.unwrap_or(agent.mode),
            name: name.unwrap_or(agent.name),
            instructions: instructions.unwrap_or(agent.instructions),
            tone: tone.unwrap_or(agent.tone),
            daily_turns: daily_turns.unwrap_or(agent.daily_turns),
            daily_cost_cents: daily_cost_cents.unwrap_or(agent.daily_cost_cents),
            conversation_turns: conversation_turns.unwrap_or(agent.conversation_turns),
            images: images.unwrap_or(agent.images),
        }
    }
}

impl LlmPatch {
    fn merge(self, llm: Llm) -> Llm {
        let Self { provider, model } = self;
        Llm { provider: provider.unwrap_or(llm.provider), model: model.unwrap_or(llm.model) }
    }
}

impl DisclosurePatch {
    fn merge(self, disclosure: Disclosure) -> Disclosure {
        let Self { enabled, text } = self;
        Disclosure { enabled: enabled.unwrap_or(disclosure.enabled), text: text.unwrap_or(disclosure.text) }
    }
}

impl TranscriptionPatch {
    fn merge(self, transcription: Transcription) -> Transcription {
        let Self { enabled, model } = self;
        Transcription {
            enabled: enabled.unwrap_or(transcription.enabled),
            model: model.unwrap_or(transcription.model),
        }
    }
}

impl MediaPatch {
    fn merge(self, media: Media) -> Media {
        let Self { daily_megabytes } = self;
        Media { daily_megabytes: daily_megabytes.unwrap_or(media.daily_megabytes) }
    }
}
