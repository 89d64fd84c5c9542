//! What a turn's job remembers between its steps.

use domain::debounce::QuietPeriod;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::{Deserialize, Serialize};

use crate::conversation::Conversation;
use crate::conversation::jobs::TURN;
use crate::conversation::store::Standing;

/// The steps of a turn's job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::conversation) enum Step {
    /// Ticks and typing, as soon as the webhook has its answer.
    Notice,
    /// The answer, once the burst is over.
    Think,
}

/// What a turn's job remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::conversation) struct Payload {
    pub step: Step,
    /// When the first message of the burst came.
    pub first_at: Timestamp,
    /// When the burst counts as over.
    pub due_at: Timestamp,
}

impl Payload {
    pub fn encode(self) -> String {
        serde_json::json!(self).to_string()
    }

    /// One that cannot be read asks for the answer now.
    pub fn decode(text: Option<&str>) -> Self {
        let now = clock::now();
        let decoded = text.and_then(|text| serde_json::from_str(text).ok());
        decoded.unwrap_or(Self { step: Step::Think, first_at: now, due_at: now })
    }
}

/// Whether there is anything to show, and time to show it, before the answer.
pub(in crate::conversation) fn first_step(standing: &Standing, now: Timestamp, quiet: QuietPeriod) -> Step {
    let is_paused = standing.paused_until.is_some_and(|until| until > now);
    let has_time = quiet.quiet > super::NOTICE_AFTER;
    if standing.agent_on == 1 && !is_paused && has_time { Step::Notice } else { Step::Think }
}

impl Conversation {
    /// The same job goes on to its answer, unless a newer message has replaced it meanwhile.
    pub(super) fn next_step(&self, payload: &Payload) -> Result<(), PlatformError> {
        let next = Payload { step: Step::Think, ..*payload }.encode();
        self.core.sql.run("UPDATE jobs SET payload = ? WHERE key = ? AND claimed = 1", params![next, TURN])
    }
}
