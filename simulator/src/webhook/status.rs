//! The `value` of a status of a message of the business.

use serde_json::{Map, Value, json};

use super::message::{contact, insert, metadata};
use crate::config::NumberConfig;
use crate::record::Sent;
use crate::state::CustomerState;
use crate::status::Status;
use crate::webhook::now_seconds;

const HELP: &str = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";

/// As v24 and later send it: no `conversation`, the person in `contacts` from `delivered` on, the price on `sent` and
/// `delivered`. A failure of a send to a phone number names the person by number only.
pub(crate) fn status_value(
    config: &NumberConfig,
    customer: Option<&CustomerState>,
    sent: &Sent,
    status: &Status,
) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": metadata(config),
        "statuses": [one(customer, sent, status)],
    });
    let known = customer.filter(|_| matches!(status, Status::Delivered | Status::Read));
    if let Some(customer) = known {
        value["contacts"] = json!([contact(customer)]);
    }
    value
}

fn one(customer: Option<&CustomerState>, sent: &Sent, status: &Status) -> Value {
    let mut object = Map::new();
    object.insert("id".into(), json!(sent.wamid));
    object.insert("status".into(), json!(status.name()));
    object.insert("timestamp".into(), json!(now_seconds()));
    recipient(&mut object, customer, sent, status);
    insert(&mut object, "biz_opaque_callback_data", sent.callback_data.as_deref());
    match status {
        Status::Sent | Status::Delivered => drop(object.insert("pricing".into(), pricing(sent))),
        Status::Read => {}
        Status::Failed { code, title, details } => {
            object.insert("errors".into(), json!([error(*code, title, details)]));
        }
    }
    Value::Object(object)
}

fn recipient(
    object: &mut Map<String, Value>,
    customer: Option<&CustomerState>,
    sent: &Sent,
    status: &Status,
) {
    let by_phone = sent.body.get("to").is_some();
    let failed = matches!(status, Status::Failed { .. });
    match customer {
        Some(customer) => {
            insert(object, "recipient_id", customer.phone.as_deref());
            let named = (!failed || !by_phone).then_some(customer);
            insert(object, "recipient_user_id", named.map(|customer| customer.bsuid.as_str()));
            insert(
                object,
                "recipient_parent_user_id",
                named.and_then(|customer| customer.parent_bsuid.as_deref()),
            );
        }
        None if by_phone => insert(object, "recipient_id", Some(sent.recipient.trim_start_matches('+'))),
        None => insert(object, "recipient_user_id", Some(&sent.recipient)),
    }
}

/// Replies inside the window are `service`; whether Meta bills them is nothing that a receiver may rely on.
fn pricing(sent: &Sent) -> Value {
    let template = sent.kind == "template";
    json!({
        "billable": template,
        "pricing_model": "PMP",
        "type": if template { "regular" } else { "free_customer_service" },
        "category": if template { "utility" } else { "service" },
    })
}

fn error(code: i64, title: &str, details: &str) -> Value {
    json!({
        "code": code,
        "title": title,
        "message": title,
        "error_data": { "details": details },
        "href": HELP,
    })
}
