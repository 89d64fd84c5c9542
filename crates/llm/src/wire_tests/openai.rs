use serde_json::json;

use super::*;
use crate::{Garbage, ProviderError, Stop, Usage};

fn here() -> Endpoint {
    endpoint(Wire::OpenAi, "https://api.openai.com/v1")
}

fn body(message: &Value, finish_reason: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_760_000_000, "model": "gpt-5-mini-2025-08-07",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason}],
        "usage": {"prompt_tokens": 50, "completion_tokens": 7, "total_tokens": 57,
                  "prompt_tokens_details": {"cached_tokens": 40, "audio_tokens": 0}},
    })
}

fn read(message: &Value, finish_reason: &str) -> Result<Completion, ProviderError> {
    crate::read(Wire::OpenAi, 200, None, body(message, finish_reason).to_string().as_bytes())
}

fn calling(arguments: &Value) -> Value {
    let function = json!({"name": "search_products", "arguments": arguments});
    json!({"role": "assistant", "content": null, "refusal": null,
           "tool_calls": [{"id": "call_1", "type": "function", "function": function}]})
}

#[test]
fn a_request_as_the_reference_has_it() {
    let request = crate::request(&here(), &chat(vec![ChatMessage::user("Any mugs?")])).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://api.openai.com/v1/chat/completions");
    assert_eq!(header(&request, "authorization"), "Bearer key-1");
    assert!(!format!("{request:?}").contains("key-1"));
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let function =
        json!({"name": "search_products", "description": "Finds.", "parameters": {"type": "object"}});
    let expected = json!({
        "model": "model-1",
        "store": false,
        "max_completion_tokens": 512,
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Any mugs?"}],
        "tools": [{"type": "function", "function": function}],
    });
    assert_eq!(body, expected);
}

#[test]
fn a_round_of_tools() {
    let body = sent(&here(), vec![ChatMessage::user("mug?"), called("call_1"), result("call_1", true)]);
    let function = json!({"name": "search_products", "arguments": "{\"query\":\"mug\"}"});
    let expected = json!([
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "mug?"},
        {"role": "assistant", "content": "One moment.",
         "tool_calls": [{"id": "call_1", "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Error: RM 12.00"},
    ]);
    assert_eq!(body["messages"], expected);
}

#[test]
fn images_are_data_urls() {
    let body = sent(&here(), vec![ChatMessage::user_with("[image] this one?", vec![picture()])]);
    let image = json!({"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/4A==", "detail": "auto"}});
    let expected = json!({"role": "user", "content": [image, {"type": "text", "text": "[image] this one?"}]});
    assert_eq!(body["messages"][1], expected);
    let alone = sent(&here(), vec![ChatMessage::user_with("", vec![picture()])]);
    assert_eq!(alone["messages"][1]["content"], json!([image]));
}

#[test]
fn an_answer_in_words() {
    let completion =
        read(&json!({"role": "assistant", "content": " Yes. ", "refusal": null}), "stop").unwrap();
    assert_eq!(completion.text.as_deref(), Some("Yes."));
    assert_eq!(completion.stop, Stop::End);
    assert_eq!(completion.model, "gpt-5-mini-2025-08-07");
    let usage = Usage { input_tokens: 50, output_tokens: 7, cached_tokens: 40, cache_write_tokens: 0 };
    assert_eq!(completion.usage, usage);
}

#[test]
fn a_call_survives_the_way_there_and_back() {
    let completion = read(&calling(&json!("{\"query\": \"caf\\u00e9\"}")), "tool_calls").unwrap();
    assert_eq!((completion.text.as_deref(), completion.stop), (None, Stop::ToolUse));
    assert_eq!(completion.calls[0].arguments, json!({"query": "café"}));
    let body =
        sent(&here(), vec![ChatMessage::user("café?"), completion.into_message(), result("call_1", false)]);
    let again = &body["messages"][2]["tool_calls"][0];
    assert_eq!(again["id"], "call_1");
    let arguments: Value = serde_json::from_str(again["function"]["arguments"].as_str().unwrap()).unwrap();
    assert_eq!(arguments, json!({"query": "café"}));
}

#[test]
fn small_differences_of_other_servers() {
    let parts = json!({"role": "assistant", "content": [{"type": "text", "text": "Y"}, {"type": "text", "text": "es"}]});
    assert_eq!(read(&parts, "stop").unwrap().text.as_deref(), Some("Yes"));
    for arguments in [json!({}), json!(""), json!(null)] {
        let completion = read(&calling(&arguments), "stop").unwrap();
        assert_eq!((completion.stop, &completion.calls[0].arguments), (Stop::ToolUse, &json!({})));
    }
    let bare = json!({"choices": [{"message": {"content": "Yes"}}]});
    assert_eq!(answer(Wire::OpenAi, &bare).usage, Usage::default());
}

#[test]
fn what_is_no_answer() {
    let refused =
        |error: ProviderError| matches!(error, ProviderError::Refused { usage } if usage.output_tokens == 7);
    assert!(refused(read(&json!({"content": null, "refusal": "I can't."}), "stop").unwrap_err()));
    assert!(refused(read(&json!({"content": "Well"}), "content_filter").unwrap_err()));
    assert_eq!(read(&json!({"content": ""}), "stop"), Err(Garbage::Empty.into()));
    assert_eq!(read(&json!({"content": null}), "length"), Err(Garbage::Empty.into()));
    assert_eq!(read(&json!({"content": 5}), "stop"), Err(Garbage::Shape.into()));
    for arguments in [json!("{\"query\":"), json!("[]"), json!("mug"), json!(7)] {
        assert_eq!(read(&calling(&arguments), "tool_calls"), Err(Garbage::Arguments.into()), "{arguments}");
        assert_eq!(read(&calling(&arguments), "length"), Err(Garbage::Truncated.into()), "{arguments}");
    }
    let none = json!({"choices": []});
    assert_eq!(crate::read(Wire::OpenAi, 200, None, none.to_string().as_bytes()), Err(Garbage::Empty.into()));
}

#[test]
fn an_error_says_nothing_of_the_body() {
    let body = json!({"error": {"message": "bad: 'my phone is 555'", "type": "invalid_request_error", "code": null}});
    let error = crate::read(Wire::OpenAi, 400, None, body.to_string().as_bytes()).unwrap_err();
    assert_eq!(error, ProviderError::BadRequest { status: 400 });
    assert!(!format!("{error} {error:?}").contains("555") && !error.retryable());
}
