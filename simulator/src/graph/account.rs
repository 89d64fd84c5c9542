//! The number and the account as objects: their fields, lists and registration.

use std::sync::Arc;

use http::Method;
use serde_json::{Map, Value, json};

use super::call::Incoming;
use super::errors::GraphError;
use crate::state::{NumberState, Shared};

/// `/{number}` and its edges other than `messages` and `media`.
pub(super) fn phone(shared: &Arc<Shared>, id: &str, call: &Incoming) -> Result<Value, GraphError> {
    let get = call.method == Method::GET;
    match call.edge.as_deref() {
        None if get => {
            let object = shared
                .read(|world| world.numbers.get(id).map(phone_object))
                .ok_or_else(GraphError::permission)?;
            select(object, call, &["id", "display_phone_number", "verified_name", "quality_rating"])
        }
        Some("register" | "deregister") if call.method == Method::POST => Ok(json!({ "success": true })),
        _ => Err(unsupported(call)),
    }
}

/// `/{account}` and its edges other than `subscribed_apps` and `message_templates`.
pub(super) fn account(shared: &Arc<Shared>, call: &Incoming) -> Result<Value, GraphError> {
    if call.method != Method::GET {
        return Err(unsupported(call));
    }
    match call.edge.as_deref() {
        None => {
            let object = json!({ "id": call.node, "name": "Simulated account", "currency": "USD", "timezone_id": "1" });
            select(object, call, &["id", "name", "currency", "timezone_id"])
        }
        Some("phone_numbers") => Ok(page(&shared.read(|world| {
            let own = world.numbers.values().filter(|number| number.config.waba_id == call.node);
            own.map(phone_object).collect::<Vec<_>>()
        }))),
        Some(_) => Err(unsupported(call)),
    }
}

fn phone_object(number: &NumberState) -> Value {
    json!({
        "verified_name": "Simulated shop",
        "code_verification_status": "VERIFIED",
        "display_phone_number": number.config.display_phone_number,
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": { "level": "STANDARD" },
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "id": number.config.phone_number_id,
    })
}

/// A list that fits on one page; an empty one has no cursors.
fn page(items: &[Value]) -> Value {
    if items.is_empty() {
        return json!({ "data": [] });
    }
    json!({ "data": items, "paging": { "cursors": { "before": "QVFIUmJl", "after": "QVFIUmFm" } } })
}

/// `fields=a,b` picks; the id always comes along. Asking for a field that there is not is an error.
fn select(object: Value, call: &Incoming, usual: &[&str]) -> Result<Value, GraphError> {
    let Value::Object(all) = object else { return Ok(object) };
    let asked = call
        .query
        .get("fields")
        .map(|list| list.split(',').map(str::trim).filter(|f| !f.is_empty()).collect());
    let asked: Vec<&str> = asked.unwrap_or_else(|| usual.to_vec());
    let mut picked = Map::new();
    for field in asked.into_iter().chain(["id"]) {
        let value = all.get(field);
        let value = value
            .ok_or_else(|| GraphError::parameter(&format!("Tried accessing nonexisting field ({field})")))?;
        picked.insert(field.to_owned(), value.clone());
    }
    Ok(Value::Object(picked))
}

pub(super) fn unsupported(call: &Incoming) -> GraphError {
    GraphError::unknown_object(call.method.as_str(), call.edge.as_deref().unwrap_or(&call.node))
}
