//! Requests as Graph wants them, and its answers as it gives them.

use http::{Method, Request};
use serde_json::{Value, json};

use super::whatsapp::{self, Outgoing};
use super::{
    Body, Button, Endpoint, File, GraphError, Header, LimitError, Link, Parameter, ParameterValue, Recipient,
    RequestError, Row, Section, Template, TemplateAction, instagram,
};
use crate::errors::{Action, AlertKind};
use crate::fixtures;
use crate::webhook::MediaKind;

fn endpoint() -> Endpoint {
    Endpoint::new("https://graph.facebook.com", "v25.0")
}

fn body(request: &Request<Vec<u8>>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

/// What goes over the wire for a body.
fn wire(content: Body) -> Value {
    let message = Outgoing::new(Recipient::phone("5511999990001").unwrap(), content);
    body(&whatsapp::send(&endpoint(), "EAA", "106", &message).unwrap())
}

#[test]
fn a_text_in_full() {
    let message = Outgoing::new(Recipient::phone("5511999990001").unwrap(), Body::text("Oi").unwrap())
        .in_reply_to("wamid.1")
        .with_callback_data("v1.c.r.m")
        .unwrap();
    let request = whatsapp::send(&endpoint(), "EAA", "106", &message).unwrap();
    assert_eq!((request.method(), request.uri().path()), (&Method::POST, "/v25.0/106/messages"));
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["authorization"], "Bearer EAA");
    let expected = json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5511999990001", "type": "text",
        "text": {"preview_url": false, "body": "Oi"}, "context": {"message_id": "wamid.1"},
        "biz_opaque_callback_data": "v1.c.r.m",
    });
    assert_eq!(body(&request), expected);
    let printed = format!("{message:?} {request:?}");
    assert!(!printed.contains("5511") && !printed.contains("EAA"), "{printed}");
}

#[test]
fn a_customer_without_a_phone_is_addressed_by_id() {
    let sample: Value =
        serde_json::from_slice(&fixtures::read("wa-api-send-request-recipient-bsuid")).unwrap();
    let to = Recipient::bsuid(sample["recipient"].as_str().unwrap()).unwrap();
    let text = Body::text(sample["text"]["body"].as_str().unwrap()).unwrap();
    let sent = body(&whatsapp::send(&endpoint(), "EAA", "106", &Outgoing::new(to, text)).unwrap());
    assert_eq!((&sent["recipient"], &sent["type"]), (&sample["recipient"], &sample["type"]));
    assert_eq!((sent.get("to"), &sent["text"]["body"]), (None, &sample["text"]["body"]));
}

#[test]
fn an_outbox_row_sends_the_same_after_storage() {
    let message = Outgoing::new(Recipient::bsuid("US.1").unwrap(), Body::text("Oi").unwrap());
    let stored = serde_json::to_vec(&message).unwrap();
    assert_eq!(serde_json::from_slice::<Outgoing>(&stored).unwrap(), message);
}

#[test]
fn reading_and_typing() {
    let read = |typing| body(&whatsapp::mark_read(&endpoint(), "EAA", "106", "wamid.1", typing).unwrap());
    let expected = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1",
                          "typing_indicator": {"type": "text"}});
    assert_eq!(read(true), expected);
    assert_eq!(read(false).get("typing_indicator"), None);
}

#[test]
fn numbers_subscriptions_and_files() {
    let to = endpoint();
    let line = |request: Result<Request<Vec<u8>>, RequestError>| {
        let request = request.unwrap();
        format!("{} {} {}", request.method(), request.uri().path_and_query().unwrap(), request.body().len())
    };
    let fields = "fields=id,display_phone_number,verified_name,quality_rating,throughput";
    assert_eq!(line(whatsapp::phone_number(&to, "EAA", "106")), format!("GET /v25.0/106?{fields} 0"));
    let page = whatsapp::phone_numbers(&to, "EAA", "102", Some("QVF"));
    assert_eq!(line(page), format!("GET /v25.0/102/phone_numbers?{fields}&after=QVF 0"));
    assert_eq!(line(whatsapp::subscribe(&to, "EAA", "102")), "POST /v25.0/102/subscribed_apps 0");
    assert_eq!(line(whatsapp::unsubscribe(&to, "EAA", "102")), "DELETE /v25.0/102/subscribed_apps 0");
    assert_eq!(line(whatsapp::media(&to, "EAA", "77", "106")), "GET /v25.0/77?phone_number_id=106 0");
    assert_eq!(whatsapp::media(&to, "EAA", "77", "1&x=2").unwrap_err(), RequestError::Id);
}

#[test]
fn a_text_is_counted_in_characters() {
    assert!(Body::text(&"é".repeat(4_096)).is_ok());
    assert_eq!(Body::text(&"é".repeat(4_097)), Err(LimitError::TooLong { field: "text", max: 4_096 }));
    assert_eq!(Body::text(" \n"), Err(LimitError::Empty("text")));
    let message = || Outgoing::new(Recipient::bsuid("US.1").unwrap(), Body::text("x").unwrap());
    assert!(message().with_callback_data(&"x".repeat(512)).is_ok());
    assert!(message().with_callback_data(&"x".repeat(513)).is_err());
}

#[test]
fn files_take_only_what_goes_with_them() {
    let id = File::Id("7".to_owned());
    let voice = wire(Body::media(MediaKind::Audio, &id, None, None, true).unwrap());
    assert_eq!(voice["audio"], json!({"id": "7", "voice": true}));
    let link = File::Link("https://shop.example/a.pdf".to_owned());
    let document = wire(Body::media(MediaKind::Document, &link, Some("c"), Some("a.pdf"), false).unwrap());
    let expected = json!({"link": "https://shop.example/a.pdf", "caption": "c", "filename": "a.pdf"});
    assert_eq!(document["document"], expected);
    assert!(Body::media(MediaKind::Sticker, &id, Some("c"), None, false).is_err());
    assert!(Body::media(MediaKind::Image, &id, None, Some("a.png"), false).is_err());
    assert!(Body::media(MediaKind::Video, &id, None, None, true).is_err());
    let open = File::Link("http://shop.example/a.png".to_owned());
    assert!(Body::media(MediaKind::Image, &open, None, None, false).is_err());
    assert!(Body::media(MediaKind::Image, &id, Some(&"c".repeat(1_025)), None, false).is_err());
}

#[test]
fn reactions_are_given_and_taken_back() {
    let reaction = |emoji| {
        let message =
            Outgoing::new(Recipient::bsuid("US.1").unwrap(), Body::reaction("wamid.1", emoji).unwrap())
                .in_reply_to("x");
        body(&whatsapp::send(&endpoint(), "EAA", "106", &message).unwrap())
    };
    assert_eq!(reaction(Some("👍"))["reaction"], json!({"message_id": "wamid.1", "emoji": "👍"}));
    assert_eq!(reaction(None)["reaction"]["emoji"], "");
    assert_eq!(reaction(None).get("context"), None, "a reaction answers nothing");
    assert!(Body::reaction("", None).is_err());
    assert!(Body::location(91.0, 0.0, "a", "b").is_err() && Body::location(f64::NAN, 0.0, "a", "b").is_err());
}

#[test]
fn buttons_and_their_limits() {
    let button = |n: usize| Button { id: format!("id{n}"), title: format!("Title {n}") };
    let header = Header::File(MediaKind::Image, File::Id("7".to_owned()));
    let sent = wire(Body::buttons(Some(&header), "Which?", Some("foot"), &[button(1), button(2)]).unwrap());
    let expected = json!({"type": "button", "header": {"type": "image", "image": {"id": "7"}},
        "body": {"text": "Which?"}, "footer": {"text": "foot"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "id1", "title": "Title 1"}},
                               {"type": "reply", "reply": {"id": "id2", "title": "Title 2"}}]}});
    assert_eq!((&sent["type"], &sent["interactive"]), (&json!("interactive"), &expected));
    let make = |buttons: &[Button]| Body::buttons(None, "Which?", None, buttons);
    let count = LimitError::Count { field: "buttons", min: 1, max: 3 };
    assert_eq!(make(&[]), Err(count));
    assert_eq!(make(&[button(1), button(2), button(3), button(4)]), Err(count));
    assert_eq!(make(&[button(1), button(1)]), Err(LimitError::Repeated("button titles")));
    assert!(make(&[Button { id: "a".to_owned(), title: "t".repeat(21) }]).is_err());
    assert!(make(&[Button { id: "a".repeat(257), title: "t".to_owned() }]).is_err());
}

#[test]
fn lists_and_their_limits() {
    let row = |n: usize| Row { id: format!("r{n}"), title: format!("Row {n}"), description: None };
    let section = |title: &str, rows: std::ops::Range<usize>| Section {
        title: title.to_owned(),
        rows: rows.map(row).collect(),
    };
    let make = |sections: &[Section]| Body::list(Some("Head"), "Pick", None, "Open", sections);
    let sent = wire(make(&[section("A", 0..1), section("B", 1..2)]).unwrap());
    let expected = json!({"button": "Open", "sections": [
        {"title": "A", "rows": [{"id": "r0", "title": "Row 0"}]}, {"title": "B", "rows": [{"id": "r1", "title": "Row 1"}]}]});
    assert_eq!(sent["interactive"]["action"], expected);
    assert!(make(&[section("", 0..10)]).is_ok());
    assert!(make(&[section("", 0..11)]).is_err(), "ten rows in all");
    assert!(make(&[section("A", 0..6), section("B", 6..11)]).is_err(), "ten rows in all");
    assert_eq!(make(&[section("A", 0..2), section("B", 1..3)]), Err(LimitError::Repeated("row ids")));
    assert!(make(&[section("A", 0..1), section("", 1..2)]).is_err(), "several sections need titles");
}

#[test]
fn the_other_interactive_messages() {
    let link = Link { title: "Shop".to_owned(), url: "https://shop.example/".to_owned() };
    let sent = wire(Body::link(None, "See", None, &link).unwrap());
    let parameters = json!({"display_text": "Shop", "url": "https://shop.example/"});
    assert_eq!(sent["interactive"]["action"], json!({"name": "cta_url", "parameters": parameters}));
    let script = Link { url: "javascript:alert(1)".to_owned(), ..link };
    assert!(Body::link(None, "See", None, &script).is_err());
    assert_eq!(
        wire(Body::contact_request("Number?").unwrap())["interactive"]["action"]["name"],
        "request_contact_info"
    );
    assert_eq!(
        wire(Body::location_request("Where?").unwrap())["interactive"]["action"]["name"],
        "send_location"
    );
    let product = wire(Body::product("C", "SKU", None).unwrap());
    assert_eq!(
        product["interactive"],
        json!({"type": "product", "action": {"catalog_id": "C", "product_retailer_id": "SKU"}})
    );
    let many: Vec<String> = (0..31).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(Body::products("C", "H", "B", "S", &many).is_err());
    assert!(Body::products("C", "H", "B", "S", &many[..30]).is_ok());
}

#[test]
fn templates_named_and_positional() {
    let value = |name: Option<&str>, text: &str| Parameter {
        name: name.map(str::to_owned),
        value: ParameterValue::Text(text.to_owned()),
    };
    let template = Template {
        name: "order_confirmation".to_owned(),
        language: "pt_BR".to_owned(),
        header: Some(Parameter {
            name: None,
            value: ParameterValue::File(MediaKind::Image, File::Id("M".to_owned())),
        }),
        body: vec![value(Some("first_name"), "Ana"), value(None, "42")],
        buttons: vec![
            (0, TemplateAction::QuickReply("P".to_owned())),
            (1, TemplateAction::UrlSuffix("x".to_owned())),
            (2, TemplateAction::CopyCode("25OFF".to_owned())),
        ],
    };
    let expected = json!({"name": "order_confirmation", "language": {"code": "pt_BR"}, "components": [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "M"}}]},
        {"type": "body", "parameters": [{"type": "text", "parameter_name": "first_name", "text": "Ana"}, {"type": "text", "text": "42"}]},
        {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "P"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "x"}]},
        {"type": "button", "sub_type": "copy_code", "index": "2", "parameters": [{"type": "coupon_code", "coupon_code": "25OFF"}]}]});
    assert_eq!(wire(Body::template(&template).unwrap())["template"], expected);
    assert!(!format!("{template:?}").contains("Ana"));
    for broken in ["", "a\nb", "a\tb", "a     b"] {
        assert!(
            Body::template(&Template { body: vec![value(None, broken)], ..template.clone() }).is_err(),
            "{broken:?}"
        );
    }
    assert!(Body::template(&Template { name: "Order".to_owned(), ..template }).is_err());
}

#[test]
fn answers_to_a_send() {
    let read = |name| whatsapp::read_send(200, &fixtures::read(name)).unwrap();
    let phone = read("wa-api-send-response-phone-precedence");
    assert_eq!((phone.provider_id.as_str(), phone.wa_id.as_deref()), ("wamid.foobar", Some("16505551234")));
    let bsuid = read("wa-api-send-response-bsuid");
    assert_eq!((bsuid.wa_id, bsuid.user_id.as_deref()), (None, Some("US.13491208655302741918")));
    assert_eq!(read("wa-api-send-response").wa_id.as_deref(), Some("123456789"));
    assert!(whatsapp::read_send(200, b"{}").unwrap_err().outcome_unknown());
}

#[test]
fn refusals_are_read_and_judged() {
    let refuse = |status, name| whatsapp::read_send(status, &fixtures::read(name)).unwrap_err();
    let code = |error: &GraphError| match error {
        GraphError::Refused { error, .. } => (error.code, error.subcode),
        GraphError::Unreadable { .. } => panic!("readable"),
    };
    let pair = refuse(400, "api-error-wa-131056");
    assert_eq!(code(&pair), (131_056, None));
    assert!(matches!(pair.action(), Action::Delay(_)) && !pair.outcome_unknown());
    let expired = refuse(401, "api-error-graph-190");
    assert_eq!((code(&expired), expired.action()), ((190, Some(463)), Action::Alert(AlertKind::Reconnect)));
    assert!(matches!(refuse(400, "api-error-page-80001").action(), Action::Delay(_)));
    let flat =
        instagram::read_access_token(400, &fixtures::read("api-error-ig-oauth-code-exchange")).unwrap_err();
    assert_eq!(code(&flat), (400, None));
    let path = instagram::read_container(400, &fixtures::read("ig-api-login-exception")).unwrap_err();
    assert_eq!(code(&path), (2_500, None));
}

#[test]
fn other_answers() {
    let numbers = whatsapp::read_phone_numbers(200, &fixtures::read("wa-api-phone-numbers-list")).unwrap();
    assert_eq!((numbers.items.len(), numbers.after), (4, None));
    assert_eq!(numbers.items[1].quality_rating.as_deref(), Some("RED"));
    assert_eq!(numbers.items[1].per_second, None, "not told");
    let number =
        whatsapp::read_phone_number(200, br#"{"id":"106","display_phone_number":"+1 555"}"#).unwrap();
    assert_eq!((number.id.as_str(), number.verified_name), ("106", None));
    let media = whatsapp::read_media(200, &fixtures::read("wa-api-media-url-response")).unwrap();
    assert_eq!((media.file_size, media.mime_type.as_deref()), (Some(103_632), Some("image/png")));
    assert!(whatsapp::read_success(200, br#"{"success":true}"#).is_ok());
    assert!(whatsapp::read_success(200, br#"{"success":false}"#).is_err());
    let token = instagram::read_access_token(200, &fixtures::read("ig-api-access-token")).unwrap();
    assert_eq!((token.permissions.len(), token.user_id.as_deref()), (4, Some("1234567890")));
    let wrapped = br#"{"data":[{"access_token":"T","user_id":12,"permissions":"a, b"}]}"#;
    let wrapped = instagram::read_access_token(200, wrapped).unwrap();
    assert_eq!(
        (wrapped.permissions, wrapped.user_id.as_deref()),
        (vec!["a".to_owned(), "b".to_owned()], Some("12"))
    );
    let container = instagram::read_container(200, &fixtures::read("ig-api-container")).unwrap();
    assert_eq!(container.status_code.as_deref(), Some("FINISHED"));
    let limit =
        instagram::read_publishing_limit(200, &fixtures::read("ig-api-content-publishing-limit")).unwrap();
    assert_eq!((limit.used, limit.total, limit.period_seconds), (2, Some(25), Some(86_400)));
}

#[test]
fn every_answer_file_has_a_reader() {
    let read = [
        "api-error-graph-190",
        "api-error-ig-oauth-code-exchange",
        "api-error-page-80001",
        "api-error-wa-131056",
        "ig-api-access-token",
        "ig-api-container",
        "ig-api-content-publishing-limit",
        "ig-api-login-exception",
        "wa-api-media-url-response",
        "wa-api-phone-numbers-list",
        "wa-api-send-request-recipient-bsuid",
        "wa-api-send-response",
        "wa-api-send-response-bsuid",
        "wa-api-send-response-phone-precedence",
    ];
    let is_reply = |name: &String| name.contains("-api-") || name.starts_with("api-");
    let files: Vec<String> = fixtures::names().into_iter().filter(is_reply).collect();
    assert_eq!(files, read);
}

#[test]
fn the_level_of_a_number_is_its_messages_a_second() {
    for (throughput, per_second) in [
        (json!({ "level": "STANDARD" }), Some(80)),
        (json!({ "level": "HIGH" }), Some(1_000)),
        (json!({ "level": "NOT_APPLICABLE" }), None),
        (json!(null), None),
    ] {
        let body = json!({ "id": "1", "throughput": throughput }).to_string();
        assert_eq!(
            whatsapp::read_phone_number(200, body.as_bytes()).unwrap().per_second,
            per_second,
            "{body}"
        );
    }
}
