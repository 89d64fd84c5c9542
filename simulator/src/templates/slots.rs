//! Placeholders in the texts of templates: `{{1}}` and `{{name}}`.

use serde_json::Value;

/// A text cut at its placeholders: what stands before each, and the placeholder's name.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split("}}").map(|piece| match piece.split_once("{{") {
        Some((plain, name)) => (plain, Some(name.trim())),
        None => (piece, None),
    })
}

/// The placeholders in the order in which they first occur, each once.
pub(crate) fn slots(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (_, slot) in pieces(text) {
        found.extend(slot.filter(|slot| !found.contains(slot)));
    }
    found
}

/// Whether any text among these components has a placeholder with a name.
pub(crate) fn any_named(components: Option<&Value>) -> bool {
    let parts = components.and_then(Value::as_array).into_iter().flatten();
    let mut texts = parts.filter_map(|part| part["text"].as_str());
    texts.any(|text| slots(text).iter().any(|slot| slot.parse::<u32>().is_err()))
}
