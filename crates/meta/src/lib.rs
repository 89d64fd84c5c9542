//! Meta's wire, without I/O.
//!
//! Webhook bodies become [`webhook::Event`]s; Graph calls are made as `http::Request`s and their replies read from
//! a status and bytes; every error of Meta is classified once, in [`errors`]. Nothing here sends anything, knows a
//! clock or the platform. What Meta may add tomorrow is counted as unknown, never an error.

pub mod challenge;
pub mod errors;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod fuzz;
pub mod graph;
pub mod health;
mod hmac_sha256;
mod json;
pub mod signature;
pub mod signed_request;
pub mod webhook;
