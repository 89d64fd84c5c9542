//! Both wires, against literal JSON in the form of the providers' public references.

mod anthropic;
mod arbitrary;
mod openai;
mod requests;

use serde_json::{Value, json};

use crate::{
    ChatMessage, ChatRequest, Completion, Endpoint, Image, Secret, Tool, ToolCall, ToolResult, Wire,
};

fn endpoint(wire: Wire, base: &str) -> Endpoint {
    Endpoint { wire, base: base.into(), key: Secret::new("key-1"), model: "model-1".into() }
}

fn tool() -> Tool {
    Tool {
        name: "search_products".into(),
        description: "Finds.".into(),
        parameters: json!({"type": "object"}),
    }
}

fn called(id: &str) -> ChatMessage {
    let call = ToolCall { id: id.into(), name: "search_products".into(), arguments: json!({"query": "mug"}) };
    ChatMessage::Assistant { text: Some("One moment.".into()), calls: vec![call], verbatim: Vec::new() }
}

fn result(id: &str, is_error: bool) -> ChatMessage {
    ChatMessage::ToolResults {
        results: vec![ToolResult { call_id: id.into(), content: "RM 12.00".into(), is_error }],
    }
}

/// The first bytes of a JPEG, which are `/9j/4A==` in base64.
fn picture() -> Image {
    Image::new(b"\xFF\xD8\xFF\xE0").unwrap()
}

fn chat(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { system: "Be kind.".into(), messages, tools: vec![tool()], max_tokens: 512 }
}

fn sent(endpoint: &Endpoint, messages: Vec<ChatMessage>) -> Value {
    let request = crate::request(endpoint, &chat(messages)).unwrap();
    serde_json::from_slice(request.body()).unwrap()
}

fn answer(wire: Wire, body: &Value) -> Completion {
    crate::read(wire, 200, None, body.to_string().as_bytes()).unwrap()
}

fn header<'a>(request: &'a http::Request<Vec<u8>>, name: &str) -> &'a str {
    request.headers().get(name).unwrap().to_str().unwrap()
}
