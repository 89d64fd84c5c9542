//! What can go wrong before and after a provider is asked.
//!
//! Nothing here carries text of a body: an error message of a provider may quote the customer.

use std::time::Duration;

use crate::completion::Usage;

/// A request that cannot be made. A mistake of ours or of the configuration, never of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LlmError {
    /// The conversation is empty or ends with an answer.
    #[error("the conversation ends without anything to answer")]
    NothingToAnswer,
    /// A call has no result.
    #[error("a tool call in the conversation has no result")]
    ResultMissing,
    /// A result belongs to no call.
    #[error("a tool result in the conversation belongs to no call")]
    ResultWithoutCall,
    /// More images than a request may carry, or too large ones together; see [`crate::MOST_IMAGES`].
    #[error("the conversation carries too many images, or too large ones")]
    Images,
    /// The base address is not a URL.
    #[error("the address of the language model provider is not a URL")]
    Address,
    /// The key has characters that a header cannot carry.
    #[error("the key of the language model provider has characters that no key has")]
    Key,
    /// The conversation does not serialise.
    #[error("the conversation cannot be written as JSON")]
    Encode,
}

impl LlmError {
    /// The machine name for the trace.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NothingToAnswer => "llm_nothing_to_answer",
            Self::ResultMissing => "llm_result_missing",
            Self::ResultWithoutCall => "llm_result_without_call",
            Self::Images => "llm_too_many_images",
            Self::Address => "llm_address_invalid",
            Self::Key => "llm_key_invalid",
            Self::Encode => "llm_encode",
        }
    }
}

/// A provider gave no usable answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// 429: too many requests or tokens for this key at the moment.
    #[error("the provider limits the rate of requests")]
    RateLimited {
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
    /// 529 or 503: too much is asked of the provider by everybody.
    #[error("the provider is overloaded")]
    Overloaded {
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
    /// The account's money or monthly limit is used up. Waiting does not help; the owner must act.
    #[error("the account with the provider is used up")]
    Quota,
    /// 401 or 403: the key is wrong, or may not use this model.
    #[error("the provider does not accept the key")]
    Auth,
    /// 400, 404, 413 and the like: the request or the model's name is wrong. Again gives the same.
    #[error("the provider does not accept the request (HTTP {status})")]
    BadRequest {
        /// The HTTP status.
        status: u16,
    },
    /// 5xx: the provider failed.
    #[error("the provider failed (HTTP {status})")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// It answered, but not usably.
    #[error("the provider's answer is not usable: {0}")]
    Garbage(#[from] Garbage),
    /// The model or the provider's filter declined to answer.
    #[error("the model declined to answer")]
    Refused {
        /// Charged all the same.
        usage: Usage,
    },
    /// No answer in time. Made by who sends, as [`crate::read`] has no clock.
    #[error("the provider did not answer in time")]
    TimedOut,
    /// No connection, or it broke. Made by who sends.
    #[error("the provider could not be reached")]
    Unreachable,
}

/// In which way an answer is not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Garbage {
    /// Not JSON at all.
    #[error("not JSON")]
    NotJson,
    /// JSON, but not the documented form.
    #[error("not the documented form")]
    Shape,
    /// Neither text nor calls.
    #[error("empty")]
    Empty,
    /// A call's arguments are not a JSON object.
    #[error("tool arguments are not a JSON object")]
    Arguments,
    /// Cut off in the middle of a call.
    #[error("cut off within a tool call")]
    Truncated,
    /// A status that no API answers with, such as a redirect.
    #[error("unexpected HTTP status")]
    Status,
}

impl ProviderError {
    /// Whether the same request may well succeed later, or with another try.
    pub const fn retryable(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::Overloaded { .. }
            | Self::Server { .. }
            | Self::Garbage(_)
            | Self::TimedOut
            | Self::Unreachable => true,
            Self::Quota | Self::Auth | Self::BadRequest { .. } | Self::Refused { .. } => false,
        }
    }

    /// How long the provider asks to wait, if it said.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Overloaded { retry_after } => *retry_after,
            _ => None,
        }
    }

    /// The machine name for the trace.
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::RateLimited { .. } => "provider_rate_limited",
            Self::Overloaded { .. } => "provider_overloaded",
            Self::Quota => "provider_quota",
            Self::Auth => "provider_auth",
            Self::BadRequest { .. } => "provider_bad_request",
            Self::Server { .. } => "provider_server_error",
            Self::Garbage(Garbage::NotJson) => "provider_not_json",
            Self::Garbage(Garbage::Shape) => "provider_wrong_shape",
            Self::Garbage(Garbage::Empty) => "provider_empty_answer",
            Self::Garbage(Garbage::Arguments) => "provider_bad_tool_arguments",
            Self::Garbage(Garbage::Truncated) => "provider_truncated_call",
            Self::Garbage(Garbage::Status) => "provider_unexpected_status",
            Self::Refused { .. } => "provider_refused",
            Self::TimedOut => "provider_timed_out",
            Self::Unreachable => "provider_unreachable",
        }
    }
}
