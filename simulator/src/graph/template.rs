//! Template messages: the shape, the template, its placeholders.

use std::collections::BTreeSet;

use serde_json::Value;

use super::check::{limit, rule};
use super::errors::GraphError;
use crate::state::{NumberState, text_at};

/// A template with its placeholders filled.
pub(super) struct Filled {
    pub(super) text: String,
    /// The payloads of quick reply buttons, which stand for their labels.
    pub(super) buttons: Vec<String>,
}

/// The shape alone.
pub(super) fn check(content: &Value) -> Result<(), GraphError> {
    limit(content, "/name", "template['name']", 512)?;
    limit(content, "/language/code", "template['language']['code']", 16)?;
    let kinds = ["header", "body", "button"];
    let sound = components(content)
        .iter()
        .all(|part| text_at(part, "/type").is_some_and(|kind| kinds.contains(&kind)));
    rule(sound, || GraphError::invalid("template component types are header, body and button"))
}

/// Finds the approved template and fills it.
pub(super) fn fill(number: &NumberState, content: &Value) -> Result<Filled, GraphError> {
    let name = text_at(content, "/name").unwrap_or_default();
    let language = text_at(content, "/language/code").unwrap_or_default();
    let template = number.templates.iter().find(|known| known.name == name && known.language == language);
    let absent =
        || GraphError::whatsapp(132_001, &format!("template name ({name}) does not exist in {language}"));
    let template = template.ok_or_else(absent)?;
    match template.status.as_str() {
        "APPROVED" => {}
        "PAUSED" => return Err(GraphError::whatsapp(132_015, "The template is paused")),
        "DISABLED" => return Err(GraphError::whatsapp(132_016, "The template is disabled")),
        _ => return Err(absent()),
    }
    let text = filled(&template.body, content)?;
    let buttons = components(content).iter().filter(|part| part["sub_type"] == "quick_reply");
    let payloads = buttons.filter_map(|button| text_at(button, "/parameters/0/payload"));
    Ok(Filled { text, buttons: payloads.map(str::to_owned).collect() })
}

fn filled(body: &str, content: &Value) -> Result<String, GraphError> {
    let names: BTreeSet<&str> = pieces(body).filter_map(|(_, name)| name).collect();
    let part = components(content).iter().find(|part| part["type"] == "body");
    let given: &[Value] = part.and_then(|part| part["parameters"].as_array()).map_or(&[], Vec::as_slice);
    let count = || {
        let details = format!("body: expected {} parameters, got {}", names.len(), given.len());
        GraphError::whatsapp(132_000, &details)
    };
    rule(given.len() == names.len(), count)?;
    let mut text = String::new();
    for (plain, name) in pieces(body) {
        text.push_str(plain);
        text.push_str(name.map_or(Ok(""), |name| words(name, given))?);
    }
    Ok(text)
}

/// The body cut at its placeholders: what stands before each, and the placeholder's name.
fn pieces(body: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    body.split("}}").map(|piece| match piece.split_once("{{") {
        Some((plain, name)) => (plain, Some(name.trim())),
        None => (piece, None),
    })
}

/// Named parameters by their name, positional ones by their number, counted from 1.
fn words<'a>(name: &str, given: &'a [Value]) -> Result<&'a str, GraphError> {
    let by_name = given.iter().find(|parameter| parameter["parameter_name"] == name);
    let by_place = || name.parse::<usize>().ok().and_then(|place| given.get(place.checked_sub(1)?));
    let value = by_name.or_else(by_place);
    let text = ["/text", "/currency/fallback_value", "/date_time/fallback_value"]
        .iter()
        .find_map(|pointer| value.and_then(|value| text_at(value, pointer)));
    let text = text.filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| GraphError::missing(&format!("parameter {name}")))
}

fn components(content: &Value) -> &[Value] {
    content["components"].as_array().map_or(&[], Vec::as_slice)
}
