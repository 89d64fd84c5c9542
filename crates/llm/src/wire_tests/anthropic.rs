use serde_json::json;

use super::*;
use crate::{Garbage, LlmError, ProviderError, Stop, Usage};

fn here() -> Endpoint {
    endpoint(Wire::Anthropic, "https://api.anthropic.com/")
}

#[test]
fn a_request_as_the_reference_has_it() {
    let request = crate::request(&here(), &chat(vec![ChatMessage::user("Any mugs?")])).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://api.anthropic.com/v1/messages");
    assert_eq!(header(&request, "x-api-key"), "key-1");
    assert_eq!(header(&request, "anthropic-version"), "2023-06-01");
    assert_eq!(header(&request, "content-type"), "application/json");
    assert!(!format!("{request:?}").contains("key-1"), "the key is marked as sensitive");
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let expected = json!({
        "model": "model-1",
        "max_tokens": 512,
        "system": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Any mugs?"}]}],
        "tools": [{"name": "search_products", "description": "Finds.", "input_schema": {"type": "object"}}],
    });
    assert_eq!(body, expected);
}

#[test]
fn roles_alternate_and_the_user_begins() {
    let body = sent(
        &here(),
        vec![
            ChatMessage::assistant("Your parcel left."),
            ChatMessage::user("thanks"),
            ChatMessage::user("any mugs?"),
            called("toolu_1"),
            result("toolu_1", true),
            ChatMessage::user("hello?"),
        ],
    );
    let expected = json!([
        {"role": "user", "content": [{"type": "text", "text": "[The shop wrote first.]"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Your parcel left."}]},
        {"role": "user", "content": [{"type": "text", "text": "thanks"}, {"type": "text", "text": "any mugs?"}]},
        {"role": "assistant", "content": [
            {"type": "text", "text": "One moment."},
            {"type": "tool_use", "id": "toolu_1", "name": "search_products", "input": {"query": "mug"}},
        ]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "toolu_1", "content": "RM 12.00", "is_error": true},
            {"type": "text", "text": "hello?"},
        ]},
    ]);
    assert_eq!(body["messages"], expected);
}

#[test]
fn images_stand_before_the_words_about_them() {
    let seen = vec![
        ChatMessage::user("hi"),
        ChatMessage::user_with("[image] this one?", vec![picture(), picture()]),
    ];
    let image = json!({"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "/9j/4A=="}});
    let expected = json!([{"role": "user", "content": [
        {"type": "text", "text": "hi"}, image, image, {"type": "text", "text": "[image] this one?"},
    ]}]);
    assert_eq!(sent(&here(), seen)["messages"], expected);
    let alone = sent(&here(), vec![ChatMessage::user_with(" ", vec![picture()])]);
    assert_eq!(alone["messages"], json!([{"role": "user", "content": [image]}]));
}

#[test]
fn an_answer_in_words() {
    let completion = answer(
        Wire::Anthropic,
        &json!({
            "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-5-5",
            "content": [{"type": "text", "text": "Yes: "}, {"type": "text", "text": "RM 12.00.\n"}],
            "stop_reason": "end_turn", "stop_sequence": null,
            "usage": {"input_tokens": 20, "cache_creation_input_tokens": 300, "cache_read_input_tokens": 1000,
                      "output_tokens": 9},
        }),
    );
    assert_eq!(completion.text.as_deref(), Some("Yes: RM 12.00."));
    assert_eq!((completion.stop, completion.calls.len()), (Stop::End, 0));
    assert_eq!(completion.model, "claude-haiku-5-5");
    let usage = Usage { input_tokens: 1320, output_tokens: 9, cached_tokens: 1000, cache_write_tokens: 300 };
    assert_eq!(completion.usage, usage);
}

#[test]
fn signed_thinking_returns_unchanged_with_its_call() {
    let content = json!([
        {"type": "thinking", "thinking": "", "signature": "c2ln"},
        {"type": "text", "text": "Let me look."},
        {"type": "tool_use", "id": "toolu_9", "name": "search_products", "input": {"query": "mug"}},
    ]);
    let body = json!({"type": "message", "role": "assistant", "model": "m", "content": content,
                      "stop_reason": "tool_use", "usage": {"input_tokens": 1, "output_tokens": 1}});
    let completion = answer(Wire::Anthropic, &body);
    assert_eq!(completion.stop, Stop::ToolUse);
    assert_eq!(completion.calls[0].arguments, json!({"query": "mug"}));
    let next = vec![ChatMessage::user("mug?"), completion.into_message(), result("toolu_9", false)];
    assert_eq!(sent(&here(), next.clone())["messages"][1]["content"], content);
    // Another provider takes over in the middle of the turn: it gets the words and the call, not the thinking.
    let other = sent(&endpoint(Wire::OpenAi, "https://llm.example/v1"), next);
    assert_eq!(other["messages"][2]["tool_calls"][0]["id"], "toolu_9");
    assert!(!other.to_string().contains("c2ln"));
}

#[test]
fn what_is_no_answer() {
    let read = |content: Value, stop: &str| {
        let usage = json!({"input_tokens": 3, "output_tokens": 2});
        let body = json!({"type": "message", "content": content, "stop_reason": stop, "usage": usage});
        crate::read(Wire::Anthropic, 200, None, body.to_string().as_bytes())
    };
    let usage = Usage { input_tokens: 3, output_tokens: 2, ..Usage::default() };
    let half = json!([{"type": "text", "text": "I can"}]);
    assert_eq!(read(half.clone(), "refusal"), Err(ProviderError::Refused { usage }));
    assert_eq!(read(half, "max_tokens").unwrap().stop, Stop::Length);
    assert_eq!(read(json!([]), "end_turn"), Err(Garbage::Empty.into()));
    assert_eq!(read(json!([{"type": "text", "text": " \n"}]), "end_turn"), Err(Garbage::Empty.into()));
    let call = |input: Value| json!([{"type": "tool_use", "id": "t", "name": "n", "input": input}]);
    assert_eq!(read(call(json!("mug")), "tool_use"), Err(Garbage::Arguments.into()));
    assert_eq!(read(call(json!({})), "max_tokens"), Err(Garbage::Truncated.into()));
    let nameless = json!([{"type": "tool_use", "id": "t", "input": {}}]);
    assert_eq!(read(nameless, "tool_use"), Err(Garbage::Shape.into()));
    let twice = json!([{"type": "tool_use", "id": "t", "name": "n", "input": {}},
                       {"type": "tool_use", "id": "t", "name": "n", "input": {}}]);
    assert_eq!(read(twice, "tool_use"), Err(Garbage::Shape.into()));
    assert_eq!(crate::read(Wire::Anthropic, 200, None, b"<html>"), Err(Garbage::NotJson.into()));
    assert_eq!(crate::read(Wire::Anthropic, 200, None, b"{}"), Err(Garbage::Shape.into()));
}

#[test]
fn a_body_that_is_not_json_does_not_hide_the_status() {
    let read = |status| crate::read(Wire::Anthropic, status, Some("3"), b"<html>busy</html>").unwrap_err();
    assert_eq!(read(529).reason(), "provider_overloaded");
    assert_eq!(read(529).retry_after(), Some(std::time::Duration::from_secs(3)));
    assert_eq!(read(502), ProviderError::Server { status: 502 });
    assert_eq!(read(401), ProviderError::Auth);
}

#[test]
fn what_cannot_be_sent_is_named() {
    let hello = || chat(vec![ChatMessage::user("hi")]);
    let key = Endpoint { key: Secret::new("a\nb"), ..here() };
    assert_eq!(crate::request(&key, &hello()).unwrap_err(), LlmError::Key);
    let address = Endpoint { base: "http://a b".into(), ..here() };
    assert_eq!(crate::request(&address, &hello()).unwrap_err(), LlmError::Address);
}
