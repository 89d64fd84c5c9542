//! The rules of a shop assistant, without I/O.
//!
//! Nothing here knows the platform, a wire format or a clock: `now` and randomness are arguments, so every rule
//! is tested natively and with properties. Modules are named by the rule they hold.

pub mod agenda;
pub mod backoff;
pub mod catalog;
pub mod channel;
pub mod comments;
pub mod confirmation;
pub mod consent;
pub mod debounce;
pub mod delivery;
pub mod details;
pub mod duration;
pub mod fold;
pub mod gates;
pub mod guard;
pub mod identity;
pub mod ids;
pub mod invalid;
pub mod joining;
pub mod merge;
pub mod money;
pub mod origin;
pub mod pacing;
pub mod phone;
pub mod picture;
pub mod retention;
pub mod revision;
pub mod settings;
pub mod split;
pub mod takeover;
pub mod time;
pub mod window;
pub mod words;
