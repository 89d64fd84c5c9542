//! Taking over what a younger conversation of the same person had. Every part may come twice.

mod message;
mod origins;

use domain::identity::Person;
use domain::time::Timestamp;
use platform::{clock, params};
use vault::Purpose;

use super::Conversation;
use super::jobs::REPORT;
use super::protocol::{Adopt, Moving};
use super::store::Standing;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// Takes a part over. When this returns it is durable here.
    pub(super) async fn adopt(&self, owner: &Owner, part: &Adopt) -> Result<(), ObjectError> {
        let standing = self.begun()?;
        if standing.erasing.is_some() {
            return Err(Refusal::Conflict { reason: "the conversation is being erased".into() }.into());
        }
        let now = clock::now();
        let asks = self.core.sql.transaction::<_, ObjectError>(|| {
            if self.adopt_standing(owner, &standing, part, now)? {
                self.schedule(REPORT, now, None)?;
            }
            let mut asks = false;
            for message in &part.messages {
                asks |= self.adopt_message(owner, &standing, part, message, now)?;
            }
            self.adopt_turns(owner, part)?;
            for early in &part.early_statuses {
                self.core.sql.run(
                    "INSERT INTO early_statuses (provider_key, status, error_code, at) VALUES (?, ?, ?, ?)
                     ON CONFLICT DO NOTHING",
                    params![
                        early.provider_key.clone(),
                        early.status.as_str(),
                        early.error_code,
                        early.at.unwrap_or(now)
                    ],
                )?;
            }
            if asks {
                // As any newer message does: the answer that is being thought lacks these.
                self.core.sql.run("UPDATE conversation SET epoch = epoch + 1 WHERE id = 1", vec![])?;
                self.schedule_turn(&standing, self.waiting_since()?, now)?;
            }
            Ok(asks)
        })?;
        if asks {
            self.interrupt();
        }
        Ok(self.rearm().await?)
    }

    /// How the two stand together; once.
    fn adopt_standing(
        &self,
        owner: &Owner,
        here: &Standing,
        part: &Adopt,
        now: Timestamp,
    ) -> Result<bool, ObjectError> {
        if self.adopted(&part.from, 0)?.is_some() {
            return Ok(false);
        }
        self.remember_origin(&part.from, 0, 0)?;
        let there = part.standing.standing();
        let joined = here.standing().joined(there);
        let is_paused = there.is_paused(now);
        if is_paused && there.paused_until > here.paused_until {
            // A person has it there, so a person has it.
            self.take_over()?;
        }
        self.core.sql.run(
            "UPDATE conversation SET window_closes_at = ?, paused_until = ?, last_message_at = ?, disclosed_at = ?,
               state = ?, epoch = epoch + ? WHERE id = 1",
            params![
                joined.window_closes_at,
                joined.paused_until,
                joined.last_message_at,
                joined.disclosed_at,
                joined.state.as_str(),
                is_paused
            ],
        )?;
        let is_newer = there.last_message_at > here.last_message_at;
        let Moving { aliases, known, .. } = part.standing.clone();
        self.know(owner, here, |person| person.joined(Person { aliases, known }, is_newer))?;
        Ok(true)
    }

    fn adopt_turns(&self, owner: &Owner, part: &Adopt) -> Result<(), ObjectError> {
        for moving in &part.turns {
            let id = moving.id.to_string();
            let trace = self.seal_json(owner, Purpose::Trace, &id, "trace", &moving.trace)?;
            self.core.sql.run(
                "INSERT INTO turns (id, epoch, outcome, started_at, trace) VALUES (?, 0, ?, ?, ?)
                 ON CONFLICT DO NOTHING",
                params![id, moving.outcome.as_str(), moving.started_at, trace],
            )?;
        }
        Ok(())
    }
}
