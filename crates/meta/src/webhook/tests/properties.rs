//! What holds for every body.

use proptest::prelude::*;
use serde_json::Value;

use super::super::{AssetKind, Content, EventKind, InboundMessage, parse};

/// What Meta, or something between, may put where something else is expected.
fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
        Just(serde_json::json!([[1], {"id": {"id": 1}}, "x"])),
    ]
}

/// Every place in a document, as pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(object) => {
            for (key, part) in object {
                places(part, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(list) => {
            for (index, part) in list.iter().enumerate() {
                places(part, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn fixture() -> impl Strategy<Value = Value> {
    proptest::sample::select(crate::fixtures::names())
        .prop_map(|name| serde_json::from_slice(&crate::fixtures::read(&name)).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(body: Vec<u8>) {
        let _ = parse(&body);
    }

    #[test]
    fn any_json_is_read_and_nothing_vanishes(
        mut value in fixture(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), odd_value()), 1..6),
    ) {
        for (index, odd) in changes {
            let mut found = Vec::new();
            places(&value, "", &mut found);
            *value.pointer_mut(index.get(found.as_slice()).as_str()).unwrap() = odd;
        }
        let delivery = parse(value.to_string().as_bytes()).unwrap();
        prop_assert!(!delivery.events.is_empty() || !delivery.unknown.is_empty());
        prop_assert!(delivery.events.iter().all(|event| !event.asset.id.is_empty()));
    }

    #[test]
    fn a_cut_body_is_refused_or_read_but_never_a_panic(value in fixture(), cut: prop::sample::Index) {
        let body = value.to_string().into_bytes();
        let _ = parse(&body[..cut.index(body.len())]);
    }

    #[test]
    fn what_is_stored_comes_back_the_same(value in fixture()) {
        for event in parse(value.to_string().as_bytes()).unwrap().events {
            if let Some(message) = event.kind.inbound() {
                let stored = serde_json::to_vec(message).unwrap();
                prop_assert_eq!(&serde_json::from_slice::<InboundMessage>(&stored).unwrap(), message);
            }
        }
    }

    #[test]
    fn a_text_and_its_writer_never_reach_a_log(words in "[a-z]{12,20}", phone in "55[0-9]{11}") {
        let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
            "field": "messages", "value": {
                "metadata": {"phone_number_id": "2"},
                "contacts": [{"wa_id": phone, "user_id": format!("BR.{phone}"), "profile": {"name": words}}],
                "messages": [
                    {"id": "m", "from": phone, "type": "text", "text": {"body": words}, "context": {"from": phone}},
                    {"id": "n", "from": phone, "type": "order", "order": {"text": words, "product_items": []}},
                    {"id": "o", "from": phone, "type": "document",
                     "document": {"id": "1", "caption": words, "filename": words, "url": words}},
                    {"id": "p", "from": phone, "type": words},
                ],
                "statuses": [{"id": "w", "status": "failed", "recipient_id": phone,
                              "errors": [{"code": 1, "message": words, "error_data": {"details": phone}}]}],
                "message_echoes": [{"id": "e", "to": phone, "type": "text", "text": {"body": words}}],
                "user_preferences": [{"wa_id": phone, "value": "stop"}],
                "user_id_update": [{"wa_id": phone, "user_id": {"current": format!("BR.{phone}")}}],
            }}]}]});
        let delivery = parse(body.to_string().as_bytes()).unwrap();
        prop_assert_eq!(delivery.events.len(), 8);
        let printed = format!("{delivery:?}");
        prop_assert!(!printed.contains(&words) && !printed.contains(&phone), "{}", printed);
    }
}

#[test]
fn what_an_older_version_stored_is_still_read() {
    let stored = r#"{"provider_id":"m","at":5,"content":{"media":{"kind":"image","id":"7"}}}"#;
    let message: InboundMessage = serde_json::from_str(stored).unwrap();
    assert_eq!((message.content.kind(), message.from.alias()), ("image", None));
    let text: Content = serde_json::from_str(r#"{"text":{"body":"x"}}"#).unwrap();
    assert_eq!(text.text(), Some("x"));
}

#[test]
fn a_body_that_is_not_json_is_told_apart() {
    for body in ["", "{", "hello", "\u{0}", "{\"object\":\"page\""] {
        assert!(parse(body.as_bytes()).is_err(), "{body}");
    }
    for body in
        ["null", "[]", "7", "{}", r#"{"object":"page","entry":[]}"#, r#"{"object":"new","entry":[{}]}"#]
    {
        let delivery = parse(body.as_bytes()).unwrap();
        assert_eq!((delivery.events.len(), delivery.unknown.len()), (0, 1), "{body}");
    }
}

#[test]
fn a_thousand_events_keep_their_order_and_place() {
    let one = |n: usize| {
        serde_json::json!({"id": format!("account{n}"), "changes": [{"field": "messages", "value": {
        "metadata": {"phone_number_id": format!("number{n}")},
        "messages": [{"id": format!("m{n}"), "from": "551", "type": "text", "text": {"body": "x"}}]}}]})
    };
    let entries: Vec<Value> = (0..1_000).map(one).collect();
    let body = serde_json::json!({"object": "whatsapp_business_account", "entry": entries}).to_string();
    for (n, event) in parse(body.as_bytes()).unwrap().events.iter().enumerate() {
        assert_eq!(
            (event.asset.kind, event.asset.id.as_str()),
            (AssetKind::WhatsAppNumber, &*format!("number{n}"))
        );
        let EventKind::Message(message) = &event.kind else { panic!("a message") };
        assert_eq!(message.provider_id, format!("m{n}"));
    }
}
