//! Connecting, subscribing, and what Meta knows of a customer.

use serde_json::{Value, json};

use super::{endpoint, line};
use crate::graph::messaging::{self, Product};
use crate::graph::{GraphError, RequestError};

#[test]
fn names_of_customers() {
    let to = endpoint();
    assert_eq!(
        line(messaging::profile(Product::Instagram, &to, "EAA", "561")),
        "GET /v25.0/561?fields=name,username"
    );
    let page = line(messaging::profile(Product::Messenger, &to, "EAA", "561"));
    assert_eq!(page, "GET /v25.0/561?fields=name,first_name,last_name");
    let read = |body: &str| messaging::read_profile(200, body.as_bytes()).unwrap();
    let ana = read(r#"{"name":"Ana","username":"ana","id":"561"}"#);
    assert_eq!((ana.name.as_deref(), ana.username.as_deref()), (Some("Ana"), Some("ana")));
    assert!(!format!("{ana:?}").to_lowercase().contains("ana\""));
    assert_eq!(read(r#"{"name":null,"username":null}"#), messaging::ProfileAnswer::default());
    assert_eq!(read(r#"{"first_name":"Ana","last_name":"Lima"}"#).name.as_deref(), Some("Ana Lima"));
}

#[test]
fn a_missing_consent_is_told_from_other_refusals() {
    let refused = |body: Value| messaging::read_profile(400, body.to_string().as_bytes()).unwrap_err();
    let words = "User consent is required to access user profile";
    assert!(messaging::is_consent_missing(&refused(json!({"error": {"code": 230, "message": "x"}}))));
    assert!(messaging::is_consent_missing(&refused(json!({"error": {"code": 10, "message": words}}))));
    assert!(!messaging::is_consent_missing(&refused(json!({"error": {"code": 190, "message": "expired"}}))));
    assert!(!messaging::is_consent_missing(&GraphError::Unreadable { status: 500 }));
}

#[test]
fn connecting_an_account_and_a_page() {
    let to = endpoint();
    assert_eq!(
        line(messaging::me_instagram(&to, "EAA")),
        "GET /v25.0/me?fields=id,user_id,username,name,account_type"
    );
    let page = line(messaging::page(&to, "EAA", "77"));
    assert_eq!(page, "GET /v25.0/77?fields=id,name,instagram_business_account%7Bid,username%7D");
    let flat = r#"{"id":"9","user_id":"17841405822304914","username":"shop"}"#;
    for body in [flat.to_owned(), format!(r#"{{"data":[{flat}]}}"#)] {
        let me = messaging::read_me_instagram(200, body.as_bytes()).unwrap();
        assert_eq!((me.id.as_str(), me.username.as_deref()), ("17841405822304914", Some("shop")));
    }
    assert!(
        messaging::read_me_instagram(200, br#"{"id":"9"}"#).is_err(),
        "the id scoped to the app is no use"
    );
    let linked = br#"{"id":"77","name":"Shop","instagram_business_account":{"id":"178","username":"shop"}}"#;
    let page = messaging::read_page_account(200, linked).unwrap();
    assert_eq!((page.id.as_str(), page.name.as_deref()), ("77", Some("Shop")));
    assert_eq!(page.instagram.unwrap().id, "178");
    assert_eq!(messaging::read_page_account(200, br#"{"id":"77"}"#).unwrap().instagram, None);
}

#[test]
fn subscriptions_name_their_fields() {
    let to = endpoint();
    let page = line(messaging::subscribe(Product::Messenger, &to, "EAA", "77"));
    assert!(
        page.starts_with("POST /v25.0/77/subscribed_apps?subscribed_fields=messages,messaging_postbacks,")
    );
    for field in ["message_echoes", "message_edits", "standby", "messaging_handovers", "feed"] {
        assert!(page.contains(field), "{field}");
    }
    let account = line(messaging::subscribe(Product::Instagram, &to, "EAA", "178"));
    for field in ["messaging_seen", "message_echoes", "message_edit", "standby", "live_comments"] {
        assert!(account.contains(field), "{field}");
    }
    assert!(!account.trim_start_matches("POST ").contains(char::is_whitespace));
    assert_eq!(line(messaging::unsubscribe(&to, "EAA", "77")), "DELETE /v25.0/77/subscribed_apps");
    assert_eq!(messaging::read_success(200, br#"{"success":true}"#), Ok(()));
}

#[test]
fn what_was_said_lately() {
    let asked = line(messaging::recent(Product::Instagram, &endpoint(), "EAA", "178", "561"));
    let fields = "messages.limit(20)%7Bid,message,created_time,from%7D";
    assert_eq!(asked, format!("GET /v25.0/178/conversations?platform=instagram&user_id=561&fields={fields}"));
    let tricky = messaging::recent(Product::Messenger, &endpoint(), "EAA", "77", "1&x=2");
    assert_eq!(tricky.unwrap_err(), RequestError::Id);
    let answer = json!({"data": [{"id": "t_1", "messages": {"data": [
        {"id": "m_2", "message": "Hello", "created_time": "2025-11-20T12:00:00+0000", "from": {"id": "77"}},
        {"id": "m_1", "message": "", "created_time": "soon", "from": {"id": "561"}},
        {"message": "no id"}]}}]});
    let found = messaging::read_recent(200, answer.to_string().as_bytes(), "561").unwrap();
    let told: Vec<_> =
        found.iter().map(|one| (one.id.as_str(), one.text.as_deref(), one.from_business)).collect();
    assert_eq!(told, [("m_2", Some("Hello"), true), ("m_1", None, false)]);
    assert_eq!(found[0].at.unwrap().millis(), 1_763_640_000_000);
    assert_eq!(found[1].at, None);
    assert_eq!(messaging::read_recent(200, br#"{"data":[]}"#, "561"), Ok(Vec::new()));
    assert!(messaging::read_recent(200, b"{}", "561").is_err());
}
