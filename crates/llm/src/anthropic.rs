//! The Anthropic Messages API: `POST {base}/v1/messages`.
//!
//! Facts from the API reference: roles alternate and the user begins; results of tools are blocks of a user's message
//! and stand before its text; thinking comes back with a signature and must return unchanged while its calls are
//! open. No sampling parameter is sent: newer models refuse them.

use http::Request;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::chat::{ChatMessage, ChatRequest, Tool, ToolCall, ToolResult};
use crate::completion::{Completion, Stop, Usage};
use crate::endpoint::Endpoint;
use crate::error::{Garbage, LlmError, ProviderError};
use crate::image::Image;

/// The version of the API that the forms in this module belong to.
const VERSION: &str = "2023-06-01";

/// Stands for the customer when the shop wrote first, as the user's role must begin.
const SHOP_BEGAN: &str = "[The shop wrote first.]";

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<Value>,
    messages: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Value>,
}

pub(crate) fn request(endpoint: &Endpoint, chat: &ChatRequest) -> Result<Request<Vec<u8>>, LlmError> {
    let mut key = http::HeaderValue::from_str(endpoint.key.expose()).map_err(|_| LlmError::Key)?;
    key.set_sensitive(true);
    let body = Body {
        model: &endpoint.model,
        max_tokens: chat.max_tokens,
        system: (!chat.system.trim().is_empty()).then(|| system(&chat.system)),
        messages: messages(&chat.messages),
        tools: chat.tools.iter().map(tool).collect(),
    };
    Request::post(endpoint.url("/v1/messages"))
        .header("x-api-key", key)
        .header("anthropic-version", VERSION)
        .header("content-type", "application/json")
        .body(serde_json::to_vec(&body).map_err(|_| LlmError::Encode)?)
        .map_err(|_| LlmError::Address)
}

/// The cache covers everything up to here, and the tools come before the system prompt.
fn system(text: &str) -> Value {
    json!([{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}])
}

fn tool(tool: &Tool) -> Value {
    json!({"name": tool.name, "description": tool.description, "input_schema": tool.parameters})
}

fn messages(conversation: &[ChatMessage]) -> Vec<Value> {
    let mut merged: Vec<(&str, Vec<Value>)> = Vec::new();
    for message in conversation.iter().filter(|message| !message.is_blank()) {
        let (role, blocks) = blocks(message);
        if merged.is_empty() && role == "assistant" {
            merged.push(("user", vec![text(SHOP_BEGAN)]));
        }
        match merged.last_mut() {
            Some((last, content)) if *last == role => content.extend(blocks),
            _ => merged.push((role, blocks)),
        }
    }
    merged.into_iter().map(|(role, content)| json!({"role": role, "content": content})).collect()
}

fn blocks(message: &ChatMessage) -> (&'static str, Vec<Value>) {
    match message {
        ChatMessage::User { text: said, images } => ("user", content(said, images)),
        ChatMessage::Assistant { verbatim, .. } if !verbatim.is_empty() => ("assistant", verbatim.clone()),
        ChatMessage::Assistant { text: said, calls, .. } => {
            let said = said.as_deref().filter(|said| !said.trim().is_empty()).map(text);
            ("assistant", said.into_iter().chain(calls.iter().map(tool_use)).collect())
        }
        ChatMessage::ToolResults { results } => ("user", results.iter().map(tool_result).collect()),
    }
}

/// Images stand before the words about them: the guide says that they are understood best so.
fn content(said: &str, images: &[Image]) -> Vec<Value> {
    let words = (!said.trim().is_empty()).then(|| text(said));
    images.iter().map(image).chain(words).collect()
}

fn image(image: &Image) -> Value {
    let source = json!({"type": "base64", "media_type": image.mime_type(), "data": image.base64()});
    json!({"type": "image", "source": source})
}

fn text(said: &str) -> Value {
    json!({"type": "text", "text": said})
}

fn tool_use(call: &ToolCall) -> Value {
    json!({"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments})
}

fn tool_result(result: &ToolResult) -> Value {
    json!({
        "type": "tool_result",
        "tool_use_id": result.call_id,
        "content": result.content,
        "is_error": result.is_error,
    })
}

#[derive(Deserialize)]
struct Answer {
    content: Vec<Value>,
    stop_reason: Option<String>,
    #[serde(default)]
    model: String,
    #[serde(default)]
    usage: Tokens,
}

/// `input_tokens` counts neither what was read from the cache nor what was written into it.
#[derive(Deserialize, Default)]
struct Tokens {
    #[serde(rename = "input_tokens")]
    fresh: Option<u64>,
    #[serde(rename = "output_tokens")]
    output: Option<u64>,
    #[serde(rename = "cache_read_input_tokens")]
    cached: Option<u64>,
    #[serde(rename = "cache_creation_input_tokens")]
    written: Option<u64>,
}

impl From<Tokens> for Usage {
    fn from(tokens: Tokens) -> Self {
        let cached_tokens = tokens.cached.unwrap_or(0);
        let cache_write_tokens = tokens.written.unwrap_or(0);
        let fresh = tokens.fresh.unwrap_or(0);
        Self {
            input_tokens: fresh.saturating_add(cached_tokens).saturating_add(cache_write_tokens),
            output_tokens: tokens.output.unwrap_or(0),
            cached_tokens,
            cache_write_tokens,
        }
    }
}

pub(crate) fn read(answer: Value) -> Result<Completion, ProviderError> {
    let answer = serde_json::from_value::<Answer>(answer).map_err(|_| Garbage::Shape)?;
    let usage = Usage::from(answer.usage);
    let stop = match answer.stop_reason.as_deref() {
        Some("refusal") => return Err(ProviderError::Refused { usage }),
        Some("end_turn" | "stop_sequence") => Stop::End,
        Some("tool_use") => Stop::ToolUse,
        Some("max_tokens" | "model_context_window_exceeded") => Stop::Length,
        _ => Stop::Other,
    };
    let of_kind = |kind: &'static str| answer.content.iter().filter(move |block| block["type"] == kind);
    let said: Vec<&str> = of_kind("text").filter_map(|block| block["text"].as_str()).collect();
    let calls = of_kind("tool_use").map(call).collect::<Result<Vec<_>, Garbage>>()?;
    let signed = of_kind("thinking").next().or_else(|| of_kind("redacted_thinking").next()).is_some();
    let text = Some(said.concat());
    let verbatim = if signed && !calls.is_empty() { answer.content } else { Vec::new() };
    Ok(Completion { text, calls, usage, stop, model: answer.model, verbatim })
}

fn call(block: &Value) -> Result<ToolCall, Garbage> {
    let field = |name: &str| block[name].as_str().map(str::to_owned).ok_or(Garbage::Shape);
    let arguments = block.get("input").filter(|input| input.is_object()).ok_or(Garbage::Arguments)?;
    Ok(ToolCall { id: field("id")?, name: field("name")?, arguments: arguments.clone() })
}
