//! The values of a template's placeholders.

use serde_json::Value;

use crate::graph::check::rule;
use crate::graph::errors::GraphError;
use crate::graph::media;
use crate::state::text_at;
use crate::templates::slots::{pieces, slots};

/// A text with its placeholders filled.
pub(super) fn filled(place: &str, text: &str, given: &[Value], named: bool) -> Result<String, GraphError> {
    let wanted = slots(text);
    count(place, wanted.len(), given)?;
    let mut out = String::new();
    for (plain, slot) in pieces(text) {
        out.push_str(plain);
        let Some(slot) = slot else { continue };
        let value = if named { by_name(place, slot, given)? } else { by_place(slot, &wanted, given) };
        out.push_str(words(place, slot, value)?);
    }
    Ok(out)
}

/// As many parameters as placeholders.
pub(super) fn count(place: &str, wanted: usize, given: &[Value]) -> Result<(), GraphError> {
    let details = || {
        format!(
            "{place}: number of parameters ({}) does not match the expected number ({wanted})",
            given.len()
        )
    };
    rule(given.len() == wanted, || GraphError::whatsapp(132_000, &details()))
}

fn by_name<'a>(place: &str, slot: &str, given: &'a [Value]) -> Result<Option<&'a Value>, GraphError> {
    let found = given.iter().find(|parameter| parameter["parameter_name"] == slot);
    rule(found.is_some(), || {
        GraphError::whatsapp(132_012, &format!("{place}: no parameter is named {slot:?}"))
    })?;
    Ok(found)
}

/// By the number, counted from 1; templates whose numbers leave one out are filled in order.
fn by_place<'a>(slot: &str, wanted: &[&str], given: &'a [Value]) -> Option<&'a Value> {
    let number = slot.parse::<usize>().ok().filter(|number| (1..=given.len()).contains(number));
    let place = number.map(|number| number - 1).or_else(|| wanted.iter().position(|one| *one == slot));
    given.get(place?)
}

fn words<'a>(place: &str, slot: &str, value: Option<&'a Value>) -> Result<&'a str, GraphError> {
    let empty = || GraphError::missing(&format!("{place}: the value of parameter {slot}"));
    let value = value.ok_or_else(empty)?;
    let pointer = match text_at(value, "/type") {
        Some("text") => "/text",
        Some("currency") => "/currency/fallback_value",
        Some("date_time") => "/date_time/fallback_value",
        other => {
            let found = other.unwrap_or("unknown").to_uppercase();
            let details = format!("{place}: Format mismatch, expected TEXT, received {found}");
            return Err(GraphError::whatsapp(132_012, &details));
        }
    };
    let text = text_at(value, pointer).filter(|text| !text.trim().is_empty()).ok_or_else(empty)?;
    let rough = text.contains(['\n', '\r', '\t']) || text.contains("     ");
    rule(!rough, || {
        let details = format!("{place}: a value has a line break, a tab or more than four spaces in a row");
        GraphError::whatsapp(132_008, &details)
    })?;
    Ok(text)
}

/// A header's file or place.
pub(super) fn object(format: &str, parameter: &Value) -> Result<(), GraphError> {
    let object = &parameter[format];
    match format {
        "location" => {
            let number = |key: &str| object[key].is_number() || object[key].is_string();
            let sound = number("latitude") && number("longitude");
            rule(sound, || GraphError::missing("header: latitude and longitude"))
        }
        media => media::check(media, object),
    }
}
