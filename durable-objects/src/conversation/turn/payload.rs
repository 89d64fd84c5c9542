//! What a turn's job remembers until its end, when the turn gets its one row.

use domain::debounce::QuietPeriod;
use domain::ids::TurnId;
use domain::time::Timestamp;
use platform::{clock, random};
use serde::{Deserialize, Serialize};

use crate::conversation::store::Standing;

/// What a turn's job remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::conversation) struct Payload {
    /// The turn's id. A newer message makes it another turn.
    pub id: TurnId,
    /// When the first message of the burst came.
    #[cfg_attr(feature = "churn", serde(rename = "since", alias = "first_at"))]
    pub first_at: Timestamp,
    /// It has waited for files already.
    #[serde(default)]
    pub has_waited: bool,
    /// What the next version also remembers.
    #[cfg(feature = "churn")]
    #[serde(default)]
    pub scheduled_at: Option<Timestamp>,
}

/// A turn's job as it is in the queue.
#[derive(Deserialize)]
pub(in crate::conversation) struct Scheduled {
    payload: Option<String>,
}

impl Scheduled {
    /// When the first message that waits for it arrived, by our clock; `None`: no turn is scheduled.
    pub fn since(self) -> Option<Timestamp> {
        self.payload.map(|payload| Payload::decode(Some(&payload)).first_at)
    }
}

impl Payload {
    /// Of a turn that begins after what came now.
    pub fn new(now: Timestamp, first_at: Timestamp) -> Self {
        Self {
            id: TurnId::new(now, random::bytes()),
            first_at,
            has_waited: false,
            #[cfg(feature = "churn")]
            scheduled_at: Some(now),
        }
    }

    pub fn encode(self) -> String {
        serde_json::json!(self).to_string()
    }

    /// One that cannot be read is of an earlier version; its turn gets a new id.
    pub fn decode(text: Option<&str>) -> Self {
        let decoded = text.and_then(|text| serde_json::from_str(text).ok());
        decoded.unwrap_or_else(|| Self::new(clock::now(), clock::now()))
    }
}

/// Whether there is anything to show, and time to show it, before the answer.
pub(in crate::conversation) fn wants_notice(standing: &Standing, now: Timestamp, quiet: QuietPeriod) -> bool {
    let is_paused = standing.paused_until.is_some_and(|until| until > now);
    let has_time = quiet.quiet > super::NOTICE_AFTER;
    standing.agent_on == 1 && standing.blocked == 0 && !is_paused && has_time
}
