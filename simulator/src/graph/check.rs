//! The fields and limits of an outgoing message.

use serde_json::{Map, Value};

use super::errors::GraphError;
use super::{interactive, media, template};
use crate::state::text_at;

/// Characters in `text.body`.
const TEXT: usize = 4096;
/// Characters in `biz_opaque_callback_data`.
const CALLBACK_DATA: usize = 512;

/// What every message has.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    pub(super) recipient: Recipient<'a>,
    pub(super) kind: &'a str,
}

/// Whom it is for. With both fields given, the number wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recipient<'a> {
    /// `to`: E.164, with or without `+`.
    Phone(&'a str),
    /// `recipient`: a business-scoped user id.
    UserId(&'a str),
}

impl<'a> Recipient<'a> {
    pub(super) fn text(&self) -> &'a str {
        match self {
            Self::Phone(text) | Self::UserId(text) => text,
        }
    }

    pub(super) fn is_phone(&self) -> bool {
        matches!(self, Self::Phone(_))
    }
}

/// Everything that can be judged without knowing the number.
pub(super) fn message(body: &Value) -> Result<Checked<'_>, GraphError> {
    let fields =
        body.as_object().ok_or_else(|| GraphError::parameter("The request body must be a JSON object"))?;
    product(fields)?;
    let recipient = recipient(fields)?;
    let kind = fields.get("type").map_or(Some("text"), Value::as_str);
    let kind = kind.ok_or_else(|| GraphError::parameter("Param type must be a string"))?;
    let group = fields.get("recipient_type").is_none_or(|kind| kind == "individual");
    rule(group, || GraphError::parameter("Param recipient_type must be one of {individual}"))?;
    callback_data(fields)?;
    context(fields, kind)?;
    content(kind, fields)?;
    Ok(Checked { recipient, kind })
}

/// `messaging_product` must be there in every call to `messages`.
pub(super) fn product(fields: &Map<String, Value>) -> Result<(), GraphError> {
    let product = fields.get("messaging_product");
    let product =
        product.ok_or_else(|| GraphError::parameter("The parameter messaging_product is required."))?;
    rule(product == "whatsapp", || GraphError::parameter("Param messaging_product must be one of {WHATSAPP}"))
}

fn recipient(fields: &Map<String, Value>) -> Result<Recipient<'_>, GraphError> {
    if let Some(to) = fields.get("to") {
        let text = to.as_str().ok_or_else(|| GraphError::parameter("Param to must be a string"))?;
        rule(is_phone(text), || GraphError::invalid("to is not a phone number"))?;
        return Ok(Recipient::Phone(text));
    }
    let id = fields.get("recipient").and_then(Value::as_str);
    let id = id.ok_or_else(|| GraphError::parameter("The parameter to is required."))?;
    rule(is_user_id(id), || GraphError::invalid("recipient is not a user id"))?;
    Ok(Recipient::UserId(id))
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// `CC.` and up to 128 letters and digits; `CC.ENT.` before them for the id across portfolios.
fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    let id = rest.strip_prefix("ENT.").unwrap_or(rest);
    let two_letters = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    two_letters && (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn callback_data(fields: &Map<String, Value>) -> Result<(), GraphError> {
    let Some(data) = fields.get("biz_opaque_callback_data") else { return Ok(()) };
    let short = data.as_str().is_some_and(|text| text.chars().count() <= CALLBACK_DATA);
    rule(short, || {
        GraphError::parameter("Param biz_opaque_callback_data must be a string of at most 512 characters")
    })
}

fn context(fields: &Map<String, Value>, kind: &str) -> Result<(), GraphError> {
    let Some(context) = fields.get("context") else { return Ok(()) };
    let id = text_at(context, "/message_id").unwrap_or_default();
    rule(id.starts_with("wamid."), || {
        GraphError::parameter("Param context['message_id'] must be a message id")
    })?;
    rule(kind != "reaction", || GraphError::parameter("A reaction cannot have a context"))
}

fn content(kind: &str, fields: &Map<String, Value>) -> Result<(), GraphError> {
    let checks: fn(&str, &Value) -> Result<(), GraphError> = match kind {
        "text" => |_, content| text(content),
        "image" | "video" | "audio" | "document" | "sticker" => media::check,
        "location" => |_, content| location(content),
        "contacts" => |_, content| contacts(content),
        "reaction" => |_, content| reaction(content),
        "interactive" => |_, content| interactive::check(content),
        "template" => |_, content| template::check(content),
        _ => return Err(GraphError::parameter("Param type must be one of the message types")),
    };
    let content = fields.get(kind).ok_or_else(|| GraphError::missing(kind))?;
    checks(kind, content)
}

fn text(text: &Value) -> Result<(), GraphError> {
    limit(text, "/body", "text['body']", TEXT)?;
    let preview = text.get("preview_url").is_none_or(Value::is_boolean);
    rule(preview, || GraphError::parameter("Param text['preview_url'] must be a boolean"))
}

fn location(location: &Value) -> Result<(), GraphError> {
    let place = |name: &str, most: f64| location[name].as_f64().is_some_and(|degrees| degrees.abs() <= most);
    rule(place("latitude", 90.0) && place("longitude", 180.0), || {
        GraphError::invalid("latitude or longitude")
    })
}

fn contacts(contacts: &Value) -> Result<(), GraphError> {
    let people = contacts.as_array().map_or(&[][..], Vec::as_slice);
    rule(!people.is_empty(), || GraphError::missing("contacts"))?;
    let named = people.iter().all(|person| text_at(person, "/name/formatted_name").is_some());
    rule(named, || GraphError::missing("contacts['name']['formatted_name']"))
}

fn reaction(reaction: &Value) -> Result<(), GraphError> {
    let id = text_at(reaction, "/message_id").unwrap_or_default();
    rule(id.starts_with("wamid."), || GraphError::missing("reaction['message_id']"))?;
    // An empty emoji takes the reaction back.
    let emoji = text_at(reaction, "/emoji");
    rule(emoji.is_some_and(|emoji| emoji.chars().count() <= 16), || GraphError::missing("reaction['emoji']"))
}

pub(super) fn rule(holds: bool, otherwise: impl FnOnce() -> GraphError) -> Result<(), GraphError> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// A text that must be there, not blank, and at most so many characters.
pub(super) fn limit(value: &Value, pointer: &str, name: &str, most: usize) -> Result<(), GraphError> {
    let text = value.pointer(pointer).ok_or_else(|| GraphError::missing(name))?;
    let text =
        text.as_str().ok_or_else(|| GraphError::parameter(&format!("Param {name} must be a string")))?;
    rule(!text.trim().is_empty(), || GraphError::missing(name))?;
    let long = || GraphError::parameter(&format!("Param {name} must be at most {most} characters long."));
    rule(text.chars().count() <= most, long)
}

/// As [`limit`], for what may be left out.
pub(super) fn limit_if_any(value: &Value, pointer: &str, name: &str, most: usize) -> Result<(), GraphError> {
    if value.pointer(pointer).is_none() { Ok(()) } else { limit(value, pointer, name, most) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::graph::any_json::json_like;

    const WORDS: &[&str] = &["button", "list", "reply", "cta_url", "carousel", "wamid.x"];
    const KEYS: &[&str] =
        &["type", "body", "text", "action", "buttons", "sections", "rows", "cards", "reply", "id", "title"];

    proptest! {
        #[test]
        fn a_text_is_counted_in_characters(letter in any::<char>(), count in 4090_usize..4102) {
            prop_assume!(!letter.is_whitespace());
            let text: String = std::iter::repeat_n(letter, count).collect();
            let body = json!({ "messaging_product": "whatsapp", "to": "+5511999990001", "text": { "body": text } });
            prop_assert_eq!(message(&body).is_ok(), count <= 4096);
        }

        #[test]
        fn no_content_makes_the_checks_panic(
            kind in prop::sample::select(vec!["text", "image", "location", "contacts", "reaction", "interactive", "template"]),
            content in json_like(WORDS, KEYS),
        ) {
            let mut body = json!({ "messaging_product": "whatsapp", "to": "+5511999990001", "type": kind });
            body[kind] = content;
            // Whatever it says, a refusal names a code.
            prop_assert!(message(&body).map_or_else(|error| error.code > 0, |_| true));
        }
    }
}
