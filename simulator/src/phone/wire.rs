//! The last calls and webhooks, for the page's wire panel.

use std::collections::VecDeque;
use std::time::SystemTime;

use serde::Serialize;
use serde_json::Value;

use crate::fault::CallKind;
use crate::llm::{LlmRequest, Outcome, Wire};
use crate::record::Call;
use crate::state::text_at;
use crate::thread::millis;
use crate::webhook::Parcel;

/// More than a reader scrolls through.
const KEPT: usize = 80;
/// Words are never so long.
const LONG: usize = 400;

#[derive(Default)]
pub(crate) struct WireLog {
    entries: VecDeque<WireEntry>,
    count: u64,
}

#[derive(Clone, Serialize)]
pub(crate) struct WireEntry {
    id: u64,
    at: u64,
    /// `webhook`, `graph` or `llm`.
    kind: &'static str,
    number: Option<String>,
    title: String,
    /// The HTTP status; None: no answer.
    status: Option<u16>,
    request: Value,
    answer: Option<Value>,
}

impl WireLog {
    pub(crate) fn entries(&self) -> impl Iterator<Item = &WireEntry> {
        self.entries.iter().rev()
    }

    pub(crate) fn webhook(&mut self, number: &str, parcel: &Parcel, attempt: u32, status: Option<u16>) {
        let title = event_title(&parcel.body);
        let title = if attempt > 1 { format!("retry {}: {title}", attempt - 1) } else { title };
        self.push("webhook", Some(number), title, status, parcel.body.clone(), None);
    }

    pub(crate) fn graph(&mut self, number: Option<&str>, call: &Call, answer: Option<Value>) {
        self.push("graph", number, call_title(call), call.status, call.body.clone(), answer);
    }

    pub(crate) fn llm(&mut self, request: &LlmRequest) {
        let wire = match request.wire {
            Wire::Anthropic => "Anthropic",
            Wire::OpenAi => "OpenAI",
        };
        let status = match request.outcome {
            Outcome::Answered(status) => Some(status),
            _ => None,
        };
        self.push("llm", None, format!("ask the model ({wire})"), status, without_files(&request.body), None);
    }

    fn push(
        &mut self,
        kind: &'static str,
        number: Option<&str>,
        title: String,
        status: Option<u16>,
        request: Value,
        answer: Option<Value>,
    ) {
        self.count += 1;
        let at = millis(SystemTime::now());
        let number = number.map(str::to_owned);
        self.entries.push_back(WireEntry {
            id: self.count,
            at,
            kind,
            number,
            title,
            status,
            request,
            answer,
        });
        if self.entries.len() > KEPT {
            self.entries.pop_front();
        }
    }
}

/// The base64 of a file is nothing to read.
fn without_files(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_files).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), without_files(value))).collect()
        }
        Value::String(text) if text.len() > LONG && !text.contains([' ', '\n']) => {
            let start: String = text.chars().take(60).collect();
            Value::from(format!("{start}… ({} characters)", text.len()))
        }
        other => other.clone(),
    }
}

/// What a webhook tells, in words.
fn event_title(body: &Value) -> String {
    let entry = &body["entry"][0];
    for (list, note) in [("messaging", ""), ("standby", " (standby)")] {
        if let Some(item) = entry[list].get(0) {
            return format!("{}{note}", item_title(item));
        }
    }
    let change = &entry["changes"][0];
    let value = &change["value"];
    let name = text_at(value, "/contacts/0/profile/name").unwrap_or("a customer");
    if let Some(kind) = text_at(value, "/messages/0/type") {
        return format!("{kind} from {name}");
    }
    if let Some(status) = text_at(value, "/statuses/0/status") {
        return format!("status {status}");
    }
    let field = text_at(change, "/field").or_else(|| text_at(entry, "/field"));
    format!("event {}", field.unwrap_or("unknown"))
}

/// An item of Instagram or Messenger goes by the key that is not about who and when.
fn item_title(item: &Value) -> String {
    let about = ["sender", "recipient", "timestamp"];
    let keys = item.as_object().into_iter().flat_map(serde_json::Map::keys);
    let key = keys.into_iter().find(|key| !about.contains(&key.as_str())).map_or("nothing", String::as_str);
    match key {
        "message" if item["message"]["is_echo"] == true => "echo of a message".to_owned(),
        "message" if item["message"]["is_deleted"] == true => "message taken back".to_owned(),
        "message" => "message from a customer".to_owned(),
        other => other.replace('_', " "),
    }
}

/// What a Graph call asks for, in words; the method and path where it is nothing usual.
fn call_title(call: &Call) -> String {
    match call.kind {
        CallKind::Send => format!("send {}", sent_kind(&call.body)),
        CallKind::Action => text_at(&call.body, "/sender_action").unwrap_or_default().replace('_', " "),
        CallKind::Profile => "ask who a customer is".to_owned(),
        CallKind::Read if call.body.get("typing_indicator").is_some() => "mark as read, typing".to_owned(),
        CallKind::Read => "mark as read".to_owned(),
        CallKind::Upload => "upload a file".to_owned(),
        CallKind::Media if call.method == "GET" => "ask where a file is".to_owned(),
        CallKind::Download => "fetch a file".to_owned(),
        _ => format!("{} {}", call.method, call.path),
    }
}

/// WhatsApp names the type; on the others it is in the attachment.
fn sent_kind(body: &Value) -> &str {
    let quick = || body["message"].get("quick_replies").map(|_| "quick replies");
    let template = || text_at(body, "/message/attachment/payload/template_type");
    let named = text_at(body, "/type").or_else(quick).or_else(template);
    named.or_else(|| text_at(body, "/message/attachment/type")).unwrap_or("text")
}
