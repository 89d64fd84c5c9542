//! The Graph API as a Worker meets it.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use crate::testing::{PNID, SOON, Stage, TOKEN, WABA, config, fixture, shape, text_to};
use crate::{CallKind, CustomerConfig, Fault, PairRate, Template};

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_default()
}

#[tokio::test]
async fn accepted_sends_answer_like_the_files() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let (status, by_phone) = stage.text("olá").await;
    assert_eq!((status, shape(&by_phone)), (200, shape(&fixture("wa-api-send-response.json"))));
    assert_eq!(by_phone["contacts"][0], json!({ "input": "+5511999990001", "wa_id": "5511999990001" }));

    let mut request = fixture("wa-api-send-request-recipient-bsuid.json");
    request["recipient"] = json!(stage.ana.bsuid());
    let (status, by_id) = stage.send(request.clone()).await;
    assert_eq!((status, shape(&by_id)), (200, shape(&fixture("wa-api-send-response-bsuid.json"))));

    // With both, the number wins.
    request["to"] = json!("+5511999990001");
    let (_, both) = stage.send(request).await;
    assert_eq!(shape(&both), shape(&fixture("wa-api-send-response-phone-precedence.json")));
    assert_eq!(stage.ana.replies(), ["olá", "hello via bsuid", "hello via bsuid"]);
    assert_eq!(stage.ana.wait_for_reply(SOON).await.unwrap().text.as_deref(), Some("olá"));
}

#[tokio::test]
async fn errors_have_the_shape_of_the_files() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    stage.number.pair_rate(PairRate { every: Duration::from_hours(1), burst: 1 });
    assert_eq!(stage.text("one").await.0, 200);
    let (status, limited) = stage.text("two").await;
    assert_eq!((status, shape(&limited)), (400, shape(&fixture("api-error-wa-131056.json"))));
    assert_eq!(code(&limited), 131_056);

    stage.number.fault(Fault::GraphError {
        http: 401,
        code: 190,
        subcode: Some(463),
        message: "Session has expired".to_owned(),
        is_transient: false,
    });
    let (status, expired) = stage.text("three").await;
    assert_eq!((status, shape(&expired)), (401, shape(&fixture("api-error-graph-190.json"))));
}

#[tokio::test]
async fn tokens_and_objects() {
    let stage = Stage::new().await;
    let mut other = config("http://127.0.0.1:9/none");
    (other.phone_number_id, other.access_token) = ("2".to_owned(), "other".to_owned());
    stage.simulator.add_number(other);
    let call = |path: &'static str, token: &'static str| {
        let stage = &stage;
        async move { stage.graph(Method::POST, path, token, text_to("+5511999990001", "x")).await }
    };
    let messages = "/v25.0/106540352242922/messages";
    let (status, answer) = call(messages, "").await;
    assert_eq!((status, code(&answer)), (401, 190));
    let (status, answer) = call(messages, "wrong").await;
    assert_eq!((status, code(&answer)), (401, 190));
    let (status, answer) = call(messages, "other").await;
    assert_eq!((status, code(&answer)), (403, 10));
    let (status, answer) = call("/v25.0/999/messages", TOKEN).await;
    assert_eq!((status, code(&answer), answer["error"]["error_subcode"].as_i64()), (400, 100, Some(33)));
    let (status, answer) = call("/25/106540352242922/messages", TOKEN).await;
    assert_eq!((status, code(&answer)), (400, 2500));
    assert!(answer["error"]["fbtrace_id"].as_str().is_some_and(|id| id.len() > 10));
    assert!(stage.number.sent().is_empty());
    // The refused calls about this number are on record; the unknown object belongs to nobody.
    assert_eq!(
        stage.number.requests().iter().filter_map(|call| call.error_code).collect::<Vec<_>>(),
        [190, 190, 10, 2500]
    );
}

#[tokio::test]
async fn malformed_messages_are_refused() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let to = "+5511999990001";
    let interactive = |content: Value| json!({ "messaging_product": "whatsapp", "to": to, "type": "interactive", "interactive": content });
    let buttons = |buttons: Value| {
        interactive(json!({ "type": "button", "body": { "text": "?" }, "action": { "buttons": buttons } }))
    };
    let button = |id: &str, title: &str| json!({ "type": "reply", "reply": { "id": id, "title": title } });
    let rows = |count: usize| {
        let rows: Vec<_> = (0..count).map(|n| json!({ "id": n.to_string(), "title": "t" })).collect();
        interactive(
            json!({ "type": "list", "body": { "text": "?" }, "action": { "button": "b", "sections": [{ "rows": rows }] } }),
        )
    };
    let with = |key: &str, value: Value| {
        let mut body = text_to(to, "x");
        body[key] = value;
        body
    };
    let cases = [
        (100, json!({ "to": to, "type": "text", "text": { "body": "x" } })),
        (100, json!({ "messaging_product": "whatsapp", "type": "text", "text": { "body": "x" } })),
        (100, text_to(to, &"x".repeat(4097))),
        (131_008, text_to(to, "")),
        (131_009, text_to("call me", "x")),
        (131_009, json!({ "messaging_product": "whatsapp", "recipient": "nobody", "text": { "body": "x" } })),
        (131_021, text_to("+15550783881", "x")),
        (131_026, text_to("+5511888880000", "x")),
        (100, with("type", json!("poem"))),
        (131_008, with("type", json!("image"))),
        (100, with("biz_opaque_callback_data", json!("x".repeat(513)))),
        (100, with("context", json!({ "message_id": "7" }))),
        (100, with("recipient_type", json!("everybody"))),
        (131_009, buttons(json!([]))),
        (131_009, buttons(json!([button("1", "Yes"), button("2", "Yes")]))),
        (100, buttons(json!([button("1", "a title of 21 letters")]))),
        (131_009, rows(0)),
        (131_009, rows(11)),
        (131_009, interactive(json!({ "type": "dance", "body": { "text": "?" }, "action": {} }))),
        (
            100,
            json!({ "messaging_product": "whatsapp", "to": to, "type": "image", "image": { "id": "1", "link": "https://x" } }),
        ),
    ];
    for (expected, body) in cases {
        let (status, answer) = stage.send(body.clone()).await;
        assert_eq!((status, code(&answer)), (400, expected), "{body}");
    }
    for body in [rows(10), buttons(json!([button("1", "Yes")])), text_to(to, &"é".repeat(4096))] {
        assert_eq!(stage.send(body).await.0, 200);
    }
    assert_eq!(stage.number.sent().len(), 3);
}

#[tokio::test]
async fn free_text_needs_an_open_window() {
    let stage = Stage::new().await;
    assert_eq!(code(&stage.text("first").await.1), 131_047);
    stage.ana.say("oi").await;
    assert_eq!(stage.text("second").await.0, 200);
    stage.ana.age_window(Duration::from_hours(24));
    assert_eq!(code(&stage.text("third").await.1), 131_047);
}

#[tokio::test]
async fn templates_are_filled_or_refused() {
    let stage = Stage::new().await;
    stage.number.add_template(Template {
        name: "order".to_owned(),
        language: "pt_BR".to_owned(),
        category: "UTILITY".to_owned(),
        status: "APPROVED".to_owned(),
        body: "Olá {{1}}, pedido {{2}}.".to_owned(),
    });
    let send = |language: &str, words: &[&str]| {
        let parameters: Vec<_> = words.iter().map(|text| json!({ "type": "text", "text": text })).collect();
        json!({ "messaging_product": "whatsapp", "to": "+5511999990001", "type": "template", "template": {
            "name": "order", "language": { "code": language },
            "components": [{ "type": "body", "parameters": parameters }] } })
    };
    let (status, answer) = stage.send(send("pt_BR", &["{{2}}", "17"])).await;
    assert_eq!((status, answer["messages"][0]["message_status"].as_str()), (200, Some("accepted")));
    assert_eq!(stage.ana.replies(), ["Olá {{2}}, pedido 17."]);
    let (status, answer) = stage.send(send("en", &["Ana", "17"])).await;
    assert_eq!((status, code(&answer)), (404, 132_001));
    assert_eq!(code(&stage.send(send("pt_BR", &["Ana"])).await.1), 132_000);
}

#[tokio::test]
async fn reading_and_typing() {
    let stage = Stage::new().await;
    let said = stage.ana.say("oi").await;
    let read = |id: &str| json!({ "messaging_product": "whatsapp", "status": "read", "message_id": id, "typing_indicator": { "type": "text" } });
    assert_eq!(stage.send(read(&said.wamid)).await, (200, json!({ "success": true })));
    assert!(stage.ana.sees_typing());
    stage.text("olá").await;
    assert!(!stage.ana.sees_typing());
    assert_eq!(code(&stage.send(read("wamid.unknown")).await.1), 100);
    assert_eq!(stage.number.requests().iter().filter(|call| call.kind == CallKind::Read).count(), 2);
}

#[tokio::test]
async fn numbers_and_accounts() {
    let stage = Stage::new().await;
    let get = |path: String| {
        let stage = &stage;
        async move { stage.graph(Method::GET, &path, TOKEN, Value::Null).await }
    };
    let (_, phone) = get(format!("/v25.0/{PNID}?fields=id,display_phone_number,quality_rating")).await;
    assert_eq!(
        phone,
        json!({ "id": PNID, "display_phone_number": "+1 555-078-3881", "quality_rating": "GREEN" })
    );
    assert_eq!(code(&get(format!("/v25.0/{PNID}?fields=shoe_size")).await.1), 100);
    let (_, list) = get(format!("/v25.0/{WABA}/phone_numbers")).await;
    assert!(shape(&fixture("wa-api-phone-numbers-list.json")).is_subset(&shape(&list)));
    assert_eq!(get(format!("/v25.0/{WABA}/message_templates")).await.1, json!({ "data": [] }));

    let apps = format!("/v25.0/{WABA}/subscribed_apps");
    assert_eq!(stage.graph(Method::DELETE, &apps, TOKEN, Value::Null).await.1, json!({ "success": true }));
    assert_eq!(stage.ana.say("nobody hears").await.http_status, None);
    let bad = json!({ "override_callback_uri": "http://127.0.0.1:9/none", "verify_token": "verify me" });
    assert_eq!(code(&stage.graph(Method::POST, &apps, TOKEN, bad).await.1), 2200);
    assert_eq!(stage.graph(Method::POST, &apps, TOKEN, Value::Null).await.0, 200);
    assert_eq!(stage.ana.say("heard").await.http_status, Some(200));
}

#[tokio::test]
async fn faults_are_met_once_each() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let path = format!("/v25.0/{PNID}/messages");
    let attempt = || stage.try_graph(Method::POST, &path, TOKEN, text_to("+5511999990001", "x"));

    stage.number.fault(Fault::CutConnection);
    assert!(attempt().await.is_err());
    assert!(stage.number.sent().is_empty());

    stage.number.fault(Fault::LoseReplyAfterAccepting);
    assert!(attempt().await.is_err());
    assert_eq!(stage.ana.replies().len(), 1);
    let lost = stage.number.requests().pop().unwrap();
    assert_eq!((lost.kind, lost.status), (CallKind::Send, None));

    for (fault, expected) in
        [(Fault::Garbage, 200), (Fault::Http500Html, 500), (Fault::graph(400, 131_056), 400)]
    {
        stage.number.fault(fault);
        assert_eq!(attempt().await.unwrap().0, expected);
    }
    stage.number.fault(Fault::Hang(Duration::from_millis(30)));
    assert!(attempt().await.is_err());
    assert_eq!(stage.ana.replies().len(), 1);

    // The caller leaves; the message goes out all the same.
    stage.number.fault(Fault::Slow(Duration::from_millis(60)));
    assert!(tokio::time::timeout(Duration::from_millis(20), attempt()).await.is_err());
    stage.number.wait_until(|sent, _, _| sent.len() == 2, SOON).await.unwrap();

    stage.number.fault_on(CallKind::Phone, Fault::CutConnection, 2);
    assert_eq!(attempt().await.unwrap().0, 200);
    assert_eq!(stage.ana.replies().len(), 3);
}

#[tokio::test]
async fn a_person_without_a_number_is_reached_by_id_only() {
    let stage = Stage::new().await;
    let wei = stage.number.add_customer(CustomerConfig::with_username("Wei", "@wei"));
    wei.say("hi").await;
    let body = json!({ "messaging_product": "whatsapp", "recipient": wei.bsuid(), "type": "text", "text": { "body": "hello" } });
    assert_eq!(stage.send(body).await.0, 200);
    assert_eq!(wei.replies(), ["hello"]);
}
