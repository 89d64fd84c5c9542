//! The limits of the settings.

use std::collections::BTreeSet;

use super::{Agent, Disclosure, Fact, Llm, Media, Shop, Transcription};
use crate::invalid::{InvalidField, line, prose};
use crate::money::Currency;

impl Shop {
    const MAX_FACTS: usize = 100;

    pub(super) fn checked(self) -> Result<Self, InvalidField> {
        let Self { name, country, currency, timezone, facts, contact } = self;
        if Currency::of_country(&country).is_none() {
            return Err(InvalidField::new("shop.country", "must be an ISO 3166 country code such as MY"));
        }
        if !is_timezone(&timezone) {
            return Err(InvalidField::new("shop.timezone", "must be an IANA name such as Asia/Kuala_Lumpur"));
        }
        Ok(Self {
            name: line("shop.name", &name, 100)?,
            country,
            currency,
            timezone,
            facts: checked_facts(facts)?,
            contact: optional(contact.as_deref(), |text| prose("shop.contact", text, 200))?,
        })
    }
}

fn checked_facts(facts: Vec<Fact>) -> Result<Vec<Fact>, InvalidField> {
    if facts.len() > Shop::MAX_FACTS {
        let reason = format!("must be at most {} facts", Shop::MAX_FACTS);
        return Err(InvalidField::new("shop.facts", reason));
    }
    let mut topics = BTreeSet::new();
    let mut checked = Vec::with_capacity(facts.len());
    for (index, Fact { topic, text }) in facts.into_iter().enumerate() {
        let field = |name: &str| format!("shop.facts[{index}].{name}");
        let topic = line(&field("topic"), &topic, 60)?;
        let text = prose(&field("text"), &text, 1_000)?;
        if text.is_empty() {
            return Err(InvalidField::new(field("text"), "must not be empty"));
        }
        if !topics.insert(topic.to_lowercase()) {
            return Err(InvalidField::new(field("topic"), "repeats an earlier topic"));
        }
        checked.push(Fact { topic, text });
    }
    Ok(checked)
}

impl Agent {
    pub(super) fn checked(self) -> Result<Self, InvalidField> {
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
        if !(1..=100_000).contains(&daily_turns) {
            return Err(InvalidField::new("agent.daily_turns", "must be from 1 to 100000"));
        }
        if !(1..=1_000_000).contains(&daily_cost_cents) {
            return Err(InvalidField::new("agent.daily_cost_cents", "must be from 1 to 1000000"));
        }
        if !(1..=10_000).contains(&conversation_turns) {
            return Err(InvalidField::new("agent.conversation_turns", "must be from 1 to 10000"));
        }
        Ok(Self {
            mode,
            name: optional_line("agent.name", &name, 60)?,
            instructions: prose("agent.instructions", &instructions, 8_000)?,
            tone: optional_line("agent.tone", &tone, 200)?,
            daily_turns,
            daily_cost_cents,
            conversation_turns,
            images,
        })
    }
}

impl Llm {
    pub(super) fn checked(self) -> Result<Self, InvalidField> {
        Ok(Self { provider: self.provider, model: model_name("llm.model", self.model.as_deref())? })
    }
}

impl Transcription {
    pub(super) fn checked(self) -> Result<Self, InvalidField> {
        let model = model_name("transcription.model", self.model.as_deref())?;
        Ok(Self { enabled: self.enabled, model })
    }
}

impl Media {
    pub(super) fn checked(self) -> Result<Self, InvalidField> {
        if self.daily_megabytes > 1_000_000 {
            return Err(InvalidField::new("media.daily_megabytes", "must be from 0 to 1000000"));
        }
        Ok(self)
    }
}

fn model_name(field: &str, name: Option<&str>) -> Result<Option<String>, InvalidField> {
    let name = optional(name, |name| optional_line(field, name, 100))?;
    if name.as_ref().is_some_and(|name| name.contains(char::is_whitespace)) {
        return Err(InvalidField::new(field, "must not contain spaces"));
    }
    Ok(name)
}

impl Disclosure {
    pub(super) fn checked(self) -> Result<Self, InvalidField> {
        let text = optional(self.text.as_deref(), |text| prose("disclosure.text", text, 500))?;
        Ok(Self { enabled: self.enabled, text })
    }
}

fn optional_line(field: &str, text: &str, max: usize) -> Result<String, InvalidField> {
    if text.trim().is_empty() { Ok(String::new()) } else { line(field, text, max) }
}

/// Checks a text that may be absent; an empty one is absent.
fn optional(
    text: Option<&str>,
    check: impl Fn(&str) -> Result<String, InvalidField>,
) -> Result<Option<String>, InvalidField> {
    let checked = text.map(check).transpose()?;
    Ok(checked.filter(|text| !text.is_empty()))
}

/// The shape of an IANA name: `UTC`, `Area/City`, `Area/Region/City`. Whether it exists is the clock's to say.
pub(super) fn is_timezone(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
    let part = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(allowed);
    name.len() <= 64 && name.split('/').count() <= 3 && name.split('/').all(part)
}
