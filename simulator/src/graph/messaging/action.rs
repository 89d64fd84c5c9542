//! `POST /{line}/messages` with a sender action: reading, typing, reactions.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::{no_such_person, recipient};
use crate::graph::errors::GraphError;
use crate::ids::Direction;
use crate::people;
use crate::record::Sent;
use crate::state::{CustomerState, NumberState, Shared, text_at};
use crate::thread::Tick;
use crate::wire::events::emoji_of;

/// The indicator goes out by itself.
const TYPING: Duration = Duration::from_secs(20);

pub(super) fn act(shared: &Arc<Shared>, line: &str, body: &Value) -> Result<Value, GraphError> {
    shared.number(line, |line| apply(line, body)).ok_or_else(GraphError::permission)?
}

fn apply(line: &mut NumberState, body: &Value) -> Result<Value, GraphError> {
    let to = recipient(body)?;
    if body.get("message").is_some() {
        return Err(GraphError::parameter("Param sender_action cannot stand beside message"));
    }
    let customer = people::find_mut(line, to).ok_or_else(no_such_person)?;
    match text_at(body, "/sender_action").unwrap_or_default() {
        "mark_seen" => read(customer),
        "typing_on" => customer.typing_until = Some(SystemTime::now() + TYPING),
        "typing_off" => customer.typing_until = None,
        action @ ("react" | "unreact") => {
            let emoji = react(customer, action, &body["payload"])?;
            record(line, to, body, emoji);
        }
        other => return Err(GraphError::parameter(&format!("Param sender_action {other:?} is not known"))),
    }
    Ok(json!({ "recipient_id": to }))
}

/// Whatever reached the webhook is read.
fn read(customer: &mut CustomerState) {
    let arrived = customer.thread.iter_mut().filter(|bubble| bubble.mine && bubble.tick >= Tick::Delivered);
    arrived.for_each(|bubble| bubble.reach(Tick::Read));
}

/// The emoji; empty when it is taken back.
fn react(customer: &mut CustomerState, action: &str, payload: &Value) -> Result<String, GraphError> {
    let target = text_at(payload, "/message_id").unwrap_or_default();
    let bubble = customer.thread.iter_mut().find(|bubble| bubble.wamid == target);
    let bubble = bubble.ok_or_else(|| GraphError::parameter("Param payload[message_id] is not a message"))?;
    let name = text_at(payload, "/reaction").unwrap_or_default();
    if action == "react" && name.is_empty() {
        return Err(GraphError::parameter("Param payload[reaction] must be a non-empty string"));
    }
    let emoji = if action == "react" { emoji_of(name) } else { "" };
    bubble.reaction = Some(emoji.to_owned()).filter(|emoji| !emoji.is_empty());
    Ok(emoji.to_owned())
}

/// As on WhatsApp, where a reaction is a message.
fn record(line: &mut NumberState, to: &str, body: &Value, emoji: String) {
    line.sent.push(Sent {
        wamid: line.config.product.message_id(Direction::FromBusiness, to),
        recipient: to.to_owned(),
        kind: "reaction".to_owned(),
        body: body.clone(),
        text: Some(emoji),
        callback_data: None,
        statuses: Vec::new(),
        at: SystemTime::now(),
        app_id: line.app_id.clone(),
    });
}
