//! Whatever a conversation holds, what is written is in the form that each wire demands.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Wire, endpoint, picture};
use crate::{ChatMessage, ChatRequest, ToolCall, ToolResult};

/// One step: what anybody may say, or a round of tools.
#[derive(Debug, Clone)]
enum Step {
    Customer { text: String, images: usize },
    Answer { text: Option<String> },
    Tools { text: Option<String>, failed: Vec<bool>, is_signed: bool },
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just(" \n".to_owned()), ".{1,12}"]
}

fn step() -> impl Strategy<Value = Step> {
    let maybe = || prop::option::of(words());
    let tools = (maybe(), prop::collection::vec(any::<bool>(), 1..4), any::<bool>());
    prop_oneof![
        4 => (words(), 0_usize..2).prop_map(|(text, images)| Step::Customer { text, images }),
        2 => maybe().prop_map(|text| Step::Answer { text }),
        2 => tools.prop_map(|(text, failed, is_signed)| Step::Tools { text, failed, is_signed }),
    ]
}

/// The results come in the other order than the calls.
fn round(number: usize, text: Option<String>, failed: &[bool], is_signed: bool) -> [ChatMessage; 2] {
    let id = |call: usize| format!("call_{number}_{call}");
    let calls: Vec<ToolCall> = (0..failed.len())
        .map(|call| ToolCall {
            id: id(call),
            name: "search_products".into(),
            arguments: json!({"query": "m"}),
        })
        .collect();
    let used = calls
        .iter()
        .map(|call| json!({"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments}));
    let signed = [json!({"type": "thinking", "thinking": "", "signature": "c2ln"})];
    let verbatim = if is_signed { signed.into_iter().chain(used).collect() } else { Vec::new() };
    let result = |(call, is_error): (usize, &bool)| ToolResult {
        call_id: id(call),
        content: "RM 12.00".into(),
        is_error: *is_error,
    };
    let results = failed.iter().enumerate().rev().map(result).collect();
    [ChatMessage::Assistant { text, calls, verbatim }, ChatMessage::ToolResults { results }]
}

fn messages(steps: Vec<Step>) -> Vec<ChatMessage> {
    let written = steps.into_iter().enumerate().flat_map(|(number, step)| match step {
        Step::Customer { text, images } => vec![ChatMessage::user_with(text, vec![picture(); images])],
        Step::Answer { text } => {
            vec![ChatMessage::Assistant { text, calls: Vec::new(), verbatim: Vec::new() }]
        }
        Step::Tools { text, failed, is_signed } => round(number, text, &failed, is_signed).into(),
    });
    written.chain([ChatMessage::user("and now?")]).collect()
}

fn written(wire: Wire, messages: &[ChatMessage]) -> Vec<Value> {
    let chat =
        ChatRequest { system: String::new(), messages: messages.to_vec(), tools: Vec::new(), max_tokens: 1 };
    let request = crate::request(&endpoint(wire, "https://llm.example/v1"), &chat).unwrap();
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    body["messages"].as_array().unwrap().clone()
}

fn ids(blocks: &Value, kind: &str, id: &str) -> Vec<String> {
    let of_kind = blocks.as_array().unwrap().iter().filter(|block| block["type"] == kind);
    let mut ids: Vec<String> = of_kind.map(|block| block[id].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn check_anthropic(messages: &[Value]) -> Result<(), TestCaseError> {
    let mut open = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let expected = if index % 2 == 0 { "user" } else { "assistant" };
        prop_assert_eq!(&message["role"], expected);
        let blocks = message["content"].as_array().unwrap();
        prop_assert!(!blocks.is_empty());
        for block in blocks.iter().filter(|block| block["type"] == "text") {
            prop_assert!(is_text(&block["text"]));
        }
        prop_assert_eq!(ids(&message["content"], "tool_result", "tool_use_id"), open);
        let results = blocks.iter().take_while(|block| block["type"] == "tool_result").count();
        let all = blocks.iter().filter(|block| block["type"] == "tool_result").count();
        prop_assert_eq!(results, all, "results stand before the rest");
        open = ids(&message["content"], "tool_use", "id");
    }
    prop_assert_eq!(messages.len() % 2, 1, "the user ends");
    Ok(())
}

fn is_said(content: &Value) -> bool {
    let is_part = |part: &Value| match part["type"].as_str() {
        Some("text") => is_text(&part["text"]),
        Some("image_url") => {
            part["image_url"]["url"].as_str().is_some_and(|url| url.starts_with("data:image/"))
        }
        _ => false,
    };
    let parts = content.as_array();
    is_text(content) || parts.is_some_and(|parts| !parts.is_empty() && parts.iter().all(is_part))
}

fn check_openai(messages: &[Value]) -> Result<(), TestCaseError> {
    let mut open: Vec<&Value> = Vec::new();
    for message in messages {
        if message["role"] == "tool" {
            let id = &message["tool_call_id"];
            prop_assert!(open.contains(&id), "a result of an open call");
            open.retain(|call| *call != id);
            continue;
        }
        prop_assert!(open.is_empty(), "every call has its result before anybody speaks");
        let calls = message["tool_calls"].as_array();
        open = calls.into_iter().flatten().map(|call| &call["id"]).collect();
        prop_assert!(message["role"] == "user" || message["role"] == "assistant");
        prop_assert!(is_said(&message["content"]) || !open.is_empty());
    }
    prop_assert_eq!(&messages.last().unwrap()["role"], "user");
    Ok(())
}

proptest! {
    #[test]
    fn every_conversation_is_in_form(steps in prop::collection::vec(step(), 0..9)) {
        let mut messages = messages(steps);
        let mut left = crate::MOST_IMAGES;
        for message in messages.iter_mut().rev() {
            if let ChatMessage::User { images, .. } = message {
                images.truncate(left);
                left = left.saturating_sub(images.len());
            }
        }
        check_anthropic(&written(Wire::Anthropic, &messages))?;
        check_openai(&written(Wire::OpenAi, &messages))?;
    }
}
