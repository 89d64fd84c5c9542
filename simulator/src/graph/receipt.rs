//! `POST /{number}/messages` with `status: "read"`: the customer's ticks, and the typing indicator.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::check;
use super::errors::GraphError;
use crate::state::{NumberState, Shared, text_at};
use crate::thread::Tick;

/// The indicator goes out by itself.
const TYPING: Duration = Duration::from_secs(25);

pub(super) fn read(shared: &Arc<Shared>, id: &str, body: &Value) -> Result<Value, GraphError> {
    shared.number(id, |number| mark(number, body)).ok_or_else(GraphError::permission)??;
    Ok(json!({ "success": true }))
}

fn mark(number: &mut NumberState, body: &Value) -> Result<(), GraphError> {
    let fields =
        body.as_object().ok_or_else(|| GraphError::parameter("The request body must be a JSON object"))?;
    check::product(fields)?;
    check::rule(body["status"] == "read", || GraphError::parameter("Param status must be one of {read}"))?;
    let wamid = text_at(body, "/message_id")
        .ok_or_else(|| GraphError::parameter("The parameter message_id is required."))?;
    let typing = typing(body)?;
    let holder = number.customers.iter_mut().find_map(|customer| {
        let place = customer.thread.iter().position(|bubble| bubble.mine && bubble.wamid == wamid)?;
        Some((customer, place))
    });
    let (customer, place) = holder.ok_or_else(|| GraphError::parameter("Invalid message_id"))?;
    // Reading a message reads what stands above it, but not what never reached the webhook.
    let above = customer.thread.iter_mut().enumerate();
    let read =
        above.filter(|(index, bubble)| bubble.mine && (bubble.tick >= Tick::Delivered || *index == place));
    read.take_while(|(index, _)| *index <= place).for_each(|(_, bubble)| bubble.reach(Tick::Read));
    if typing {
        customer.typing_until = Some(SystemTime::now() + TYPING);
    }
    Ok(())
}

fn typing(body: &Value) -> Result<bool, GraphError> {
    match body.get("typing_indicator") {
        None => Ok(false),
        Some(indicator) if indicator["type"] == "text" => Ok(true),
        Some(_) => Err(GraphError::parameter("Param typing_indicator['type'] must be one of {text}")),
    }
}
