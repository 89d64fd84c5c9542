//! A stand-in for Meta's WhatsApp Cloud API, Instagram and Messenger, and for the two LLM wires that the Worker
//! speaks.
//!
//! Tests start a [`Simulator`], add [`Number`]s (lines of any of the three products) and [`Customer`]s, and watch what
//! reaches them; the program of the same name shows phones in the browser. It shares no code with the Worker: both are judged by the payload files
//! of the fixtures, so that they cannot be wrong together.
//!
//! - `graph`: the Graph API, which checks each call as Meta would.
//! - `webhook`: payloads, signatures, delivery with retries and faults.
//! - `wire`: what differs between the products.
//! - `media`: files, and how fetching one goes wrong.
//! - `llm`: Anthropic Messages and OpenAI Chat Completions with scripted answers.
//! - `phone`: the page.
//! - `site`: a shop's own site, which embeds the product's chat: the fourth device on that page.

mod bucket;
mod client;
mod config;
mod customer;
mod fault;
mod graph;
mod ids;
mod llm;
mod media;
mod multipart;
mod number;
mod people;
mod phone;
mod record;
mod server;
mod signature;
mod simulator;
mod site;
mod state;
mod status;
mod statuses;
mod templates;
#[cfg(test)]
mod testing;
mod thread;
mod unreliable;
mod webhook;
mod wire;

pub use config::{
    CustomerConfig, EchoMode, NumberConfig, PairRate, Refusals, SimulatorConfig, StatusMode, Template,
};
pub use customer::{Customer, Marketing, NoSuchButton};
pub use fault::{About, CallKind, DeliveryFault, Fault};
pub use llm::{Answer, Llm, LlmRequest, Outcome, Transcript, TranscriptionRequest, Wire};
pub use media::{ForeignRequest, Media, MediaFault, SAMPLE_PICTURE, SAMPLE_VOICE, Upload};
pub use number::{CommentForm, Number, UnknownMessage, UnknownTemplate};
pub use record::{Call, Delivered, Sent, WaitError, WebhookAttempt};
pub use signature::{meta_json, sign};
pub use simulator::{Simulator, StartError};
pub use site::{BadShop, NotAChat, Storefront, Website};
pub use status::Status;
pub use unreliable::Unreliable;
pub use webhook::{Change, batch};
pub use wire::Product;
