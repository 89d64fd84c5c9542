//! A conversation as every provider understands it.
//!
//! All of it serialises: the stage of a turn is kept while its tools run. `Debug` shows lengths and names, never
//! what people wrote.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::LlmError;

/// What a model is asked.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// Who the model is and what its limits are; see [`crate::prompt::system`].
    pub system: String,
    /// The conversation, oldest first. It ends with the customer's words or with results of tools.
    pub messages: Vec<ChatMessage>,
    /// What the model may call.
    pub tools: Vec<Tool>,
    /// The most tokens that may be produced. Models that think spend them on thinking as well.
    pub max_tokens: u32,
}

/// One step of a conversation.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum ChatMessage {
    /// The customer wrote.
    User {
        /// What.
        text: String,
    },
    /// The model, or a member of staff before it, answered.
    Assistant {
        /// What was said, if anything.
        text: Option<String>,
        /// What was called; the results must come next.
        #[serde(default)]
        calls: Vec<ToolCall>,
        /// The answer in the provider's own form, when the provider wants it back unchanged: Anthropic signs its
        /// thinking, and the calls that follow from it. Take it from [`crate::Completion::into_message`]; leave it empty
        /// for earlier turns. Other providers never see it.
        #[serde(default)]
        verbatim: Vec<Value>,
    },
    /// What the called tools gave, one result for each call.
    ToolResults {
        /// In any order.
        results: Vec<ToolResult>,
    },
}

/// Something the model may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// ASCII letters, digits, `_` and `-`; at most 64.
    pub name: String,
    /// When and why to call it, for the model.
    pub description: String,
    /// The JSON schema of its arguments; an object.
    pub parameters: Value,
}

/// The model wants a tool to run.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The provider's id of this call; unique within the answer.
    pub id: String,
    /// The tool's name, as the model wrote it: it may not exist.
    pub name: String,
    /// A JSON object, as the model wrote it: it may not fit the schema.
    pub arguments: Value,
}

/// What a tool gave.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    /// The id of the call.
    pub call_id: String,
    /// Text for the model.
    pub content: String,
    /// Whether the tool failed, and the text says why.
    pub is_error: bool,
}

impl ChatMessage {
    /// The customer's words.
    pub fn user(text: impl Into<String>) -> Self {
        Self::User { text: text.into() }
    }

    /// An answer that was given in an earlier turn.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::Assistant { text: Some(text.into()), calls: Vec::new(), verbatim: Vec::new() }
    }
}

impl ChatRequest {
    /// Refuses what every provider answers with 400, so that it is found here and named.
    pub(crate) fn check(&self) -> Result<(), LlmError> {
        let mut open: Vec<&str> = Vec::new();
        for message in &self.messages {
            open = match message {
                ChatMessage::ToolResults { results } => answered(&open, results)?,
                _ if !open.is_empty() => return Err(LlmError::ResultMissing),
                ChatMessage::Assistant { calls, .. } => calls.iter().map(|call| call.id.as_str()).collect(),
                ChatMessage::User { .. } => Vec::new(),
            };
        }
        match self.messages.iter().rev().find(|message| !message.is_blank()) {
            Some(ChatMessage::User { .. } | ChatMessage::ToolResults { .. }) => Ok(()),
            Some(ChatMessage::Assistant { .. }) | None => Err(LlmError::NothingToAnswer),
        }
    }
}

fn answered<'a>(open: &[&str], results: &[ToolResult]) -> Result<Vec<&'a str>, LlmError> {
    let known = results.iter().all(|result| open.contains(&result.call_id.as_str()));
    if open.is_empty() || !known || results.len() > open.len() {
        return Err(LlmError::ResultWithoutCall);
    }
    let complete = open.iter().all(|id| results.iter().any(|result| result.call_id == *id));
    if complete { Ok(Vec::new()) } else { Err(LlmError::ResultMissing) }
}

impl ChatMessage {
    /// Whether it says nothing. Anthropic refuses empty text, so such messages are not sent.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::User { text } => text.trim().is_empty(),
            Self::Assistant { text, calls, .. } => {
                calls.is_empty() && text.as_deref().is_none_or(|text| text.trim().is_empty())
            }
            Self::ToolResults { results } => results.is_empty(),
        }
    }
}

impl fmt::Debug for ChatRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatRequest")
            .field("system", &Length(&self.system))
            .field("messages", &self.messages)
            .field("tools", &self.tools.len())
            .field("max_tokens", &self.max_tokens)
            .finish()
    }
}

impl fmt::Debug for ChatMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User { text } => f.debug_tuple("User").field(&Length(text)).finish(),
            Self::Assistant { text, calls, .. } => {
                f.debug_tuple("Assistant").field(&text.as_deref().map(Length)).field(calls).finish()
            }
            Self::ToolResults { results } => f.debug_tuple("ToolResults").field(results).finish(),
        }
    }
}

impl fmt::Debug for ToolCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolCall").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for ToolResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolResult")
            .field("call_id", &self.call_id)
            .field("content", &Length(&self.content))
            .field("is_error", &self.is_error)
            .finish()
    }
}

/// Shows how long a text is, and nothing of it.
pub(crate) struct Length<'a>(pub(crate) &'a str);

impl fmt::Debug for Length<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chat(messages: Vec<ChatMessage>) -> ChatRequest {
        ChatRequest { system: "s".into(), messages, tools: Vec::new(), max_tokens: 100 }
    }

    fn calls(ids: &[&str]) -> ChatMessage {
        let call = |id: &&str| ToolCall { id: (*id).into(), name: "t".into(), arguments: json!({}) };
        ChatMessage::Assistant { text: None, calls: ids.iter().map(call).collect(), verbatim: Vec::new() }
    }

    fn results(ids: &[&str]) -> ChatMessage {
        let result = |id: &&str| ToolResult { call_id: (*id).into(), content: "r".into(), is_error: false };
        ChatMessage::ToolResults { results: ids.iter().map(result).collect() }
    }

    #[test]
    fn every_call_has_its_result() {
        let user = || ChatMessage::user("hi");
        let check = |messages| chat(messages).check();
        assert_eq!(check(vec![user(), calls(&["a", "b"]), results(&["b", "a"])]), Ok(()));
        assert_eq!(check(vec![user(), calls(&["a", "b"]), results(&["a"])]), Err(LlmError::ResultMissing));
        assert_eq!(check(vec![user(), calls(&["a"]), user()]), Err(LlmError::ResultMissing));
        assert_eq!(check(vec![user(), results(&["a"])]), Err(LlmError::ResultWithoutCall));
        assert_eq!(check(vec![user(), calls(&["a"]), results(&["z"])]), Err(LlmError::ResultWithoutCall));
    }

    #[test]
    fn there_is_something_to_answer() {
        assert_eq!(chat(Vec::new()).check(), Err(LlmError::NothingToAnswer));
        assert_eq!(chat(vec![ChatMessage::user("  ")]).check(), Err(LlmError::NothingToAnswer));
        let told = vec![ChatMessage::user("hi"), ChatMessage::assistant("hello")];
        assert_eq!(chat(told).check(), Err(LlmError::NothingToAnswer));
    }

    #[test]
    fn debug_is_safe_to_log() {
        let request = chat(vec![ChatMessage::user("my number is 555"), ChatMessage::assistant("noted 555")]);
        assert!(!format!("{request:?}").contains("555"));
    }

    #[test]
    fn a_stage_survives_storage() {
        let request = chat(vec![ChatMessage::user("hi"), calls(&["a"]), results(&["a"])]);
        let stored = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<ChatRequest>(&stored).unwrap(), request);
    }
}
