//! Templates as a Worker lists, makes and sends them.

use http::Method;
use serde_json::{Value, json};

use crate::Marketing;
use crate::testing::{Stage, TOKEN, WABA, fixture, shape};

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_default()
}

fn order() -> Value {
    json!({ "name": "order", "language": "pt_BR", "category": "MARKETING", "components": [
        { "type": "HEADER", "format": "IMAGE" },
        { "type": "BODY", "text": "Olá {{first_name}}, pedido {{order}} de {{first_name}}." },
        { "type": "FOOTER", "text": "Loja" },
        { "type": "BUTTONS", "buttons": [
            { "type": "QUICK_REPLY", "text": "Sair" },
            { "type": "URL", "text": "Ver", "url": "https://shop.example/{{1}}", "example": ["a"] },
            { "type": "COPY_CODE", "example": "25OFF" } ] } ] })
}

fn named(name: &str, text: &str) -> Value {
    json!({ "type": "text", "parameter_name": name, "text": text })
}

/// A send with these parts.
fn with(components: &Value) -> Value {
    json!({ "messaging_product": "whatsapp", "to": "+5511999990001", "type": "template", "template": {
        "name": "order", "language": { "code": "pt_BR" }, "components": components } })
}

fn parts() -> [Value; 4] {
    let link = json!({ "type": "image", "image": { "link": "https://shop.example/a.png" } });
    let button = |kind: &str, index: u8, parameter: Value| json!({ "type": "button", "sub_type": kind, "index": index.to_string(), "parameters": [parameter] });
    [
        json!({ "type": "header", "parameters": [link] }),
        json!({ "type": "body", "parameters": [named("order", "17"), named("first_name", "Ana")] }),
        button("url", 1, json!({ "type": "text", "text": "o/17" })),
        button("copy_code", 2, json!({ "type": "coupon_code", "coupon_code": "25OFF" })),
    ]
}

#[tokio::test]
async fn a_send_fills_the_stored_template() {
    let stage = Stage::new().await;
    stage.number.add_template_json(order());
    let (status, answer) = stage.send(with(&json!(parts()))).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(stage.ana.replies(), ["Olá Ana, pedido 17 de Ana."]);
    let picture = stage.simulator.picture();
    let bubble = &picture["chats"][0]["bubbles"][0];
    assert_eq!(bubble["footer"], "Loja");
    assert_eq!(bubble["choices"][1]["url"], "https://shop.example/o/17");
    assert_eq!(bubble["media"]["link"], "https://shop.example/a.png");
    stage.ana.press("Sair").await.unwrap();
    let pressed = &stage.worker.payloads()[0]["entry"][0]["changes"][0]["value"]["messages"][0];
    assert_eq!(pressed["button"], json!({ "payload": "Sair", "text": "Sair" }));
}

#[tokio::test]
async fn what_does_not_fit_the_template_is_refused_with_metas_code() {
    let stage = Stage::new().await;
    stage.number.add_template_json(order());
    let [header, body, url, copy] = parts();
    let bodied = |parameters: Value| json!({ "type": "body", "parameters": parameters });
    let video = json!({ "type": "header", "parameters": [{ "type": "video", "video": { "link": "https://x/a.mp4" } }] });
    let money = json!({ "type": "payload", "parameter_name": "order", "payload": "x" });
    let mut misplaced = url.clone();
    misplaced["index"] = json!("0");
    let mut beyond = url.clone();
    beyond["index"] = json!("7");
    let cases = [
        (132_000, json!([header, bodied(json!([named("order", "17")])), url, copy])),
        (132_012, json!([header, bodied(json!([named("order", "17"), named("name", "Ana")])), url, copy])),
        (132_012, json!([header, bodied(json!([money, named("first_name", "Ana")])), url, copy])),
        (
            132_008,
            json!([header, bodied(json!([named("order", "1\n7"), named("first_name", "Ana")])), url, copy]),
        ),
        (
            131_008,
            json!([header, bodied(json!([named("order", " "), named("first_name", "Ana")])), url, copy]),
        ),
        (
            132_005,
            json!([
                header,
                bodied(json!([named("order", &"x".repeat(1024)), named("first_name", "Ana")])),
                url,
                copy
            ]),
        ),
        (132_012, json!([body, url, copy])),
        (132_012, json!([video, body, url, copy])),
        (131_008, json!([header, body, copy])),
        (131_008, json!([header, body, url])),
        (132_012, json!([header, body, misplaced, copy])),
        (131_009, json!([header, body, beyond, copy])),
    ];
    for (expected, components) in cases {
        let (_, answer) = stage.send(with(&components)).await;
        assert_eq!(code(&answer), expected, "{components} {answer}");
    }
    assert!(stage.number.sent().is_empty());
    stage.ana.prefers_marketing(Marketing::Stop).await;
    assert_eq!(code(&stage.send(with(&json!(parts()))).await.1), 131_050);
    stage.ana.prefers_marketing(Marketing::Resume).await;
    assert_eq!(stage.send(with(&json!(parts()))).await.0, 200);
}

#[tokio::test]
async fn only_an_approved_template_can_be_sent_and_its_status_is_told() {
    let stage = Stage::new().await;
    stage.number.add_template_json(order());
    for (status, expected) in
        [("PAUSED", 132_015), ("DISABLED", 132_016), ("REJECTED", 132_001), ("APPROVED", 0)]
    {
        let told = stage.number.set_template_status("order", "pt_BR", status).await.unwrap();
        assert_eq!(told, Some(200));
        assert_eq!(code(&stage.send(with(&json!(parts()))).await.1), expected, "{status}");
    }
    let payload = stage.worker.payloads().pop().unwrap();
    assert_eq!(shape(&payload), shape(&fixture("wa-template-status-approved.json")));
    assert_eq!(payload["entry"][0]["id"], WABA);
    assert!(stage.number.set_template_status("order", "en", "APPROVED").await.is_err());
}

async fn call(stage: &Stage, method: Method, rest: &str, body: Value) -> (u16, Value) {
    stage.graph(method, &format!("/v25.0/{WABA}/message_templates{rest}"), TOKEN, body).await
}

#[tokio::test]
async fn pages_follow_one_another() {
    let stage = Stage::new().await;
    for name in ["a", "b", "c", "d", "e"] {
        stage.number.add_template_json(json!({ "name": name, "language": "en" }));
    }
    stage.number.template_page(2);
    let (mut names, mut after) = (Vec::new(), String::new());
    for pages in 1.. {
        let (_, page) =
            call(&stage, Method::GET, &format!("?fields=name,status&limit=100{after}"), Value::Null).await;
        let data = page["data"].as_array().unwrap().clone();
        names.extend(data.iter().map(|one| one["name"].as_str().unwrap().to_owned()));
        assert!(data.iter().all(|one| one["components"].is_null() && one["id"].is_string()));
        let Some(next) = page["paging"]["next"].as_str() else {
            assert_eq!(pages, 3);
            break;
        };
        let path = next.strip_prefix(&stage.simulator.graph_url()).unwrap();
        assert_eq!(stage.graph(Method::GET, path, TOKEN, Value::Null).await.0, 200);
        after = format!("&after={}", page["paging"]["cursors"]["after"].as_str().unwrap());
    }
    names.sort();
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
    assert_eq!(code(&call(&stage, Method::GET, "?after=%21", Value::Null).await.1), 100);
    assert_eq!(code(&call(&stage, Method::GET, "?fields=shoe_size", Value::Null).await.1), 100);
    assert_eq!(call(&stage, Method::GET, "?status=PAUSED", Value::Null).await.1, json!({ "data": [] }));
}

#[tokio::test]
async fn templates_are_made_reviewed_changed_and_deleted() {
    let stage = Stage::new().await;
    let draft = |text: &str, samples: Value| {
        json!({ "name": "hello", "language": "en", "category": "UTILITY",
        "components": [{ "type": "BODY", "text": text, "example": { "body_text": [samples] } }] })
    };
    let good = draft("Hi {{1}}, welcome.", json!(["Ana"]));
    let (status, made) = call(&stage, Method::POST, "", good.clone()).await;
    assert_eq!((status, made["status"].as_str()), (200, Some("PENDING")));
    let taken = call(&stage, Method::POST, "", good).await.1;
    assert_eq!((code(&taken), taken["error"]["error_subcode"].as_i64()), (100, Some(2_388_024)));
    for bad in [
        draft("Hi {{1}}, welcome.", json!([])),
        draft("{{1}} is here.", json!(["Ana"])),
        draft(&"x".repeat(1025), json!([])),
        json!({ "name": "Hello", "language": "en", "category": "UTILITY", "components": [] }),
        json!({ "name": "other", "language": "en", "category": "JOKE", "components": [] }),
        json!({ "name": "other", "language": "en", "category": "UTILITY", "components": [{ "type": "FOOTER", "text": "x" }] }),
    ] {
        assert_eq!(code(&call(&stage, Method::POST, "", bad.clone()).await.1), 100, "{bad}");
    }
    let node = format!("/v25.0/{}", made["id"].as_str().unwrap());
    stage.number.set_template_status("hello", "en", "APPROVED").await.unwrap();
    let (_, template) = stage.graph(Method::GET, &format!("{node}?fields=status"), TOKEN, Value::Null).await;
    assert_eq!(template, json!({ "id": made["id"], "status": "APPROVED" }));
    let edit = json!({ "category": "MARKETING" });
    assert_eq!(stage.graph(Method::POST, &node, TOKEN, edit).await.1, json!({ "success": true }));
    assert_eq!(stage.number.templates()[0]["status"], "PENDING");

    assert_eq!(code(&call(&stage, Method::DELETE, "?name=hello&hsm_id=1", Value::Null).await.1), 100);
    assert_eq!(call(&stage, Method::DELETE, "?name=hello", Value::Null).await.1, json!({ "success": true }));
    assert!(stage.number.templates().is_empty());
}
