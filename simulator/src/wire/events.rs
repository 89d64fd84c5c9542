//! What a customer of Messenger or Instagram does, as an item of `messaging`.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::{Heard, Rules};
use crate::config::NumberConfig;
use crate::state::{CustomerState, text_at};
use crate::thread::{Bubble, Choice, millis};

/// Keys of an item: an object with one of these goes out as it is.
const KEYS: [&str; 12] = [
    "message",
    "postback",
    "reaction",
    "read",
    "delivery",
    "referral",
    "message_edit",
    "optin",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "policy_enforcement",
];

/// The reactions that have a name; any other is `other`.
const REACTIONS: [(&str, &str); 7] = [
    ("love", "❤"),
    ("smile", "😆"),
    ("angry", "😠"),
    ("sad", "😢"),
    ("wow", "😮"),
    ("like", "👍"),
    ("dislike", "👎"),
];

pub(super) fn value(
    rules: &Rules,
    config: &NumberConfig,
    customer: &CustomerState,
    message: Map<String, Value>,
    fresh: &str,
) -> Heard {
    let id = message.get("id").and_then(Value::as_str).unwrap_or(fresh).to_owned();
    let mut item = Map::from_iter([
        ("sender".to_owned(), json!({ "id": customer.bsuid })),
        ("recipient".to_owned(), json!({ "id": config.phone_number_id })),
        ("timestamp".to_owned(), json!(millis(SystemTime::now()))),
    ]);
    let message = Value::Object(message);
    let shown = if is_raw(&message) {
        item.extend(message.as_object().cloned().unwrap_or_default());
        add_mid(&mut item, &id);
        shown(&message)
    } else {
        let (key, body) = event(rules, customer, &message, &id);
        item.insert(key.to_owned(), body);
        message
    };
    if customer.standby {
        without_payload(&mut item);
    }
    let id = told_id(&item).unwrap_or(id);
    Heard { value: Value::Object(item), id, shown }
}

fn is_raw(message: &Value) -> bool {
    message.get("type").is_none() && KEYS.iter().any(|key| message.get(key).is_some())
}

/// What the phone shows of an item that was given as it is: words and presses.
fn shown(item: &Value) -> Value {
    if let Some(text) = text_at(item, "/message/text") {
        return json!({ "type": "text", "text": { "body": text } });
    }
    match item.get("postback") {
        Some(postback) => {
            json!({ "type": "button", "button": { "payload": postback["payload"], "text": postback["title"] } })
        }
        None => json!({ "type": "system" }),
    }
}

/// A message that came without an id of its own gets one.
fn add_mid(item: &mut Map<String, Value>, id: &str) {
    for key in ["message", "postback"] {
        if let Some(body) = item.get_mut(key).and_then(Value::as_object_mut) {
            body.entry("mid").or_insert_with(|| json!(id));
        }
    }
}

/// While another app owns the thread, what is behind a button is nobody's business.
fn without_payload(item: &mut Map<String, Value>) {
    if let Some(postback) = item.get_mut("postback").and_then(Value::as_object_mut) {
        postback.remove("payload");
    }
}

fn told_id(item: &Map<String, Value>) -> Option<String> {
    let body = item.get("message").or_else(|| item.get("postback"))?;
    text_at(body, "/mid").map(str::to_owned)
}

fn event(rules: &Rules, customer: &CustomerState, message: &Value, id: &str) -> (&'static str, Value) {
    let kind = text_at(message, "/type").unwrap_or("text");
    let own = |pointer: &str| text_at(message, pointer).unwrap_or_default();
    match kind {
        "reaction" => ("reaction", reaction(own("/reaction/message_id"), own("/reaction/emoji"))),
        "edit" => {
            let target = own("/edit/original_message_id");
            let edits = customer.thread.iter().find(|bubble| bubble.wamid == target);
            let count = edits.map_or(1, |bubble| bubble.edits + 1);
            (
                "message_edit",
                json!({ "mid": target, "text": own("/edit/message/text/body"), "num_edit": count }),
            )
        }
        "revoke" => ("message", json!({ "mid": own("/revoke/original_message_id"), "is_deleted": true })),
        "button" => {
            let body = json!({ "mid": id, "title": own("/button/text"), "payload": own("/button/payload") });
            ("postback", with(body, message, "referral"))
        }
        _ => ("message", written(rules, kind, message, id)),
    }
}

/// A message with words, a file, a chosen reply.
fn written(rules: &Rules, kind: &str, message: &Value, id: &str) -> Value {
    let mut body = json!({ "mid": id });
    let mut attach = |attachment: Value| body["attachments"] = json!([attachment]);
    match kind {
        "text" => body["text"] = message["text"]["body"].clone(),
        "interactive" => {
            let reply = &message["interactive"]["button_reply"];
            body["text"] = reply["title"].clone();
            body["quick_reply"] = json!({ "payload": reply["id"] });
        }
        "image" | "video" | "audio" => attach(file(kind, &message[kind])),
        "document" => attach(file("file", &message[kind])),
        "sticker" => attach((rules.sticker)(text_at(message, "/sticker/url").unwrap_or_default())),
        "location" => {
            let place = &message["location"];
            let coordinates = json!({ "lat": place["latitude"], "long": place["longitude"] });
            attach(
                json!({ "type": "location", "title": place["name"], "payload": { "coordinates": coordinates } }),
            );
        }
        "attachment" => attach(message["attachment"].clone()),
        _ => body["is_unsupported"] = json!(true),
    }
    if let Some(caption) = text_at(message, &format!("/{kind}/caption")) {
        body["text"] = json!(caption);
    }
    if let Some(answered) = message.pointer("/context/id") {
        body["reply_to"] = json!({ "mid": answered });
    }
    if let Some(story) = message.pointer("/context/story") {
        body["reply_to"] = json!({ "story": story });
    }
    with(body, message, "referral")
}

fn with(mut body: Value, message: &Value, key: &str) -> Value {
    if let Some(value) = message.get(key) {
        body[key] = value.clone();
    }
    body
}

fn file(kind: &str, object: &Value) -> Value {
    json!({ "type": kind, "payload": { "url": object["url"] } })
}

/// Taking one back names none.
fn reaction(target: &str, emoji: &str) -> Value {
    if emoji.is_empty() {
        return json!({ "mid": target, "action": "unreact" });
    }
    json!({ "mid": target, "action": "react", "reaction": name_of(emoji), "emoji": emoji })
}

fn name_of(emoji: &str) -> &'static str {
    let plain = emoji.trim_end_matches('\u{fe0f}');
    REACTIONS.iter().find(|(_, own)| *own == plain).map_or("other", |(name, _)| name)
}

/// What a reaction by name looks like.
pub(crate) fn emoji_of(name: &str) -> &str {
    REACTIONS.iter().find(|(own, _)| *own == name).map_or(name, |(_, emoji)| emoji)
}

/// Quick replies are answered with a message, everything else with a postback.
pub(super) fn press(offer: &Bubble, choice: &Choice) -> Value {
    if text_at(&offer.object, "/interactive/type") == Some("quick_replies") {
        let reply = json!({ "id": choice.id, "title": choice.title });
        return json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": reply } });
    }
    json!({ "type": "button", "button": { "payload": choice.id, "text": choice.title } })
}
