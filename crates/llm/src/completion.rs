//! What a provider answered.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::chat::{ChatMessage, Length, ToolCall};
use crate::error::{Garbage, ProviderError};

/// A usable answer: it has text, calls, or both.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Completion {
    /// What the model said, trimmed, never empty.
    pub text: Option<String>,
    /// What it wants to run.
    pub calls: Vec<ToolCall>,
    /// What it used.
    pub usage: Usage,
    /// Why it stopped.
    pub stop: Stop,
    /// The model that answered, by the provider's account; empty if it did not say.
    pub model: String,
    /// See [`ChatMessage::Assistant`].
    #[serde(default)]
    pub verbatim: Vec<Value>,
}

/// Tokens, counted the same way for every provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// All tokens that were read, those from and into the provider's cache included.
    pub input_tokens: u64,
    /// All tokens that were produced, thinking included.
    pub output_tokens: u64,
    /// Of the input: read from the provider's cache, which is cheaper.
    pub cached_tokens: u64,
    /// Of the input: written into the provider's cache, which some providers charge more for.
    #[serde(default)]
    pub cache_write_tokens: u64,
}

impl Usage {
    /// The sum, for the rounds of one turn.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_add(other.input_tokens),
            output_tokens: self.output_tokens.saturating_add(other.output_tokens),
            cached_tokens: self.cached_tokens.saturating_add(other.cached_tokens),
            cache_write_tokens: self.cache_write_tokens.saturating_add(other.cache_write_tokens),
        }
    }
}

/// Why a model stopped. A refusal is not here: it is [`ProviderError::Refused`], so that nobody can send it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// It said what it had to say.
    End,
    /// It waits for tools.
    ToolUse,
    /// The token limit or the context window cut it off.
    Length,
    /// A reason that is not known here.
    Other,
}

impl Stop {
    /// The machine name for traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::ToolUse => "tool_use",
            Self::Length => "length",
            Self::Other => "other",
        }
    }
}

impl Completion {
    /// The step to add to the conversation before the results of its calls.
    pub fn into_message(self) -> ChatMessage {
        ChatMessage::Assistant { text: self.text, calls: self.calls, verbatim: self.verbatim }
    }

    /// This, unless nothing can be done with it.
    pub(crate) fn usable(mut self) -> Result<Self, ProviderError> {
        self.text = self.text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if self.text.is_none() && self.calls.is_empty() {
            return Err(Garbage::Empty.into());
        }
        // The arguments of a call that was cut off may look complete and mean something else.
        if self.stop == Stop::Length && !self.calls.is_empty() {
            return Err(Garbage::Truncated.into());
        }
        let mut ids = HashSet::new();
        if !self.calls.iter().all(|call| !call.id.is_empty() && ids.insert(call.id.as_str())) {
            return Err(Garbage::Shape.into());
        }
        if !self.calls.is_empty() {
            self.stop = Stop::ToolUse;
        }
        Ok(self)
    }
}

impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion")
            .field("text", &self.text.as_deref().map(Length))
            .field("calls", &self.calls)
            .field("usage", &self.usage)
            .field("stop", &self.stop)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
