//! A conversation as every provider understands it.
//!
//! All of it serialises: the stage of a turn is kept while its tools run. `Debug` shows lengths and names, never
//! what people wrote.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::LlmError;
use crate::image::{Image, MOST_IMAGES, MOST_IMAGES_BYTES};

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
        /// What. May be empty if there are images.
        text: String,
        /// What came with it, to be looked at together with the text. See [`crate::takes_images`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        images: Vec<Image>,
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
        Self::user_with(text, Vec::new())
    }

    /// The customer's words and what was attached to them.
    pub fn user_with(text: impl Into<String>, images: Vec<Image>) -> Self {
        Self::User { text: text.into(), images }
    }

    /// An answer that was given in an earlier turn.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::Assistant { text: Some(text.into()), calls: Vec::new(), verbatim: Vec::new() }
    }
}

impl ChatRequest {
    /// Refuses what every provider answers with 400, so that it is found here and named.
    pub(crate) fn check(&self) -> Result<(), LlmError> {
        self.check_images()?;
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

impl ChatRequest {
    fn check_images(&self) -> Result<(), LlmError> {
        let images = || self.messages.iter().flat_map(ChatMessage::images);
        let bytes = images().map(Image::len).fold(0_usize, usize::saturating_add);
        let fits = images().count() <= MOST_IMAGES && bytes <= MOST_IMAGES_BYTES;
        if fits { Ok(()) } else { Err(LlmError::Images) }
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
            Self::User { text, images } => images.is_empty() && text.trim().is_empty(),
            Self::Assistant { text, calls, .. } => {
                calls.is_empty() && text.as_deref().is_none_or(|text| text.trim().is_empty())
            }
            Self::ToolResults { results } => results.is_empty(),
        }
    }

    fn images(&self) -> &[Image] {
        if let Self::User { images, .. } = self { images } else { &[] }
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
            Self::User { text, images } => {
                f.debug_struct("User").field("text", &Length(text)).field("images", images).finish()
            }
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
mod tests;
