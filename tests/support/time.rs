//! How long things take in these tests, and how long they may.

use std::time::Duration;

/// `QUIET_PERIOD`: long enough for two requests to be one burst on a busy machine.
pub const QUIET: Duration = Duration::from_millis(700);
/// `LLM_TIMEOUT`.
pub const LLM_TIMEOUT: Duration = Duration::from_secs(2);
/// `RETRY_UNIT`: how long a second of back-off lasts.
pub const RETRY_UNIT: Duration = Duration::from_millis(50);
/// `RECONCILE_AFTER`: long enough for another customer's turn and its statuses to come first.
pub const RECONCILE_AFTER: Duration = Duration::from_secs(5);

/// What is waited for comes within this, on the slowest machine.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How long nothing may happen where nothing should: several quiet periods and back-offs.
pub const SILENCE: Duration = Duration::from_millis(2_500);
/// No test takes longer.
pub const TEST: Duration = Duration::from_secs(150);
