//! What a turn's job remembers until its end, when the turn gets its one row.

use domain::debounce::QuietPeriod;
use domain::ids::TurnId;
use domain::time::Timestamp;
use platform::{PlatformError, clock, random};
use serde::{Deserialize, Deserializer, Serialize};

use crate::conversation::Conversation;
use crate::conversation::store::Standing;

/// What a turn's job remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::conversation) struct Payload {
    /// The turn's id. Once it has begun, a newer message makes it another turn.
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
#[derive(Clone, Copy, Deserialize)]
pub(in crate::conversation) struct Scheduled {
    #[serde(deserialize_with = "decoded")]
    payload: Payload,
    /// When it is due, if it has not begun.
    begins_at: Option<Timestamp>,
}

impl Scheduled {
    /// When the first message that waits for it arrived, by our clock.
    pub const fn since(&self) -> Timestamp {
        self.payload.first_at
    }

    /// Whether it may stay as it is although another message came: when it begins it waits for the end of the burst,
    /// and takes whatever is there by then.
    pub fn takes_more(&self, due: Timestamp) -> bool {
        !self.payload.has_waited && self.begins_at.is_some_and(|at| at <= due)
    }
}

fn decoded<'de, D: Deserializer<'de>>(column: D) -> Result<Payload, D::Error> {
    let text: Option<String> = Option::deserialize(column)?;
    Ok(Payload::decode(text.as_deref()))
}

impl Conversation {
    /// The turn that is scheduled, if one is.
    pub(in crate::conversation) fn scheduled_turn(&self) -> Result<Option<Scheduled>, PlatformError> {
        let sql = &self.core.sql;
        self.scheduled.get(sql, || {
            sql.json(
                "SELECT json_object('payload', payload,
                   'begins_at', iif(claimed = 0 AND attempt = 0, due_at, NULL)) AS json
                 FROM jobs WHERE key = 'turn' AND dead IS NULL",
                vec![],
            )
        })
    }

    /// When the first message that waits arrived, by our clock, if a turn is scheduled for it already.
    pub(in crate::conversation) fn waiting_since(&self) -> Result<Option<Timestamp>, PlatformError> {
        Ok(self.scheduled_turn()?.map(|turn| turn.since()))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scheduled(has_waited: bool, begins_at: Option<i64>) -> Scheduled {
        let id = TurnId::new(Timestamp::from_millis(1), [0; 10]);
        let payload = json!({ "id": id, "first_at": 1, "has_waited": has_waited }).to_string();
        serde_json::from_value(json!({ "payload": payload, "begins_at": begins_at })).unwrap()
    }

    #[test]
    fn a_turn_that_has_not_begun_takes_what_else_comes() {
        let due = Timestamp::from_millis(3_000);
        assert!(scheduled(false, Some(2_000)).takes_more(due));
        assert_eq!(scheduled(false, Some(2_000)).since(), Timestamp::from_millis(1));
        assert!(!scheduled(false, Some(4_000)).takes_more(due), "it would begin too late");
        assert!(!scheduled(false, None).takes_more(due), "it has begun");
        assert!(
            !scheduled(true, Some(2_000)).takes_more(due),
            "the new message's files are to be waited for"
        );
    }
}
