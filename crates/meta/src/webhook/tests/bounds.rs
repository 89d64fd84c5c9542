//! What is more than Meta sends at once is refused, quickly; what Meta sends is not.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::{MOST_EVENTS, ParseError, parse};

/// The largest body that a door takes.
const LARGEST: usize = 3 * 1024 * 1024;

fn whatsapp(field: &str, value: &Value) -> String {
    let value = json!({"id": "1", "changes": [{"field": field, "value": value}]});
    json!({"object": "whatsapp_business_account", "entry": [value]}).to_string()
}

/// A body with as many of these in a list as a door takes.
fn full_of(list: &str, item: &str) -> String {
    let body = whatsapp("messages", &json!({"metadata": {"phone_number_id": "2"}, list: ["here"]}));
    let room = LARGEST.saturating_sub(body.len());
    let count = room.checked_div(item.len().saturating_add(1)).unwrap();
    body.replace("\"here\"", &vec![item; count].join(","))
}

#[test]
fn a_body_full_of_tiny_things_is_refused_at_once() {
    let message = r#"{"id":"m","from":"1","type":"text","text":{"body":"x"}}"#;
    let nameless = r#"{"id":"m","type":"text","text":{"body":"x"}}"#;
    for item in ["{}", "0", "[]", "\"\"", r#"{"a":0}"#, message, nameless] {
        for list in ["messages", "statuses", "contacts", "errors", "user_preferences", "of_next_year"] {
            let body = full_of(list, item);
            let begun = Instant::now();
            assert_eq!(parse(body.as_bytes()), Err(ParseError::TooMany), "{list} full of {item}");
            assert!(begun.elapsed() < Duration::from_secs(1), "{list} full of {item}: {:?}", begun.elapsed());
        }
    }
    let entries = |entry: &str| format!(r#"{{"object":"page","entry":[{}]}}"#, vec![entry; 9_000].join(","));
    for entry in ["{}", r#"{"id":"1"}"#, r#"{"id":"1","messaging":[{},{}]}"#, r#"{"id":"1","changes":[{}]}"#]
    {
        assert_eq!(parse(entries(entry).as_bytes()), Err(ParseError::TooMany), "{entry}");
    }
}

#[test]
fn what_meta_sends_at_most_is_read() {
    let texts = |count: usize| {
        let body = "x, {and} [more] \"of it\"".repeat(80);
        let message =
            |n: usize| json!({"id": format!("m{n}"), "from": "1", "type": "text", "text": {"body": body}});
        (0..count).map(message).collect::<Vec<_>>()
    };
    let value = |messages: Vec<Value>| json!({"metadata": {"phone_number_id": "2"}, "messages": messages});
    let read = |count| parse(whatsapp("messages", &value(texts(count))).as_bytes());
    assert_eq!(read(1_000).unwrap().events.len(), 1_000);
    assert_eq!(read(MOST_EVENTS).unwrap().events.len(), MOST_EVENTS);
    assert_eq!(read(MOST_EVENTS + 1), Err(ParseError::TooMany));
}

/// Months of a number's history come at once: one event, thousands of messages.
#[test]
fn a_history_that_fills_a_body_is_read() {
    let message = |n: usize| {
        json!({"from": "15550001111", "id": format!("wamid.HBgLMTU1NTAwMDExMTEVAgASGBQ{n:020}"),
            "timestamp": "1760000000", "type": "text", "text": {"body": "A message of last month that says little"},
            "history_context": {"status": "READ"}})
    };
    let messages: Vec<Value> = (0..11_000).map(message).collect();
    let history = json!({"metadata": {"phase": 1}, "threads": [{"id": "15550001111", "messages": messages}]});
    let body = whatsapp("history", &json!({"metadata": {"phone_number_id": "2"}, "history": [history]}));
    assert!(body.len() < LARGEST && body.len() > LARGEST * 3 / 4, "{}", body.len());
    assert_eq!(parse(body.as_bytes()).unwrap().events.len(), 1);
}

/// A message that nobody signed with a name is compared with every contact beside it.
#[test]
fn messages_beside_many_contacts_take_no_time() {
    let messages: Vec<Value> =
        (0..1_500).map(|n| json!({"id": format!("m{n}"), "from": "7", "type": "text"})).collect();
    let contacts: Vec<Value> = (0..50_000).map(|n| json!({"wa_id": format!("{n:09}")})).collect();
    let value = json!({"metadata": {"phone_number_id": "2"}, "messages": messages, "contacts": contacts});
    let (body, begun) = (whatsapp("messages", &value), Instant::now());
    assert_eq!(parse(body.as_bytes()).unwrap().events.len(), 1_500);
    // Without an end to it this takes minutes; the margin is for a busy machine and a build for tests.
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
