//! The adapters to Cloudflare's platform. With the Worker and its objects, the only place that names `worker`:
//! rules and wires get plain values from here and never learn where they run.

mod bucket;
pub mod clock;
pub mod config;
pub mod directory;
pub mod erasures;
mod error;
pub mod fetch;
mod interned;
pub mod keyring;
pub mod logger;
pub mod media;
pub mod meter;
pub mod objects;
pub mod panics;
pub mod parked;
pub mod random;
pub mod rate_limit;
pub mod sql;

pub use error::PlatformError;
