//! The outbox: what is planned leaves in order, with a write before each call, and never again when the outcome is
//! unknown.

mod departure;
mod post;
mod settle;

use std::time::Duration;

use domain::time::Timestamp;
use domain::window::Maker;
use platform::{PlatformError, clock};
use serde::Deserialize;

use super::Conversation;
use super::jobs::{Next, REPORT};
use super::store::{MessageRow, NewMessage, Standing, Stored};
use crate::object::{ObjectError, Owner};

pub(super) use departure::{Departure, Posting, Sendable};
pub(super) use post::WINDOW_CLOSED;

/// A sender that finds another at work looks again after this: the other one may be cut off.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// Longer than a send takes: a sender that is still there then was cut off with its caller.
const LOST: Duration = Duration::from_mins(1);

/// Who made a message, by its row's author.
pub(super) fn maker(author: &str) -> Maker {
    if author == "member" { Maker::Person } else { Maker::Machine }
}

/// A message that was put into the outbox.
pub(super) struct Planned {
    pub seq: i64,
    /// Where the outbox begins now; the caller writes it, with what else it writes into the conversation's row.
    pub outbox_from: i64,
    /// What to post as soon as the transaction is done. None: the sending job does it.
    pub posting: Option<Posting>,
}

impl Conversation {
    /// Puts a message into the outbox, within the caller's transaction. With a departure it is written down as leaving
    /// now, if nothing is before it.
    pub(super) fn plan_first(
        &self,
        owner: &Owner,
        standing: &Standing,
        author: &'static str,
        stored: Stored,
        departure: Option<Departure>,
        now: Timestamp,
    ) -> Result<Planned, ObjectError> {
        let before = self.first_unsent()?;
        let departure = match before {
            None if !self.is_sending() => departure,
            _ => None,
        };
        let kind = stored.kind().to_owned();
        let ready = match departure {
            Some(departure) => self.ready(owner, standing, departure, &stored, maker(author))?,
            None => None,
        };
        let status = if ready.is_some() { "sending" } else { "planned" };
        let sent_at = ready.is_some().then_some(now);
        let seq = self.put(owner, author, &kind, stored, status, sent_at, now)?;
        let posting = match ready {
            Some(ready) => Some(self.posting(owner, ready, seq)?),
            None => None,
        };
        Ok(Planned { seq, outbox_from: before.unwrap_or(seq), posting })
    }

    /// Puts a message behind others that were planned in the same transaction.
    pub(super) fn plan_later(
        &self,
        owner: &Owner,
        author: &'static str,
        kind: &str,
        stored: Stored,
        now: Timestamp,
    ) -> Result<i64, ObjectError> {
        self.put(owner, author, kind, stored, "planned", None, now)
    }

    #[expect(clippy::too_many_arguments, reason = "one row's columns, in one place")]
    fn put(
        &self,
        owner: &Owner,
        author: &'static str,
        kind: &str,
        stored: Stored,
        status: &'static str,
        sent_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<i64, ObjectError> {
        let direction = "outbound";
        let about = stored.about.clone();
        let about = about.as_deref();
        let message = NewMessage { direction, author, kind, stored, status, at: now, sent_at, about };
        let inserted = self.insert_message(owner, &message, now)?;
        inserted
            .map(|inserted| inserted.seq)
            .ok_or_else(|| PlatformError::Exists { operation: "plan message" }.into())
    }

    /// Sends every planned message. One sender at a time: a second one leaves its messages to the first, which looks
    /// again after each.
    pub(super) async fn send_planned(&self) -> Result<Next, ObjectError> {
        if self.is_sending() {
            return Ok(Next::At(clock::now().plus(LOOK_AGAIN)));
        }
        if self.sending.replace(Some(clock::now())).is_some() {
            self.doubt_interrupted()?;
        }
        let outcome = self.send_all().await;
        self.sending.set(None);
        if self.report().await.is_err() {
            self.schedule(REPORT, clock::now(), None)?;
        }
        outcome
    }

    async fn send_all(&self) -> Result<Next, ObjectError> {
        while let Some(row) = self.next_planned()? {
            if let Some(later) = self.send_row(row).await? {
                // Patience is not failure: the message counts its own attempts.
                return Ok(Next::At(later));
            }
        }
        Ok(Next::Done)
    }

    pub(super) fn is_sending(&self) -> bool {
        self.sending.get().is_some_and(|since| clock::now().since(since) < LOST)
    }

    /// A person has taken over: what the agent had planned and Meta does not have yet is not said any more. Checked
    /// again at the moment of sending, see [`Self::claim_row`].
    pub(super) fn take_over(&self) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE conversation SET human_seq = (SELECT max(seq) FROM messages) WHERE id = 1",
            vec![],
        )?;
        self.core.sql.run(
            "UPDATE messages SET status = 'dropped' WHERE status = 'planned' AND author = 'agent'
               AND seq >= (SELECT outbox_from FROM conversation WHERE id = 1)",
            vec![],
        )
    }

    fn next_planned(&self) -> Result<Option<MessageRow>, PlatformError> {
        if self.core.is_blank() {
            return Ok(None);
        }
        // What is left when the conversation becomes part of another is sent from there.
        self.core.sql.first(
            "SELECT * FROM messages
             WHERE seq >= (SELECT outbox_from FROM conversation WHERE id = 1 AND moved_to IS NULL)
               AND direction = 'outbound' AND status = 'planned' ORDER BY seq LIMIT 1",
            vec![],
        )
    }

    /// The message that must go first, if any still waits or is on its way.
    pub(super) fn first_unsent(&self) -> Result<Option<i64>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            first: Option<i64>,
        }
        let row: Option<Row> = self.core.sql.first(
            "SELECT min(seq) AS first FROM messages
             WHERE seq >= (SELECT outbox_from FROM conversation WHERE id = 1)
               AND direction = 'outbound' AND status IN ('planned', 'sending')",
            vec![],
        )?;
        Ok(row.and_then(|row| row.first))
    }
}
