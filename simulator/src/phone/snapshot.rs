//! What the page shows, as JSON. Times are milliseconds since 1970.

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::graph::attachment;
use crate::site::{self, Website};
use crate::state::{CustomerState, NumberState, World, text_at};
use crate::thread::{Bubble, millis};

pub(crate) fn take(world: &World) -> Value {
    let numbers: Vec<Value> = world.numbers.values().map(number).collect();
    let chats: Vec<Value> = world
        .numbers
        .values()
        .flat_map(|number| number.customers.iter().map(|one| chat(number, one)))
        .collect();
    let wire: Vec<_> = world.wire.entries().collect();
    json!({
        "now": millis(SystemTime::now()),
        "numbers": numbers,
        "chats": chats,
        "wire": wire,
        "website": world.website.as_ref().map(website),
    })
}

fn website(website: &Website) -> Value {
    json!({ "page": site::PATH, "chat": website.chat_url(), "name": website.name() })
}

fn number(number: &NumberState) -> Value {
    json!({
        "id": number.config.phone_number_id,
        "product": number.config.product.name(),
        "display": number.config.display_phone_number,
        "webhook": number.config.webhook_url,
        "window": number.window.as_millis(),
    })
}

fn chat(number: &NumberState, customer: &CustomerState) -> Value {
    let closes = customer.last_inbound.map(|at| millis(at + number.window));
    json!({
        "id": customer.id,
        "number": number.config.phone_number_id,
        "name": customer.name,
        "phone": customer.phone,
        "username": customer.username,
        "bsuid": customer.bsuid,
        "typing_until": customer.typing_until.map(millis),
        "window_until": closes,
        "bubbles": customer.thread.iter().map(bubble).collect::<Vec<_>>(),
    })
}

/// The first file of a message. Those that the stand-in keeps have a `url` on the page; a link is shown, not loaded.
fn media(bubble: &Bubble) -> Value {
    // Each card has its own.
    if bubble.object["interactive"]["cards"].is_array() {
        return Value::Null;
    }
    let found = attachment::all(&bubble.object);
    let Some((kind, object)) = found.first() else { return Value::Null };
    json!({ "kind": kind, "url": kept(object), "link": object["link"], "filename": object["filename"] })
}

/// Where the page finds a file that the stand-in keeps.
fn kept(object: &Value) -> Option<String> {
    text_at(object, "/id").map(|id| format!("/phone/media/{id}"))
}

fn cards(bubble: &Bubble) -> Vec<Value> {
    let cards = bubble.object["interactive"]["cards"].as_array();
    let card = |card: &Value| {
        let buttons = card["buttons"].as_array().into_iter().flatten();
        json!({
            "title": card["title"],
            "subtitle": card["subtitle"],
            "picture": kept(&card["image"]),
            "url": card["url"],
            "choices": buttons.map(|button| &button["reply"]).collect::<Vec<_>>(),
        })
    };
    cards.into_iter().flatten().map(card).collect()
}

fn bubble(bubble: &Bubble) -> Value {
    let cards = cards(bubble);
    // The buttons of cards are on the cards.
    let choices = if cards.is_empty() { bubble.choices.as_slice() } else { &[] };
    json!({
        "id": bubble.wamid,
        "mine": bubble.mine,
        "kind": bubble.kind,
        "header": bubble.header,
        "text": bubble.text,
        "footer": bubble.footer,
        "choices": choices,
        "cards": cards,
        "edits": bubble.edits,
        "list_label": bubble.list_label,
        "tick": bubble.tick,
        "note": bubble.note,
        "reaction": bubble.reaction,
        "media": media(bubble),
        "at": millis(bubble.at),
    })
}
