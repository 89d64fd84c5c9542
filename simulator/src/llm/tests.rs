//! Both wires as a Worker meets them.

use std::time::Duration;

use base64::Engine as _;
use http::Method;
use serde_json::{Value, json};

use crate::testing::{SOON, Stage};
use crate::{Answer, Outcome, SAMPLE_PICTURE, SAMPLE_VOICE, Transcript};

async fn anthropic(stage: &Stage, key: &str, body: Value) -> std::io::Result<(u16, Value)> {
    let headers =
        [("content-type", "application/json"), ("x-api-key", key), ("anthropic-version", "2023-06-01")];
    stage
        .post_to(&format!("{}/v1/messages", stage.simulator.anthropic_url()), Method::POST, &headers, body)
        .await
}

async fn openai(stage: &Stage, key: &str, body: Value) -> std::io::Result<(u16, Value)> {
    let bearer = format!("Bearer {key}");
    let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
    stage
        .post_to(&format!("{}/chat/completions", stage.simulator.openai_url()), Method::POST, &headers, body)
        .await
}

fn claude(messages: &Value) -> Value {
    let schema = json!({ "type": "object", "properties": { "query": { "type": "string" } } });
    let tool = json!({ "name": "search_products", "description": "d", "input_schema": schema });
    json!({ "model": "m", "max_tokens": 100, "messages": messages, "tools": [tool] })
}

fn gpt(messages: &Value) -> Value {
    let schema = json!({ "type": "object", "properties": { "query": { "type": "string" } } });
    let tool = json!({ "type": "function", "function": { "name": "search_products", "parameters": schema } });
    json!({ "model": "m", "store": false, "messages": messages, "tools": [tool] })
}

const FOUND: &str = r#"{"products":[{"name":"Sage dress","variants":[{"size":"M","price":{"currency":"MYR","text":"RM 129.00"}}]}]}"#;

#[tokio::test]
async fn the_brain_searches_then_repeats_what_it_found_on_both_wires() {
    let stage = Stage::new().await;
    let (_, first) =
        anthropic(&stage, "k", claude(&json!([{ "role": "user", "content": "hi\nsage dress?" }])))
            .await
            .unwrap();
    assert_eq!(first["stop_reason"], "tool_use");
    assert_eq!(first["content"][0]["input"], json!({ "query": "sage dress?" }));
    let result = json!({ "type": "tool_result", "tool_use_id": first["content"][0]["id"], "content": FOUND });
    let talk = json!([
        { "role": "user", "content": "sage dress?" },
        { "role": "assistant", "content": first["content"] },
        { "role": "user", "content": [result] },
    ]);
    let (_, second) = anthropic(&stage, "k", claude(&talk)).await.unwrap();
    assert_eq!(second["content"][0]["text"], "Sage dress: RM 129.00");

    let user = json!({ "role": "user", "content": "sage dress?" });
    let (_, first) = openai(&stage, "k", gpt(&json!([user]))).await.unwrap();
    let message = &first["choices"][0]["message"];
    assert_eq!(message["tool_calls"][0]["function"]["arguments"], r#"{"query":"sage dress?"}"#);
    let result = json!({ "role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": FOUND });
    let (_, second) = openai(&stage, "k", gpt(&json!([user, message, result]))).await.unwrap();
    assert_eq!(second["choices"][0]["message"]["content"], "Sage dress: RM 129.00");
    assert_eq!(second["choices"][0]["finish_reason"], "stop");
}

#[tokio::test]
async fn scripts_are_followed_by_key() {
    let stage = Stage::new().await;
    let llm = stage.simulator.llm();
    let limited = Answer::Status { http: 429, body: None, retry_after: Some(7) };
    let script = vec![
        Answer::text("A"),
        limited,
        Answer::status(529),
        Answer::Refusal,
        Answer::Truncated("B".into()),
        Answer::Garbage("<".into()),
    ];
    llm.script("a", script.clone());
    llm.script("b", script);
    let ask = || anthropic(&stage, "a", claude(&json!([{ "role": "user", "content": "x" }])));
    assert_eq!(ask().await.unwrap().1["content"][0]["text"], "A");
    let (status, body) = ask().await.unwrap();
    assert_eq!((status, body["error"]["type"].as_str()), (429, Some("rate_limit_error")));
    let (status, body) = ask().await.unwrap();
    assert_eq!((status, body["error"]["type"].as_str()), (529, Some("overloaded_error")));
    assert_eq!(ask().await.unwrap().1["stop_reason"], "refusal");
    assert_eq!(ask().await.unwrap().1["stop_reason"], "max_tokens");
    assert_eq!(ask().await.unwrap(), (200, Value::Null));
    assert_eq!((llm.left("a"), llm.left("b")), (0, 6));

    let ask = || openai(&stage, "b", gpt(&json!([{ "role": "user", "content": "x" }])));
    assert_eq!(ask().await.unwrap().1["choices"][0]["message"]["content"], "A");
    assert_eq!(ask().await.unwrap().1["error"]["code"], "rate_limit_exceeded");
    assert_eq!(ask().await.unwrap().0, 529);
    assert!(ask().await.unwrap().1["choices"][0]["message"]["refusal"].is_string());
    assert_eq!(ask().await.unwrap().1["choices"][0]["finish_reason"], "length");
    assert_eq!(llm.requests("b").len(), 5);
}

#[tokio::test]
async fn keys_can_be_missing_or_refused() {
    let stage = Stage::new().await;
    stage.simulator.llm().refuse_key("old");
    let messages = json!([{ "role": "user", "content": "x" }]);
    assert_eq!(anthropic(&stage, "", claude(&messages)).await.unwrap().0, 401);
    let (status, body) = anthropic(&stage, "old", claude(&messages)).await.unwrap();
    assert_eq!((status, body["error"]["type"].as_str()), (401, Some("authentication_error")));
    let (status, body) = openai(&stage, "old", gpt(&messages)).await.unwrap();
    assert_eq!((status, body["error"]["code"].as_str()), (401, Some("invalid_api_key")));
}

#[tokio::test]
async fn malformed_requests_are_refused_and_take_nothing_from_the_script() {
    let stage = Stage::new().await;
    stage.simulator.llm().script("k", vec![Answer::text("A")]);
    let user = |text: &str| json!({ "role": "user", "content": text });
    let calling = json!({ "role": "assistant", "content": [{ "type": "tool_use", "id": "t1", "name": "search_products", "input": {} }] });
    let result = |id: &str| json!({ "role": "user", "content": [{ "type": "tool_result", "tool_use_id": id, "content": "r" }] });
    let bad = [
        json!([]),
        json!([{ "role": "assistant", "content": "x" }]),
        json!([user("a"), user("b")]),
        json!([user(" ")]),
        json!([user("a"), calling, user("b")]),
        json!([user("a"), calling, result("t2")]),
        json!([user("a"), calling]),
        json!([result("t1")]),
    ];
    for messages in bad {
        let (status, body) = anthropic(&stage, "k", claude(&messages)).await.unwrap();
        assert_eq!(
            (status, body["error"]["type"].as_str()),
            (400, Some("invalid_request_error")),
            "{messages}"
        );
    }
    let called = json!({ "role": "assistant", "content": null, "tool_calls": [{ "id": "c1", "type": "function", "function": { "name": "f", "arguments": "{}" } }] });
    let tool = |id: &str| json!({ "role": "tool", "tool_call_id": id, "content": "r" });
    let bad = [
        json!([]),
        json!([tool("c1")]),
        json!([called, user("a")]),
        json!([called, tool("c2")]),
        json!([{ "role": "user", "content": null }]),
    ];
    for messages in bad {
        let (status, body) = openai(&stage, "k", gpt(&messages)).await.unwrap();
        assert_eq!(
            (status, body["error"]["type"].as_str()),
            (400, Some("invalid_request_error")),
            "{messages}"
        );
    }
    let mut stored = gpt(&json!([user("a")]));
    stored["store"] = json!(true);
    assert_eq!(openai(&stage, "k", stored).await.unwrap().0, 400);
    let unversioned = [("content-type", "application/json"), ("x-api-key", "k")];
    let url = format!("{}/v1/messages", stage.simulator.anthropic_url());
    let refused = stage.post_to(&url, Method::POST, &unversioned, claude(&json!([user("a")]))).await.unwrap();
    assert_eq!(refused.0, 400);
    assert_eq!(stage.simulator.llm().left("k"), 1);
    assert!(stage.simulator.llm().requests("k").iter().all(|request| request.problem.is_some()));
}

#[tokio::test]
async fn an_aborted_request_is_seen_as_such() {
    let stage = Stage::new().await;
    let llm = stage.simulator.llm();
    llm.script(
        "k",
        vec![
            Answer::Slow(SOON, Box::new(Answer::text("late"))),
            Answer::CutShort,
            Answer::Hang(Duration::from_millis(20)),
        ],
    );
    let messages = json!([{ "role": "user", "content": "x" }]);
    let impatient =
        tokio::time::timeout(Duration::from_millis(100), anthropic(&stage, "k", claude(&messages)));
    assert!(impatient.await.is_err());
    let aborted = llm.wait_until("k", |requests| requests[0].outcome == Outcome::Aborted, SOON).await;
    assert_eq!(aborted.unwrap().len(), 1);
    assert!(anthropic(&stage, "k", claude(&messages)).await.is_err());
    assert!(anthropic(&stage, "k", claude(&messages)).await.is_err());
    let outcomes: Vec<_> = llm.requests("k").into_iter().map(|request| request.outcome).collect();
    assert_eq!(outcomes, [Outcome::Aborted, Outcome::Cut, Outcome::Cut]);
    assert!(llm.requests("k").iter().all(|request| !request.headers.contains_key("x-api-key")));
}

#[tokio::test]
async fn pictures_are_checked_on_both_wires() {
    let stage = Stage::new().await;
    stage.simulator.llm().script("k", vec![Answer::text("A"), Answer::text("B")]);
    let data = base64::engine::general_purpose::STANDARD.encode(SAMPLE_PICTURE);
    let block = |kind: &str, data: &str| {
        json!([{ "role": "user", "content": [
        { "type": "image", "source": { "type": "base64", "media_type": kind, "data": data } },
        { "type": "text", "text": "this one?" } ] }])
    };
    let part = |url: &str| {
        json!([{ "role": "user", "content": [
        { "type": "text", "text": "this one?" }, { "type": "image_url", "image_url": { "url": url, "detail": "auto" } } ] }])
    };
    let ask = async |messages: Value| anthropic(&stage, "k", claude(&messages)).await.unwrap().0;
    assert_eq!(ask(block("image/png", &data)).await, 200);
    assert_eq!(ask(block("image/jpeg", &data)).await, 400);
    assert_eq!(ask(block("image/svg+xml", &data)).await, 400);
    assert_eq!(ask(block("image/png", "%%")).await, 400);
    let ask = async |messages: Value| openai(&stage, "k", gpt(&messages)).await.unwrap().0;
    assert_eq!(ask(part(&format!("data:image/png;base64,{data}"))).await, 200);
    assert_eq!(ask(part(&format!("data:image/gif;base64,{data}"))).await, 400);
    assert_eq!(ask(part("https://shop.example/a.png")).await, 400);
    assert_eq!(stage.simulator.llm().left("k"), 0);
}

async fn transcribe(stage: &Stage, key: &str, name: &str, audio: &[u8]) -> std::io::Result<(u16, Value)> {
    let head = format!(
        "--B0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--B0\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: audio/ogg\r\n\r\n"
    );
    let body = [head.as_bytes(), audio, b"\r\n--B0--\r\n"].concat();
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=B0")];
    let url = format!("{}/audio/transcriptions", stage.simulator.openai_url());
    let reply = crate::client::send(Method::POST, &url, &headers, body.into()).await?;
    Ok((reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null)))
}

#[tokio::test]
async fn voice_notes_are_transcribed_by_script() {
    let stage = Stage::new().await;
    let llm = stage.simulator.llm();
    llm.refuse_key("old");
    let script = vec![
        Transcript::Text("oi".to_owned()),
        Transcript::Status { http: 429, retry_after: Some(3) },
        Transcript::Hang(Duration::from_millis(10)),
    ];
    llm.transcripts("k", script);
    let ask = || transcribe(&stage, "k", "voice.ogg", SAMPLE_VOICE);
    let (status, heard) = ask().await.unwrap();
    assert_eq!((status, &heard["text"]), (200, &json!("oi")));
    // Two seconds of sound cost more than the word that was heard.
    assert!(heard["usage"]["input_tokens"].as_u64() > heard["usage"]["output_tokens"].as_u64());
    assert_eq!(transcribe(&stage, "k", "voice.opus", SAMPLE_VOICE).await.unwrap().0, 400);
    assert_eq!(transcribe(&stage, "k", "voice.ogg", b"").await.unwrap().0, 400);
    assert_eq!(ask().await.unwrap().0, 429);
    assert!(ask().await.is_err());
    assert!(ask().await.unwrap().1["text"].is_string());
    assert_eq!(transcribe(&stage, "old", "voice.ogg", SAMPLE_VOICE).await.unwrap().0, 401);
    let seen = llm.wait_for_transcriptions("k", 6, SOON).await.unwrap();
    assert_eq!((seen[0].audio.as_slice(), seen[0].mime_type.as_str()), (SAMPLE_VOICE, "audio/ogg"));
    let outcomes: Vec<_> = seen.iter().map(|request| (request.outcome, request.problem.is_some())).collect();
    let answered = |status: u16, problem: bool| (Outcome::Answered(status), problem);
    let expected = [
        answered(200, false),
        answered(400, true),
        answered(400, true),
        answered(429, false),
        (Outcome::Cut, false),
        answered(200, false),
    ];
    assert_eq!(outcomes, expected);
}
