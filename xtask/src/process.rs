//! Child processes that cannot outlive us.
//!
//! Every child leads a process group of its own, so that it ends together with whatever it started. A watchdog (a
//! shell that waits for the end of a pipe whose other end only we hold) kills that group even when we are killed
//! ourselves, in a way that needs no code between fork and exec and works on Linux and macOS alike.

mod alive;
mod group;
mod job;
mod registry;

pub use group::Group;
pub use job::{Exit, Job, Runner, System};
pub use registry::{end_all_on_signals, interrupted};
