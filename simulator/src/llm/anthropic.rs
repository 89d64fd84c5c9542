//! Anthropic Messages: what a request must look like, and the shapes of the answers.

use http::HeaderMap;
use serde_json::{Value, json};

use super::brain::{Offer, Talk};
use super::serve::Refusal;
use super::{Answer, images};
use crate::ids::token;
use crate::state::text_at;

/// The rules of the wire that a client gets wrong in practice.
pub(super) fn check(headers: &HeaderMap, body: &Value) -> Result<(), Refusal> {
    let version = headers.get("anthropic-version").and_then(|value| value.to_str().ok());
    require(version == Some("2023-06-01"), "anthropic-version: header is required and must be 2023-06-01")?;
    require(is_json(headers), "content-type: must be application/json")?;
    require(body.is_object(), "The request body is not valid JSON")?;
    require(text_at(body, "/model").is_some_and(|model| !model.is_empty()), "model: Field required")?;
    require(body["max_tokens"].as_u64().is_some_and(|limit| limit > 0), "max_tokens: Field required")?;
    require(body["stream"] != json!(true), "stream: the stand-in does not stream")?;
    check_system(&body["system"])?;
    check_tools(body)?;
    check_messages(body)
}

fn check_system(system: &Value) -> Result<(), Refusal> {
    let blocks = match system {
        Value::Null | Value::String(_) => return Ok(()),
        Value::Array(blocks) => blocks,
        _ => return Err(Refusal::bad("system: Input should be a string or a list of text blocks")),
    };
    for block in blocks {
        require(block["type"] == "text", "system: only text blocks are allowed")?;
        require(
            text_at(block, "/text").is_some_and(|text| !text.is_empty()),
            "system: text must be non-empty",
        )?;
    }
    Ok(())
}

fn check_tools(body: &Value) -> Result<(), Refusal> {
    for (place, tool) in list(&body["tools"]).iter().enumerate() {
        let name = text_at(tool, "/name").unwrap_or_default();
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        require(!name.is_empty() && plain && name.len() <= 128, &format!("tools.{place}.name: invalid"))?;
        let schema = text_at(tool, "/input_schema/type") == Some("object");
        require(schema, &format!("tools.{place}.input_schema.type: must be object"))?;
    }
    Ok(())
}

fn check_messages(body: &Value) -> Result<(), Refusal> {
    let messages = list(&body["messages"]);
    require(!messages.is_empty(), "messages: at least one message is required")?;
    let mut open: Vec<&str> = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        let expected = if place % 2 == 0 { "user" } else { "assistant" };
        require(
            message["role"] == expected,
            &format!("messages.{place}: roles must start with user and alternate between user and assistant"),
        )?;
        check_content(place, expected, &message["content"])?;
        open = match_tools(place, message, &open)?;
    }
    require(open.is_empty(), "messages: tool_use ids were found without tool_result blocks at the end")?;
    let uses =
        messages.iter().any(|message| list(&message["content"]).iter().any(|b| b["type"] == "tool_use"));
    require(!uses || !list(&body["tools"]).is_empty(), "tools: required when messages hold tool_use blocks")
}

fn check_content(place: usize, role: &str, content: &Value) -> Result<(), Refusal> {
    if let Some(text) = content.as_str() {
        return require(!text.trim().is_empty(), &format!("messages.{place}: content must be non-empty"));
    }
    let blocks = list(content);
    require(!blocks.is_empty(), &format!("messages.{place}: content must be non-empty"))?;
    for block in blocks {
        if block["type"] == "image" {
            require(role == "user", &format!("messages.{place}: only the user shows images"))?;
            images::check_block(place, block)?;
            continue;
        }
        let sound = match text_at(block, "/type") {
            Some("text") => text_at(block, "/text").is_some_and(|text| !text.trim().is_empty()),
            Some("tool_use") => {
                block["id"].is_string() && block["name"].is_string() && block["input"].is_object()
            }
            Some("tool_result") => block["tool_use_id"].is_string(),
            _ => false,
        };
        require(sound, &format!("messages.{place}.content: a block is malformed or its text is empty"))?;
    }
    Ok(())
}

/// Each `tool_use` is answered in the next message, first thing, and nothing else is.
fn match_tools<'a>(place: usize, message: &'a Value, open: &[&str]) -> Result<Vec<&'a str>, Refusal> {
    let blocks = list(&message["content"]);
    let results: Vec<&str> = ids(blocks, "tool_result", "/tool_use_id");
    for id in open {
        let answered = results.contains(id);
        require(answered, &format!("messages.{place}: tool_use id {id} has no tool_result right after it"))?;
    }
    for id in &results {
        require(
            open.contains(id),
            &format!("messages.{place}: tool_result for unexpected tool_use_id {id}"),
        )?;
    }
    let leading = blocks.iter().take_while(|block| block["type"] == "tool_result").count();
    require(leading == results.len(), &format!("messages.{place}: tool_result blocks must come first"))?;
    Ok(ids(blocks, "tool_use", "/id"))
}

fn ids<'a>(blocks: &'a [Value], kind: &str, pointer: &str) -> Vec<&'a str> {
    blocks.iter().filter(|block| block["type"] == kind).filter_map(|block| text_at(block, pointer)).collect()
}

/// What the brain needs of a request.
pub(super) fn talk(body: &Value) -> Talk {
    let mut talk = Talk::default();
    for message in list(&body["messages"]) {
        let blocks = list(&message["content"]);
        for result in blocks.iter().filter(|block| block["type"] == "tool_result") {
            talk.result(&plain(&result["content"]));
        }
        let words = plain(&message["content"]);
        if message["role"] == "user" && !words.is_empty() {
            talk.question(&words);
        }
    }
    let tools = list(&body["tools"]).iter();
    talk.tools = tools.filter_map(|tool| Offer::read(&tool["name"], &tool["input_schema"])).collect();
    talk
}

/// The text of a string or of text blocks.
fn plain(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        blocks => {
            list(blocks).iter().filter_map(|block| text_at(block, "/text")).collect::<Vec<_>>().join("\n")
        }
    }
}

/// A 200 body.
pub(super) fn completion(request: &Value, answer: &Answer) -> Value {
    let (content, stop) = match answer {
        Answer::ToolCalls(calls) => (calls.iter().map(tool_use).collect(), "tool_use"),
        Answer::Truncated(text) => (vec![json!({ "type": "text", "text": text })], "max_tokens"),
        Answer::Text(text) => (vec![json!({ "type": "text", "text": text })], "end_turn"),
        _ => (Vec::new(), "refusal"),
    };
    let output = json!(content).to_string().len() / 4 + 1;
    json!({
        "id": format!("msg_{}", token()),
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": content,
        "stop_reason": stop,
        "stop_sequence": null,
        "usage": {
            "input_tokens": request.to_string().len() / 4 + 1,
            "output_tokens": output,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "service_tier": "standard",
        },
    })
}

fn tool_use((name, input): &(String, Value)) -> Value {
    json!({ "type": "tool_use", "id": format!("toolu_{}", token()), "name": name, "input": input })
}

/// The error envelope.
pub(super) fn error(refusal: &Refusal) -> Value {
    let kind = refusal.code.unwrap_or(match refusal.http {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        _ => "api_error",
    });
    json!({
        "type": "error",
        "error": { "type": kind, "message": refusal.message },
        "request_id": format!("req_{}", token()),
    })
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/json")
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn require(sound: bool, message: &str) -> Result<(), Refusal> {
    if sound { Ok(()) } else { Err(Refusal::bad(message)) }
}
