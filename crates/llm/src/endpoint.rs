//! Where a provider is, and how it wants to be spoken to.

use std::fmt;

use http::HeaderValue;
use http::header::InvalidHeaderValue;

/// Which of the two protocols an endpoint speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// The Anthropic Messages API, version 2023-06-01.
    Anthropic,
    /// The `OpenAI` Chat Completions API, which many other providers and local servers speak too.
    OpenAi,
}

impl Wire {
    /// The machine name for traces and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anthropic => "anthropic",
            Self::OpenAi => "openai",
        }
    }
}

/// An API key. Its `Debug` shows nothing, so it cannot get into a log by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key itself, for the request header and nothing else.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The value of the `authorization` header, kept out of the request's `Debug`.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A model of a provider, and the key to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The protocol.
    pub wire: Wire,
    /// The base address: without the version for Anthropic (`https://api.anthropic.com`), with it for `OpenAI`
    /// (`https://api.openai.com/v1`). A slash at the end does not matter.
    pub base: String,
    /// The tenant's key or the server's.
    pub key: Secret,
    /// The model's id as the provider writes it.
    pub model: String,
}

impl Endpoint {
    /// The address of `path` (which starts with a slash) under the base.
    pub(crate) fn url(&self, path: &str) -> String {
        under(&self.base, path)
    }
}

/// The address of `path` (which starts with a slash) under a base that may end with one.
pub(crate) fn under(base: &str, path: &str) -> String {
    format!("{}{path}", base.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_shown() {
        let endpoint = Endpoint {
            wire: Wire::OpenAi,
            base: "https://llm.example/v1/".into(),
            key: Secret::new("sk-very-secret"),
            model: "m".into(),
        };
        assert!(!format!("{endpoint:?}").contains("very-secret"));
        assert_eq!(endpoint.url("/chat/completions"), "https://llm.example/v1/chat/completions");
    }
}
