//! `{{1}}` and `{{name}}` in a template's words.

/// A text cut at its placeholders: the words before each, and what stands between the braces. The words after the
/// last one come without a name.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let parts = text.split_once("{{").and_then(|(before, after)| Some((before, after.split_once("}}")?)));
        let Some((before, (name, after))) = parts else { return Some((text, None)) };
        rest = Some(after);
        Some((before, Some(name.trim())))
    })
}

/// The placeholders, each once: numbers in their order, names as they come.
pub(super) fn slots(text: &str) -> Vec<String> {
    let mut slots: Vec<String> = Vec::new();
    for name in pieces(text).filter_map(|(_, name)| name) {
        if !slots.iter().any(|known| known == name) {
            slots.push(name.to_owned());
        }
    }
    // Stable: names compare equal.
    slots.sort_by_key(|name| name.parse::<u32>().unwrap_or(u32::MAX));
    slots
}

/// The text with its placeholders filled; one without a value stays as it is.
pub(super) fn filled<'a>(text: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::new();
    for (before, name) in pieces(text) {
        out.push_str(before);
        match (name, name.and_then(&value)) {
            (_, Some(value)) => out.push_str(value),
            (Some(name), None) => out.extend(["{{", name, "}}"]),
            (None, None) => {}
        }
    }
    out
}

/// Whether a placeholder counts rather than names.
pub(super) fn is_number(slot: &str) -> bool {
    !slot.is_empty() && slot.bytes().all(|byte| byte.is_ascii_digit())
}
