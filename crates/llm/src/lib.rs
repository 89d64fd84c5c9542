//! Language-model providers on the wire, and the responder that needs none.
//!
//! Sans-I/O: [`request`] makes an [`http::Request`], [`read`] understands the status, the `retry-after` header and
//! the body that came back; the platform sends. [`prompt`] holds what a model is told, [`cost`] what it costs,
//! [`transcription`] turns voice notes into words, [`offline`] has the answers when there is no key or the provider
//! stays down.
//!
//! No floor price can reach a provider from here: the only product type this crate knows is
//! [`domain::catalog::Product`], which has none.

mod anthropic;
mod chat;
mod classify;
mod completion;
pub mod cost;
mod endpoint;
mod error;
mod fact;
mod image;
pub mod offline;
mod openai;
pub mod prompt;
pub mod transcription;
mod vision;
#[cfg(test)]
mod wire_tests;

pub use chat::{ChatMessage, ChatRequest, Tool, ToolCall, ToolResult};
pub use completion::{Completion, Stop, Usage};
pub use endpoint::{Endpoint, Secret, Wire};
pub use error::{Garbage, LlmError, ProviderError};
pub use fact::Fact;
pub use image::{Image, ImageError, MOST_IMAGE_BYTES, MOST_IMAGES, MOST_IMAGES_BYTES};
pub use vision::takes_images;

/// The HTTP request that asks `endpoint` to go on with the conversation in `chat`.
///
/// # Errors
///
/// [`LlmError`] when the conversation is one that every provider refuses, or when the endpoint's address or key
/// cannot be written into a request. Nothing was sent then, and trying again gives the same.
pub fn request(endpoint: &Endpoint, chat: &ChatRequest) -> Result<http::Request<Vec<u8>>, LlmError> {
    chat.check()?;
    match endpoint.wire {
        Wire::Anthropic => anthropic::request(endpoint, chat),
        Wire::OpenAi => openai::request(endpoint, chat),
    }
}

/// The provider's answer, from what came back on `wire`.
///
/// `retry_after` is the header of that name. Only its form in seconds is understood: a date would need a clock,
/// and neither provider sends one.
///
/// # Errors
///
/// [`ProviderError`] for every status but 2xx, for a refusal, and for a body that is not a usable answer.
pub fn read(
    wire: Wire,
    status: u16,
    retry_after: Option<&str>,
    body: &[u8],
) -> Result<Completion, ProviderError> {
    let parsed = serde_json::from_slice::<serde_json::Value>(body);
    if let Some(error) = classify::classify(status, retry_after, parsed.as_ref().ok()) {
        return Err(error);
    }
    let answer = parsed.map_err(|_| Garbage::NotJson)?;
    let completion = match wire {
        Wire::Anthropic => anthropic::read(answer)?,
        Wire::OpenAi => openai::read(answer)?,
    };
    completion.usable()
}
