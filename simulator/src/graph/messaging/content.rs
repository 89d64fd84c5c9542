//! A message of the business to a customer of Messenger or Instagram: checked as Meta would, and as the phone shows it.

use serde_json::{Value, json};

use crate::graph::check::rule;
use crate::graph::errors::GraphError;
use crate::graph::media::is_link;
use crate::state::text_at;
use crate::wire::{Limit, Rules};

/// The message of a call as an object like WhatsApp's; an error is what the call gets.
pub(crate) fn read(rules: &Rules, message: &Value) -> Result<Value, GraphError> {
    let fields =
        message.as_object().ok_or_else(|| GraphError::parameter("The parameter message is required."))?;
    limit_if_any(message, "/metadata", "message['metadata']", 1_000)?;
    let kinds =
        ["text", "attachment", "attachments"].iter().filter(|kind| fields.contains_key(**kind)).count();
    rule(kinds == 1, || GraphError::parameter("Param message must hold one of text and attachment"))?;
    if let Some(attachment) = message.get("attachment") {
        rule(message.get("quick_replies").is_none(), || GraphError::parameter("Quick replies need a text"))?;
        return attached(attachment);
    }
    if let Some(images) = message.get("attachments") {
        let first =
            list(images).first().ok_or_else(|| GraphError::parameter("Param attachments is empty"))?;
        return attached(first);
    }
    text(rules, message)?;
    let words = &message["text"];
    match message.get("quick_replies") {
        None => Ok(json!({ "type": "text", "text": { "body": words } })),
        Some(replies) => quick_replies(words, list(replies)),
    }
}

fn text(rules: &Rules, message: &Value) -> Result<(), GraphError> {
    let text = text_at(message, "/text").filter(|text| !text.trim().is_empty());
    let text =
        text.ok_or_else(|| GraphError::parameter("Param message[text] must be a non-empty UTF-8 string"))?;
    let (length, most) = match rules.text {
        Limit::Bytes(most) => (text.len(), most),
        Limit::Characters(most) => (text.chars().count(), most),
    };
    rule(length <= most, || {
        GraphError::parameter(&format!("Length of param message[text] must be less than or equal to {most}"))
    })
}

fn quick_replies(words: &Value, replies: &[Value]) -> Result<Value, GraphError> {
    rule((1..=13).contains(&replies.len()), || GraphError::parameter("quick_replies: between 1 and 13"))?;
    for reply in replies {
        rule(reply["content_type"] == "text", || {
            GraphError::parameter("Param quick_replies[content_type] must be one of {text}")
        })?;
        limit(reply, "/title", "quick reply title", 20)?;
        limit(reply, "/payload", "quick reply payload", 1_000)?;
    }
    let buttons: Vec<Value> =
        replies.iter().map(|reply| button(&reply["payload"], &reply["title"])).collect();
    Ok(interactive("quick_replies", words, &buttons))
}

fn button(id: &Value, title: &Value) -> Value {
    json!({ "type": "reply", "reply": { "id": id, "title": title } })
}

fn interactive(kind: &str, words: &Value, buttons: &[Value]) -> Value {
    let action = json!({ "buttons": buttons });
    json!({ "type": "interactive", "interactive": { "type": kind, "body": { "text": words }, "action": action } })
}

fn attached(attachment: &Value) -> Result<Value, GraphError> {
    let payload = &attachment["payload"];
    let kind = text_at(attachment, "/type").unwrap_or_default();
    match kind {
        "image" | "video" | "audio" | "file" => {
            let url = text_at(payload, "/url").filter(|url| is_link(url));
            let url =
                url.ok_or_else(|| GraphError::parameter("Param attachment[payload][url] must be a URL"))?;
            let kind = if kind == "file" { "document" } else { kind };
            Ok(json!({ "type": kind, kind: { "link": url } }))
        }
        "template" => match text_at(payload, "/template_type").unwrap_or_default() {
            "button" => button_template(payload),
            "generic" => generic_template(payload),
            other => Err(GraphError::parameter(&format!("template_type {other:?} is not supported"))),
        },
        other => Err(GraphError::parameter(&format!("attachment type {other:?} is not supported"))),
    }
}

fn button_template(payload: &Value) -> Result<Value, GraphError> {
    limit(payload, "/text", "payload[text]", 640)?;
    let buttons = list(&payload["buttons"]);
    rule((1..=3).contains(&buttons.len()), || GraphError::parameter("buttons: between 1 and 3"))?;
    let shown = buttons.iter().map(template_button).collect::<Result<Vec<_>, _>>()?;
    Ok(interactive("button", &payload["text"], &shown))
}

fn generic_template(payload: &Value) -> Result<Value, GraphError> {
    let elements = list(&payload["elements"]);
    rule((1..=10).contains(&elements.len()), || GraphError::parameter("elements: between 1 and 10"))?;
    let cards = elements.iter().map(card).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "type": "interactive", "interactive": { "type": "cards", "cards": cards } }))
}

fn card(element: &Value) -> Result<Value, GraphError> {
    limit(element, "/title", "elements[title]", 80)?;
    limit_if_any(element, "/subtitle", "elements[subtitle]", 80)?;
    let parts = element.as_object().map_or(0, serde_json::Map::len);
    rule(parts > 1, || GraphError::parameter("elements: a title alone is no element"))?;
    let buttons = list(&element["buttons"]);
    rule(buttons.len() <= 3, || GraphError::parameter("buttons: at most 3"))?;
    for link in ["/image_url", "/default_action/url"] {
        let address = element.pointer(link);
        rule(address.is_none_or(|url| url.as_str().is_some_and(is_link)), || {
            GraphError::parameter(&format!("elements: {link} must be a URL"))
        })?;
    }
    let buttons = buttons.iter().map(template_button).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({
        "title": element["title"],
        "subtitle": element["subtitle"],
        "image": { "link": element["image_url"] },
        "url": element["default_action"]["url"],
        "buttons": buttons,
    }))
}

/// As a reply button, or as a link.
fn template_button(given: &Value) -> Result<Value, GraphError> {
    limit(given, "/title", "buttons[title]", 20)?;
    match text_at(given, "/type").unwrap_or_default() {
        "postback" => {
            limit(given, "/payload", "buttons[payload]", 1_000)?;
            Ok(button(&given["payload"], &given["title"]))
        }
        "web_url" => {
            let url = text_at(given, "/url").filter(|url| is_link(url));
            let url = url.ok_or_else(|| GraphError::parameter("buttons[url] must be a URL"))?;
            Ok(json!({ "type": "link", "reply": { "id": "", "title": given["title"], "url": url } }))
        }
        other => Err(GraphError::parameter(&format!("buttons[type] {other:?} is not supported"))),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text of at most so many characters.
fn limit(value: &Value, pointer: &str, name: &str, most: usize) -> Result<(), GraphError> {
    let text = text_at(value, pointer).filter(|text| !text.trim().is_empty());
    rule(text.is_some_and(|text| text.chars().count() <= most), || {
        GraphError::parameter(&format!("Param {name} must be a string of 1 to {most} characters"))
    })
}

/// As [`limit`], for what may be left out.
fn limit_if_any(value: &Value, pointer: &str, name: &str, most: usize) -> Result<(), GraphError> {
    if value.pointer(pointer).is_none() { Ok(()) } else { limit(value, pointer, name, most) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::any_json::json_like;
    use crate::wire::Product;

    const WORDS: &[&str] =
        &["image", "file", "template", "button", "generic", "postback", "web_url", "https://a.example"];
    const KEYS: &[&str] = &[
        "text",
        "attachment",
        "attachments",
        "type",
        "payload",
        "url",
        "template_type",
        "elements",
        "buttons",
        "title",
        "quick_replies",
        "metadata",
        "image_url",
        "default_action",
    ];

    proptest! {
        #[test]
        fn no_message_makes_the_checks_panic(message in json_like(WORDS, KEYS)) {
            for product in [Product::Instagram, Product::Messenger] {
                let rules = product.rules().unwrap();
                prop_assert!(read(rules, &message).map_or_else(|error| error.code == 100, |shown| shown["type"].is_string()));
            }
        }
    }
}
