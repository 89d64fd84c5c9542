//! What answers a key without a script: it knows no shop and no language. It looks the customer's words up with the
//! tool that it is offered, and repeats the names and prices that the tool gives back.

use serde_json::{Map, Value, json};

use super::Answer;

const SEARCH: &str = "search_products";
/// A reply on a phone stays short.
const MOST_PRODUCTS: usize = 5;

/// A conversation, freed from its wire.
#[derive(Default)]
pub(super) struct Talk {
    question: String,
    /// The tool results since the last question.
    results: Vec<String>,
    pub(super) tools: Vec<Offer>,
}

/// A tool that may be called.
pub(super) struct Offer {
    name: String,
    /// The parameter that takes words.
    parameter: Option<String>,
}

impl Talk {
    /// The customer wrote; what tools said before belongs to an older question.
    pub(super) fn question(&mut self, words: &str) {
        words.clone_into(&mut self.question);
        self.results.clear();
    }

    pub(super) fn result(&mut self, content: &str) {
        self.results.push(content.to_owned());
    }
}

impl Offer {
    pub(super) fn read(name: &Value, schema: &Value) -> Option<Self> {
        let properties = schema["properties"].as_object();
        let wordy = |(_, schema): &(&String, &Value)| schema["type"] == "string";
        let first = properties.and_then(|all| {
            let query = all.get_key_value("query").filter(wordy);
            query.or_else(|| all.iter().find(wordy)).map(|(name, _)| name.clone())
        });
        Some(Self { name: name.as_str()?.to_owned(), parameter: first })
    }
}

/// A tool call, or a short reply.
pub(super) fn answer(talk: &Talk) -> Answer {
    let words = talk.question.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let search = talk.tools.iter().find(|tool| tool.name == SEARCH).and_then(|tool| tool.parameter.as_ref());
    match search {
        Some(parameter) if talk.results.is_empty() => Answer::tool(SEARCH, json!({ parameter: words })),
        _ => Answer::Text(reply(words, &talk.results)),
    }
}

fn reply(words: &str, results: &[String]) -> String {
    let mut lines = Vec::new();
    for result in results {
        match serde_json::from_str::<Value>(result) {
            Ok(value) => collect(&value, &mut lines),
            Err(_) => lines.extend(plain_lines(result)),
        }
    }
    lines.truncate(MOST_PRODUCTS);
    if lines.is_empty() {
        return format!("I found nothing for “{words}”. What are you looking for?");
    }
    lines.join("\n")
}

fn plain_lines(result: &str) -> impl Iterator<Item = String> {
    result.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned)
}

/// A line for each object with a name, outermost first.
fn collect(value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, lines)),
        Value::Object(fields) => match named(fields) {
            Some(line) => lines.push(line),
            None => fields.values().for_each(|field| collect(field, lines)),
        },
        _ => {}
    }
}

fn named(fields: &Map<String, Value>) -> Option<String> {
    let name = fields.get("name").or_else(|| fields.get("title"))?.as_str()?;
    let price = fields.iter().find_map(|(key, value)| price(key, value));
    Some(price.map_or_else(|| name.to_owned(), |price| format!("{name}: {price}")))
}

/// The first text under a key that speaks of a price, here or further in (variants). Bare numbers are minor units of
/// something, so they are never shown.
fn price(key: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) if key.contains("price") && text.chars().any(char::is_numeric) => {
            Some(text.clone())
        }
        Value::Object(fields) if key.contains("price") => fields.values().find_map(|inner| price(key, inner)),
        Value::Object(fields) => fields.iter().find_map(|(key, inner)| price(key, inner)),
        Value::Array(items) => items.iter().find_map(|item| price(key, item)),
        _ => None,
    }
}
