//! What the tests used and no log may hold.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use aho_corasick::AhoCorasick;
use serde_json::Value;
use simulator::Simulator;

/// Shorter values also occur by chance.
const SHORTEST: usize = 8;
/// Fields of webhooks and Graph calls that hold a person's identifier, name or words.
const PERSONAL: [&str; 17] = [
    "body",
    "caption",
    "from",
    "from_user_id",
    "message_id",
    "name",
    "parent_user_id",
    "recipient",
    "recipient_id",
    "recipient_user_id",
    "mid",
    "text",
    "to",
    "user_id",
    "username",
    "wa_id",
    "biz_opaque_callback_data",
];

/// The collection.
#[derive(Default)]
pub struct Seen {
    values: Mutex<BTreeSet<String>>,
    published: Mutex<BTreeSet<String>>,
}

impl Seen {
    /// Remembers a value.
    pub fn add(&self, value: &str) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        // A log line holds no line break, so a leaked text shows by its lines.
        values.extend(value.lines().map(str::trim).filter(|line| line.len() >= SHORTEST).map(str::to_owned));
    }

    /// What an owner wrote for everybody, such as the disclosure: it may lie open although replies repeat it.
    pub fn publish(&self, text: &str) {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned());
    }

    /// Remembers what is personal in a payload.
    pub fn add_json(&self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.add_json(item)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| self.add_field(key, value)),
            _ => {}
        }
    }

    fn add_field(&self, key: &str, value: &Value) {
        match value {
            Value::String(text) if PERSONAL.contains(&key) || text.starts_with("wamid.") => self.add(text),
            other => self.add_json(other),
        }
    }

    /// Remembers all that went through the stand-in.
    pub fn add_traffic(&self, simulator: &Simulator) {
        for number in simulator.numbers() {
            let config = number.config();
            for secret in [config.access_token, config.app_secret, config.verify_token] {
                self.add(&secret);
            }
            number.webhooks().iter().for_each(|webhook| self.add_json(&webhook.body));
            number.requests().iter().for_each(|call| self.add_json(&call.body));
            for sent in number.sent() {
                [Some(sent.wamid), sent.text].iter().flatten().for_each(|value| self.add(value));
            }
            for customer in number.customers() {
                [Some(customer.bsuid()), customer.wa_id()].iter().flatten().for_each(|id| self.add(id));
            }
        }
    }

    /// Looks for all of them but what was published.
    pub fn search(&self) -> Search {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        let values: Vec<String> = values.difference(&published).cloned().collect();
        let automaton = AhoCorasick::new(&values).expect("values are short, and thousands at most");
        Search { automaton, values }
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// A search for many values at once: there are thousands of them, and hundreds of megabytes to look through.
pub struct Search {
    automaton: AhoCorasick,
    values: Vec<String>,
}

impl Search {
    /// The values that occur in these bytes, shortened so that the report does not leak in turn.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<String> {
        let found = self.automaton.find_iter(bytes).map(|found| &self.values[found.pattern().as_usize()]);
        found.map(|value| format!("{}…", value.chars().take(12).collect::<String>())).collect()
    }
}
