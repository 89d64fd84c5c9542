//! OpenAI Chat Completions: what a request must look like, and the shapes of the answers.

use http::HeaderMap;
use serde_json::{Value, json};

use super::anthropic::{is_json, list, require};
use super::brain::{Offer, Talk};
use super::serve::Refusal;
use super::{Answer, images};
use crate::ids::token;
use crate::state::text_at;
use crate::webhook::now_seconds;

const ROLES: [&str; 5] = ["system", "developer", "user", "assistant", "tool"];

/// The rules of the wire that a client gets wrong in practice, and one of our own: the Worker promises that
/// providers do not store what customers wrote, so a request without `store: false` is refused here.
pub(super) fn check(headers: &HeaderMap, body: &Value) -> Result<(), Refusal> {
    require(is_json(headers), "The content type must be application/json")?;
    require(body.is_object(), "The body of your request is not valid JSON")?;
    require(
        text_at(body, "/model").is_some_and(|model| !model.is_empty()),
        "you must provide a model parameter",
    )?;
    require(body["store"] == json!(false), "store: the stand-in insists on false")?;
    require(body["stream"] != json!(true), "stream: the stand-in does not stream")?;
    let limits = body.get("max_tokens").is_some() && body.get("max_completion_tokens").is_some();
    require(!limits, "max_tokens and max_completion_tokens cannot both be set")?;
    check_tools(body)?;
    check_messages(list(&body["messages"]))
}

fn check_tools(body: &Value) -> Result<(), Refusal> {
    let empty = body["tools"].as_array().is_some_and(Vec::is_empty);
    require(!empty, "[] is too short - 'tools'")?;
    for (place, tool) in list(&body["tools"]).iter().enumerate() {
        require(tool["type"] == "function", &format!("tools[{place}].type: must be 'function'"))?;
        let name = text_at(tool, "/function/name").unwrap_or_default();
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        require(
            !name.is_empty() && plain && name.len() <= 64,
            &format!("tools[{place}].function.name: invalid"),
        )?;
        let parameters = &tool["function"]["parameters"];
        let object = parameters.is_null() || parameters["type"] == "object";
        require(object, &format!("tools[{place}].function.parameters: schema must have type object"))?;
    }
    Ok(())
}

fn check_messages(messages: &[Value]) -> Result<(), Refusal> {
    require(!messages.is_empty(), "[] is too short - 'messages'")?;
    let mut open: Vec<&str> = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        let role = text_at(message, "/role").unwrap_or_default();
        require(ROLES.contains(&role), &format!("messages[{place}].role: invalid value"))?;
        if role == "tool" {
            let id = text_at(message, "/tool_call_id").unwrap_or_default();
            let known = open.iter().position(|wanted| *wanted == id);
            let orphan = "role 'tool' must be a response to a preceding message with 'tool_calls'";
            let place_open = known.ok_or_else(|| Refusal::bad(format!("messages[{place}]: {orphan}")))?;
            open.remove(place_open);
            continue;
        }
        require(open.is_empty(), &format!("messages[{place}]: tool_call_ids without a response: {open:?}"))?;
        open = check_message(place, role, message)?;
    }
    require(open.is_empty(), &format!("tool_call_ids without a response: {open:?}"))
}

/// The ids of the calls that this message opens.
fn check_message<'a>(place: usize, role: &str, message: &'a Value) -> Result<Vec<&'a str>, Refusal> {
    let calls = list(&message["tool_calls"]);
    let silent = role == "assistant" && !calls.is_empty();
    let content = &message["content"];
    let spoken = content.is_string() || content.as_array().is_some_and(|parts| !parts.is_empty());
    require(spoken || silent, &format!("messages[{place}].content: expected a string, got null"))?;
    for part in list(content) {
        match text_at(part, "/type") {
            Some("text") => {
                require(part["text"].is_string(), &format!("messages[{place}].content: text is required"))?;
            }
            Some("image_url") if role == "user" => images::check_part(place, part)?,
            _ => return Err(Refusal::bad(format!("messages[{place}].content: invalid type of a part"))),
        }
    }
    let mut ids = Vec::new();
    for call in calls {
        let arguments = text_at(call, "/function/arguments");
        let sound = call["type"] == "function" && call["function"]["name"].is_string() && arguments.is_some();
        require(
            sound,
            &format!("messages[{place}].tool_calls: malformed; arguments must be a string of JSON"),
        )?;
        ids.extend(text_at(call, "/id"));
    }
    require(ids.len() == calls.len(), &format!("messages[{place}].tool_calls: id is required"))?;
    Ok(ids)
}

/// What the brain needs of a request.
pub(super) fn talk(body: &Value) -> Talk {
    let mut talk = Talk::default();
    for message in list(&body["messages"]) {
        let words = plain(&message["content"]);
        match text_at(message, "/role") {
            Some("user") => talk.question(&words),
            Some("tool") => talk.result(&words),
            _ => {}
        }
    }
    let tools = list(&body["tools"]).iter().map(|tool| &tool["function"]);
    talk.tools = tools.filter_map(|tool| Offer::read(&tool["name"], &tool["parameters"])).collect();
    talk
}

fn plain(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        parts => list(parts).iter().filter_map(|part| text_at(part, "/text")).collect::<Vec<_>>().join("\n"),
    }
}

/// A 200 body.
pub(super) fn completion(request: &Value, answer: &Answer) -> Value {
    let mut message = json!({ "role": "assistant", "content": null, "refusal": null, "annotations": [] });
    let finish = match answer {
        Answer::ToolCalls(calls) => {
            message["tool_calls"] = calls.iter().map(tool_call).collect();
            "tool_calls"
        }
        Answer::Text(text) => {
            message["content"] = json!(text);
            "stop"
        }
        Answer::Truncated(text) => {
            message["content"] = json!(text);
            "length"
        }
        _ => {
            message["refusal"] = json!("I cannot help with that.");
            "stop"
        }
    };
    let (input, output) = (request.to_string().len() / 4 + 1, message.to_string().len() / 4 + 1);
    json!({
        "id": format!("chatcmpl-{}", token()),
        "object": "chat.completion",
        "created": now_seconds().parse::<u64>().unwrap_or_default(),
        "model": request["model"],
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": finish }],
        "usage": {
            "prompt_tokens": input,
            "completion_tokens": output,
            "total_tokens": input + output,
            "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": 0, "audio_tokens": 0 },
        },
        "service_tier": "default",
        "system_fingerprint": null,
    })
}

fn tool_call((name, arguments): &(String, Value)) -> Value {
    json!({
        "id": format!("call_{}", token()),
        "type": "function",
        "function": { "name": name, "arguments": arguments.to_string() },
    })
}

/// The error envelope.
pub(super) fn error(refusal: &Refusal) -> Value {
    let (kind, code) = match refusal.http {
        400 | 401 | 404 => ("invalid_request_error", refusal.code),
        429 => ("requests", Some("rate_limit_exceeded")),
        503 | 529 => ("service_unavailable_error", None),
        _ => ("server_error", None),
    };
    json!({ "error": { "message": refusal.message, "type": kind, "param": null, "code": code } })
}
