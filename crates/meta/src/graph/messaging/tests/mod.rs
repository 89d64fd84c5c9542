//! Requests as the Send API wants them, and its answers as it gives them.

mod accounts;
mod content;

use http::{Method, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Action, Card, Outgoing, Product};
use crate::errors::{Action as Verdict, Reason, classify};
use crate::graph::messaging;
use crate::graph::{Body, Endpoint, GraphError, RequestError};

const BOTH: [Product; 2] = [Product::Messenger, Product::Instagram];

fn endpoint() -> Endpoint {
    Endpoint::new("https://graph.facebook.com", "v25.0")
}

fn body(request: &Request<Vec<u8>>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

fn line(request: Result<Request<Vec<u8>>, RequestError>) -> String {
    let request = request.unwrap();
    assert_eq!(request.headers()["authorization"], "Bearer EAA");
    format!("{} {}", request.method(), request.uri().path_and_query().unwrap())
}

fn plain(body: &Body) -> Outgoing<'_> {
    Outgoing { recipient: "561", body, reply_to: None, metadata: "", human_agent: false }
}

/// What goes over the wire as `message`.
fn message(content: &Body) -> Value {
    let request = messaging::send(Product::Messenger, &endpoint(), "EAA", "77", &plain(content)).unwrap();
    body(&request)["message"].clone()
}

#[test]
fn a_text_in_full() {
    let text = messaging::text(Product::Messenger, "Oi").unwrap();
    let outgoing =
        Outgoing { reply_to: Some("m_1"), metadata: "v1.c.r.m", human_agent: false, ..plain(&text) };
    let request = messaging::send(Product::Messenger, &endpoint(), "EAA", "77", &outgoing).unwrap();
    assert_eq!((request.method(), request.uri().path()), (&Method::POST, "/v25.0/77/messages"));
    assert_eq!(request.headers()["authorization"], "Bearer EAA");
    let expected = json!({
        "recipient": {"id": "561"}, "messaging_type": "RESPONSE",
        "message": {"text": "Oi", "metadata": "v1.c.r.m"}, "reply_to": {"mid": "m_1"},
    });
    assert_eq!(body(&request), expected);
    assert!(!format!("{request:?}").contains("EAA"));
}

#[test]
fn instagram_has_no_type_but_for_a_person() {
    let text = messaging::text(Product::Instagram, "Oi").unwrap();
    let sent = |product, human_agent| {
        let outgoing = Outgoing { human_agent, ..plain(&text) };
        body(&messaging::send(product, &endpoint(), "EAA", "77", &outgoing).unwrap())
    };
    assert_eq!(
        sent(Product::Instagram, false),
        json!({"recipient": {"id": "561"}, "message": {"text": "Oi"}})
    );
    for product in BOTH {
        let tagged = sent(product, true);
        assert_eq!(
            (&tagged["messaging_type"], &tagged["tag"]),
            (&json!("MESSAGE_TAG"), &json!("HUMAN_AGENT"))
        );
    }
}

#[test]
fn an_outbox_row_sends_the_same_after_storage() {
    let card = Card { title: "Shoe".to_owned(), subtitle: Some("$10".to_owned()), ..Card::default() };
    let body = messaging::cards(Product::Instagram, &[card]).unwrap();
    let stored: Body = serde_json::from_slice(&serde_json::to_vec(&body).unwrap()).unwrap();
    assert_eq!((stored.kind(), message(&stored)), ("cards", message(&body)));
}

#[test]
fn what_is_done_without_words() {
    let sent = |action| {
        body(&messaging::action(Product::Instagram, &endpoint(), "EAA", "77", "561", action).unwrap())
    };
    let rows = [
        (Action::MarkSeen, json!({"recipient": {"id": "561"}, "sender_action": "mark_seen"})),
        (Action::TypingOn, json!({"recipient": {"id": "561"}, "sender_action": "typing_on"})),
        (Action::TypingOff, json!({"recipient": {"id": "561"}, "sender_action": "typing_off"})),
        (
            Action::React { mid: "m_1", reaction: "love" },
            json!({"recipient": {"id": "561"}, "sender_action": "react",
                "payload": {"message_id": "m_1", "reaction": "love"}}),
        ),
        (
            Action::Unreact { mid: "m_1" },
            json!({"recipient": {"id": "561"}, "sender_action": "unreact", "payload": {"message_id": "m_1"}}),
        ),
    ];
    for (action, expected) in rows {
        assert_eq!(sent(action), expected);
    }
}

#[test]
fn answers_to_sends_and_actions() {
    let sent = messaging::read_send(200, br#"{"recipient_id":"561","message_id":"m_1"}"#).unwrap();
    assert_eq!(sent.provider_id, "m_1");
    assert!(messaging::read_send(200, br#"{"recipient_id":"561"}"#).unwrap_err().outcome_unknown());
    assert_eq!(messaging::read_action(200, br#"{"recipient_id":"561"}"#), Ok(()));
    for subcode in [2_018_278, 2_534_022] {
        let answer =
            json!({"error": {"code": 10, "error_subcode": subcode, "message": "outside"}}).to_string();
        let Err(GraphError::Refused { error, .. }) = messaging::read_send(400, answer.as_bytes()) else {
            panic!("a refusal")
        };
        assert_eq!(classify(&error, Some(400)), Verdict::Never(Reason::WindowClosed));
        assert!(messaging::read_action(400, answer.as_bytes()).is_err());
    }
}

proptest! {
    #[test]
    fn any_text_is_sent_as_it_is_or_refused(text: String) {
        for product in BOTH {
            if let Ok(body) = messaging::text(product, &text) {
                prop_assert_eq!(&message(&body)["text"], &json!(text));
                prop_assert!(product == Product::Messenger || text.len() <= 1_000);
            }
        }
    }

    #[test]
    fn no_id_escapes_its_place(id: String) {
        let requests = [
            messaging::profile(Product::Messenger, &endpoint(), "EAA", &id),
            messaging::recent(Product::Messenger, &endpoint(), "EAA", "77", &id),
            messaging::page(&endpoint(), "EAA", &id),
        ];
        for request in requests.into_iter().flatten() {
            prop_assert!(request.uri().to_string().contains(&id));
            prop_assert_eq!(request.uri().host(), Some("graph.facebook.com"));
        }
    }
}
