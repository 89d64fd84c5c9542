//! What the page shows, as JSON. Times are milliseconds since 1970.

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::graph::attachment;
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
    json!({ "now": millis(SystemTime::now()), "numbers": numbers, "chats": chats, "wire": wire })
}

fn number(number: &NumberState) -> Value {
    json!({
        "id": number.config.phone_number_id,
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
    let found = attachment::all(&bubble.object);
    let Some((kind, object)) = found.first() else { return Value::Null };
    let url = text_at(object, "/id").map(|id| format!("/phone/media/{id}"));
    json!({ "kind": kind, "url": url, "link": object["link"], "filename": object["filename"] })
}

fn bubble(bubble: &Bubble) -> Value {
    json!({
        "id": bubble.wamid,
        "mine": bubble.mine,
        "kind": bubble.kind,
        "header": bubble.header,
        "text": bubble.text,
        "footer": bubble.footer,
        "choices": bubble.choices,
        "list_label": bubble.list_label,
        "tick": bubble.tick,
        "note": bubble.note,
        "reaction": bubble.reaction,
        "media": media(bubble),
        "at": millis(bubble.at),
    })
}
