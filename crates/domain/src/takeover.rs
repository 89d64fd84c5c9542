//! When a person has a conversation.

use std::time::Duration;

/// How long the agent stays out of a conversation that a person took, or was handed, unless they say otherwise.
pub const TAKEOVER: Duration = Duration::from_hours(12);
