//! The `OpenAI` Chat Completions API: `POST {base}/chat/completions`.
//!
//! Other providers and local servers speak it with small differences, so reading is tolerant where the meaning is
//! clear: content as a list of parts, arguments as an object, calls with `finish_reason` `stop`.

use http::Request;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::chat::{ChatMessage, ChatRequest, Tool, ToolCall, ToolResult};
use crate::completion::{Completion, Stop, Usage};
use crate::endpoint::Endpoint;
use crate::error::{Garbage, LlmError, ProviderError};
use crate::image::Image;

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    /// Always false: customers' words are not to be kept by the provider.
    store: bool,
    max_completion_tokens: u32,
    messages: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Value>,
}

pub(crate) fn request(endpoint: &Endpoint, chat: &ChatRequest) -> Result<Request<Vec<u8>>, LlmError> {
    let authorization = endpoint.key.bearer().map_err(|_| LlmError::Key)?;
    let body = Body {
        model: &endpoint.model,
        store: false,
        max_completion_tokens: chat.max_tokens,
        messages: messages(chat),
        tools: chat.tools.iter().map(tool).collect(),
    };
    Request::post(endpoint.url("/chat/completions"))
        .header("authorization", authorization)
        .header("content-type", "application/json")
        .body(serde_json::to_vec(&body).map_err(|_| LlmError::Encode)?)
        .map_err(|_| LlmError::Address)
}

fn tool(tool: &Tool) -> Value {
    let function = json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters});
    json!({"type": "function", "function": function})
}

fn messages(chat: &ChatRequest) -> Vec<Value> {
    let system = (!chat.system.trim().is_empty()).then(|| json!({"role": "system", "content": chat.system}));
    let said = chat.messages.iter().filter(|message| !message.is_blank()).flat_map(message);
    system.into_iter().chain(said).collect()
}

fn message(message: &ChatMessage) -> Vec<Value> {
    match message {
        ChatMessage::User { text, images } => vec![json!({"role": "user", "content": content(text, images)})],
        ChatMessage::Assistant { text, calls, .. } if calls.is_empty() => {
            vec![json!({"role": "assistant", "content": text})]
        }
        ChatMessage::Assistant { text, calls, .. } => {
            let calls: Vec<Value> = calls.iter().map(tool_call).collect();
            vec![json!({"role": "assistant", "content": text, "tool_calls": calls})]
        }
        ChatMessage::ToolResults { results } => results.iter().map(tool_message).collect(),
    }
}

/// Plain text stays a string: not every compatible server reads a list of parts.
fn content(said: &str, images: &[Image]) -> Value {
    if images.is_empty() {
        return Value::from(said);
    }
    let words = (!said.trim().is_empty()).then(|| json!({"type": "text", "text": said}));
    images.iter().map(image).chain(words).collect()
}

fn image(image: &Image) -> Value {
    json!({"type": "image_url", "image_url": {"url": image.data_url(), "detail": "auto"}})
}

fn tool_call(call: &ToolCall) -> Value {
    let function = json!({"name": call.name, "arguments": call.arguments.to_string()});
    json!({"id": call.id, "type": "function", "function": function})
}

/// This wire has no mark for a tool that failed, so the text says it.
fn tool_message(result: &ToolResult) -> Value {
    let content = if result.is_error { format!("Error: {}", result.content) } else { result.content.clone() };
    json!({"role": "tool", "tool_call_id": result.call_id, "content": content})
}

#[derive(Deserialize)]
struct Answer {
    choices: Vec<Choice>,
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    usage: Option<Tokens>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<Value>,
    refusal: Option<String>,
    tool_calls: Option<Vec<Value>>,
}

/// `prompt_tokens` counts the cached ones too.
#[derive(Deserialize, Default)]
struct Tokens {
    #[serde(rename = "prompt_tokens")]
    input: Option<u64>,
    #[serde(rename = "completion_tokens")]
    output: Option<u64>,
    #[serde(rename = "prompt_tokens_details")]
    details: Option<PromptDetails>,
}

#[derive(Deserialize)]
struct PromptDetails {
    cached_tokens: Option<u64>,
}

impl From<Tokens> for Usage {
    fn from(tokens: Tokens) -> Self {
        Self {
            input_tokens: tokens.input.unwrap_or(0),
            output_tokens: tokens.output.unwrap_or(0),
            cached_tokens: tokens.details.and_then(|details| details.cached_tokens).unwrap_or(0),
            // Not reported on this wire, even where it is charged.
            cache_write_tokens: 0,
        }
    }
}

pub(crate) fn read(answer: Value) -> Result<Completion, ProviderError> {
    let answer = serde_json::from_value::<Answer>(answer).map_err(|_| Garbage::Shape)?;
    let usage = answer.usage.map(Usage::from).unwrap_or_default();
    let Choice { message, finish_reason } = answer.choices.into_iter().next().ok_or(Garbage::Empty)?;
    if message.refusal.is_some_and(|refusal| !refusal.is_empty()) {
        return Err(ProviderError::Refused { usage });
    }
    let stop = match finish_reason.as_deref() {
        Some("content_filter") => return Err(ProviderError::Refused { usage }),
        Some("stop") => Stop::End,
        Some("tool_calls") => Stop::ToolUse,
        Some("length") => Stop::Length,
        _ => Stop::Other,
    };
    let text = message.content.as_ref().map(text).transpose()?;
    let calls = message.tool_calls.unwrap_or_default();
    let calls = calls.iter().map(call).collect::<Result<Vec<_>, _>>();
    // A call that was cut off rarely has readable arguments: the length is the reason, not the JSON.
    let calls = if stop == Stop::Length { calls.map_err(|_| Garbage::Truncated)? } else { calls? };
    Ok(Completion { text, calls, usage, stop, model: answer.model.unwrap_or_default(), verbatim: Vec::new() })
}

fn text(content: &Value) -> Result<String, Garbage> {
    match content {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(parts) => Ok(parts.iter().filter_map(|part| part["text"].as_str()).collect()),
        _ => Err(Garbage::Shape),
    }
}

fn call(raw: &Value) -> Result<ToolCall, Garbage> {
    let id = raw["id"].as_str().ok_or(Garbage::Shape)?;
    let function = raw.get("function").ok_or(Garbage::Shape)?;
    let name = function["name"].as_str().ok_or(Garbage::Shape)?;
    let arguments = arguments(&function["arguments"])?;
    Ok(ToolCall { id: id.to_owned(), name: name.to_owned(), arguments })
}

/// Documented as a string of JSON; absent or empty when a tool takes none.
fn arguments(raw: &Value) -> Result<Value, Garbage> {
    let arguments = match raw {
        Value::Null => json!({}),
        Value::String(text) if text.trim().is_empty() => json!({}),
        Value::String(text) => serde_json::from_str(text).map_err(|_| Garbage::Arguments)?,
        other => other.clone(),
    };
    if arguments.is_object() { Ok(arguments) } else { Err(Garbage::Arguments) }
}
