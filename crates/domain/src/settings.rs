//! A tenant's settings: what the owner may change, with defaults, limits and partial updates.
//!
//! Secrets are not here. The tenant's own LLM key is stored sealed beside the settings.

mod check;
pub(crate) mod patch;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::invalid::InvalidField;
use crate::money::Currency;

pub use patch::{
    AgentPatch, DisclosurePatch, FactInput, LlmPatch, MediaPatch, SettingsPatch, ShopPatch,
    TranscriptionPatch,
};

/// Everything an owner sets. Absent fields read as their defaults, unknown ones are ignored, so that the version
/// before and after this one can read the same stored settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The business.
    pub shop: Shop,
    /// The assistant's behaviour.
    pub agent: Agent,
    /// Who thinks for it.
    pub llm: Llm,
    /// What it says about itself.
    pub disclosure: Disclosure,
    /// Who writes voice notes down.
    pub transcription: Transcription,
    /// What is kept of files.
    pub media: Media,
}

/// The business, as customers and the model may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shop {
    /// 1 to 100 characters.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// In which everything is priced.
    pub currency: Currency,
    /// IANA name such as `Asia/Kuala_Lumpur`; only its shape is checked.
    pub timezone: String,
    /// At most 100.
    pub facts: Vec<Fact>,
    /// How to reach a person: an address, a number, opening hours; at most 200 characters.
    pub contact: Option<String>,
}

/// Something the owner wrote once, such as (delivery, "3 to 5 days, RM 8").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// 1 to 60 characters; unique without regard to case.
    pub topic: String,
    /// 1 to 1000 characters.
    pub text: String,
}

/// The assistant's behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Agent {
    /// Whether it answers.
    pub mode: AgentMode,
    /// What it calls itself; at most 60 characters, empty: "the assistant of the shop".
    pub name: String,
    /// The owner's instructions; at most 8000 characters.
    pub instructions: String,
    /// Such as `friendly and short`; at most 200 characters.
    pub tone: String,
    /// The most turns a day, 1 to 100 000.
    pub daily_turns: u32,
    /// The most that models may cost a day, in US cents, 1 to 1 000 000. Models without a known price count nothing.
    pub daily_cost_cents: u32,
    /// The most turns a day in one conversation, 1 to 10 000.
    pub conversation_turns: u32,
    /// Whether the model may look at pictures that customers send. Off unless the owner decides otherwise: a picture
    /// may show anything, and costs like a page of text.
    pub images: bool,
}

/// Whether the agent answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AgentMode {
    /// It does nothing.
    Off,
    /// It drafts, staff send.
    Suggest,
    /// It answers.
    #[default]
    On,
}

/// Who thinks for the agent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Llm {
    /// Which wire it speaks.
    pub provider: Provider,
    /// The model's name, instead of the server's default; at most 100 characters.
    pub model: Option<String>,
}

/// An LLM's wire format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Whichever has a key; none: offline.
    #[default]
    Auto,
    /// Anthropic Messages.
    Anthropic,
    /// `OpenAI` Chat Completions, or what is compatible with it.
    OpenAi,
    /// No model: the built-in responder.
    Offline,
}

/// Whether and how the agent says that it is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Disclosure {
    /// On unless the owner decides otherwise.
    pub enabled: bool,
    /// The owner's own words, at most 500 characters; `None`: the built-in sentence.
    pub text: Option<String>,
}

/// Who writes voice notes down, so that the agent can read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Transcription {
    /// On unless the owner decides otherwise; nothing happens without a key for it.
    pub enabled: bool,
    /// The model's name, instead of the server's default; at most 100 characters.
    pub model: Option<String>,
}

/// What is kept of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// The most that is stored in a day (UTC), in millions of bytes, what customers send and what staff send together;
    /// 0 to 1 000 000. What comes after it is not fetched.
    pub daily_megabytes: u32,
}

impl Default for Media {
    fn default() -> Self {
        Self { daily_megabytes: 2_000 }
    }
}

impl Default for Transcription {
    fn default() -> Self {
        Self { enabled: true, model: None }
    }
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            name: "My shop".to_owned(),
            country: "US".to_owned(),
            currency: Currency::USD,
            timezone: "UTC".to_owned(),
            facts: Vec::new(),
            contact: None,
        }
    }
}

impl Default for Agent {
    fn default() -> Self {
        Self {
            mode: AgentMode::default(),
            name: String::new(),
            instructions: String::new(),
            tone: "friendly and short".to_owned(),
            daily_turns: 1_000,
            daily_cost_cents: 2_000,
            conversation_turns: 100,
            images: false,
        }
    }
}

impl Default for Disclosure {
    fn default() -> Self {
        Self { enabled: true, text: None }
    }
}

impl AgentMode {
    /// The stable word for storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Suggest => "suggest",
            Self::On => "on",
        }
    }
}

impl Provider {
    /// The stable word for storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Anthropic => "anthropic",
            Self::OpenAi => "openai",
            Self::Offline => "offline",
        }
    }
}

impl Settings {
    /// The settings of a business that signs up: its name and its country, with the country's currency.
    ///
    /// # Errors
    /// `shop.name` or `shop.country`.
    pub fn for_shop(name: &str, country: &str) -> Result<Self, InvalidField> {
        let country = country.trim().to_ascii_uppercase();
        let currency = Currency::of_country(&country).ok_or_else(|| {
            InvalidField::new("shop.country", "must be an ISO 3166 country code such as MY")
        })?;
        let shop = Shop { name: name.to_owned(), country, currency, ..Shop::default() };
        Self { shop, ..Self::default() }.checked()
    }

    /// These settings with the fields of `patch` replaced, checked as a whole.
    ///
    /// # Errors
    /// The first field that breaks a rule; nothing is changed then.
    pub fn apply(self, patch: SettingsPatch) -> Result<Self, InvalidField> {
        patch.merge(self).checked()
    }

    /// These settings with texts trimmed.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub fn checked(self) -> Result<Self, InvalidField> {
        Ok(Self {
            shop: self.shop.checked()?,
            agent: self.agent.checked()?,
            llm: self.llm.checked()?,
            disclosure: self.disclosure.checked()?,
            transcription: self.transcription.checked()?,
            media: self.media.checked()?,
        })
    }
}

impl Disclosure {
    /// What the agent says about itself inside its first reply; `None`: the owner switched it off.
    pub fn sentence(&self, shop: &str) -> Option<String> {
        let own = self.text.clone();
        self.enabled.then(|| {
            own.unwrap_or_else(|| format!("I am the assistant of {shop}. To reach a person, just ask."))
        })
    }
}
