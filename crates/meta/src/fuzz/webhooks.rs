//! Webhook bodies.

use serde_json::Value;

use super::{changed, run};
use crate::webhook::{Delivery, Event, EventKind, InboundMessage, MOST_EVENTS, ParseError, parse};
use crate::{errors, health};

/// Bytes in memory for each byte of a body, in a body that is nothing but the shortest of messages.
const GROWTH: usize = 200;

#[test]
fn any_body_is_read_and_nothing_of_it_vanishes() {
    run("webhooks", |random| changed(random, &[""]), check);
}

fn check(body: &[u8]) {
    let json = serde_json::from_slice::<Value>(body).ok();
    let delivery = match parse(body) {
        Ok(delivery) => delivery,
        Err(ParseError::TooMany) => return assert!(body.len() > MOST_EVENTS, "little was too much"),
        Err(ParseError::NotJson) => return assert!(json.is_none(), "JSON was refused"),
    };
    assert!(!delivery.events.is_empty() || !delivery.unknown.is_empty(), "it vanished");
    assert!(weight(&delivery) <= GROWTH * body.len() + GROWTH, "{} of {}", weight(&delivery), body.len());
    delivery.events.iter().for_each(check_event);
    for unknown in &delivery.unknown {
        let safe = |name: &str| name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_graphic());
        assert!(safe(&unknown.object) && safe(&unknown.what), "{unknown:?}");
    }
    assert_eq!(parse(body).as_ref(), Ok(&delivery), "read twice");
    if let Some(json) = json {
        check_json(&json, &delivery);
    }
}

fn check_event(event: &Event) {
    assert!(!event.asset.id.is_empty());
    let _ = (format!("{event:?}"), health::changes(&event.kind), event.kind.identity_change());
    if let EventKind::Status(status) = &event.kind {
        for error in &status.errors {
            let _ = (errors::classify(error, None), errors::explain(error.code));
        }
    }
    if let Some(message) = event.kind.inbound() {
        let stored = serde_json::to_vec(message).unwrap();
        let read: InboundMessage = serde_json::from_slice(&stored).expect("what is stored is read");
        assert_eq!(&read, message);
    }
}

/// Whatever way the same JSON is written, it says the same; and each of its parts is known or counted.
fn check_json(json: &Value, delivery: &Delivery) {
    let rewritten = json.to_string();
    // A fraction may change its last bit when it is written and read.
    if serde_json::from_str::<Value>(&rewritten).is_ok_and(|again| again == *json) {
        assert_eq!(parse(rewritten.as_bytes()).as_ref(), Ok(delivery), "written anew");
    }
    let (found, parts) = (delivery.events.len() + delivery.unknown.len(), parts(json));
    assert!(found >= parts, "{parts} parts, but {found} events and unknowns");
}

/// How many things a body tells at least: each change and each chat item is one.
fn parts(json: &Value) -> usize {
    let lists: &[&str] = match json["object"].as_str() {
        Some("whatsapp_business_account") => &["changes"],
        // An entry without an id belongs to nobody: it is one unknown, whatever it holds.
        Some("page" | "instagram") => &["messaging", "standby", "changes"],
        _ => &[],
    };
    let is_owned = |entry: &Value| lists.len() == 1 || entry["id"].as_str().is_some_and(|id| !id.is_empty());
    let in_entry = |entry: &Value| {
        let length = |list: &&str| entry[*list].as_array().map_or(0, Vec::len);
        if is_owned(entry) { lists.iter().map(length).sum::<usize>().max(1) } else { 1 }
    };
    json["entry"].as_array().map_or(1, |entries| entries.iter().map(in_entry).sum())
}

/// Roughly what a delivery takes in memory.
fn weight(delivery: &Delivery) -> usize {
    let event = |event: &Event| {
        let names = event.asset.id.len() + event.account.as_ref().map_or(0, String::len);
        names + event.kind.inbound().map_or(0, |message| serde_json::to_vec(message).unwrap().len())
    };
    delivery.events.iter().map(event).sum()
}

#[test]
fn a_name_that_all_share_is_not_copied_at_any_length() {
    let long = "7".repeat(20_000);
    let message = serde_json::json!({"id": "m", "type": "text", "text": {"body": "x"}});
    let contact = serde_json::json!({"wa_id": long, "user_id": long, "profile": {"name": long, "username": long},
        "identity_key_hash": long});
    for number in [long.as_str(), "1"] {
        let value = serde_json::json!({"metadata": {"phone_number_id": number}, "contacts": [contact],
            "messages": vec![&message; 1_000]});
        let entry = serde_json::json!({"id": long, "changes": [{"field": "messages", "value": value}]});
        let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [entry]}).to_string();
        let delivery = parse(body.as_bytes()).unwrap();
        assert!(weight(&delivery) < GROWTH * body.len(), "{} of {}", weight(&delivery), body.len());
    }
}

#[test]
fn depth_is_refused_not_followed() {
    for (open, close, levels) in [("[", "]", 1), (r#"{"entry":"#, "}", 1), (r#"[{"edit":"#, "}]", 2)] {
        for depth in [63, 64, 127, 128, 100_000] {
            let body = format!("{}7{}", open.repeat(depth), close.repeat(depth));
            // What serde_json follows; none of our readers goes deeper than the document.
            assert_eq!(parse(body.as_bytes()).is_ok(), depth * levels < 128, "{depth} times {open}");
        }
    }
}
