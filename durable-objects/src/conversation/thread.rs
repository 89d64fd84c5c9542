//! Reading the conversation: its messages and its turns.

use domain::ids::TurnId;
use domain::time::Timestamp;
use platform::params;
use serde::Deserialize;
use vault::Purpose;

use super::Conversation;
use super::jobs::{Job, TURN};
use super::protocol::{ListMessages, ListTurns, MessageView, Trace, TurnView};
use super::store::{MessageRow, UNREADABLE};
use super::turn::Payload;
use crate::call::Page;
use crate::object::{ObjectError, Owner};

#[derive(Deserialize)]
struct TurnRow {
    id: TurnId,
    outcome: String,
    started_at: Timestamp,
    #[serde(with = "serde_bytes")]
    trace: Vec<u8>,
}

impl Conversation {
    /// A part of the thread, latest arrival first.
    pub(super) fn list_messages(
        &self,
        owner: &Owner,
        list: &ListMessages,
    ) -> Result<Page<MessageView>, ObjectError> {
        self.begun()?;
        let before = list.before.unwrap_or(i64::from(u32::MAX));
        let rows: Vec<MessageRow> = if self.has_adopted()? {
            self.by_time(before, list.limit)?
        } else {
            self.core.sql.rows(
                "SELECT * FROM messages WHERE seq < CAST(? AS INTEGER) ORDER BY seq DESC LIMIT ?",
                params![before, list.limit],
            )?
        };
        let next_cursor = last_of_full(&rows, list.limit).map(|row| row.seq.to_string());
        let items = rows.iter().map(|row| self.message_view(owner, row)).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor })
    }

    /// Two conversations that became one are read in the order of time. That looks through all of them: an index for
    /// it would cost each message of every conversation a row.
    fn by_time(&self, before: i64, limit: u32) -> Result<Vec<MessageRow>, ObjectError> {
        Ok(self.core.sql.rows(
            "SELECT * FROM messages
             WHERE (at, seq) < (coalesce((SELECT at FROM messages WHERE seq = ?1), 1 << 53), CAST(?1 AS INTEGER))
             ORDER BY at DESC, seq DESC LIMIT ?2",
            params![before, limit],
        )?)
    }

    /// A part of the turns, latest first.
    pub(super) fn list_turns(&self, owner: &Owner, list: &ListTurns) -> Result<Page<TurnView>, ObjectError> {
        self.begun()?;
        // '~' sorts after every hexadecimal digit, so it stands for "no turn yet".
        let before = list.before.map_or_else(|| "~".to_owned(), |id| id.to_string());
        let rows: Vec<TurnRow> = self.core.sql.rows(
            "SELECT id, outcome, started_at, trace FROM turns WHERE id < ? ORDER BY id DESC LIMIT ?",
            params![before, list.limit],
        )?;
        let next_cursor = last_of_full(&rows, list.limit).map(|row| row.id.to_string());
        let ended = rows.into_iter().map(|row| self.turn_view(owner, row));
        let thinking = if list.before.is_none() { self.thinking_turn()? } else { None };
        Ok(Page { items: thinking.into_iter().chain(ended).collect(), next_cursor })
    }

    /// The turn that a job is at work on: it has no row before its end.
    fn thinking_turn(&self) -> Result<Option<TurnView>, ObjectError> {
        let job: Option<Job> = self.core.sql.first(
            "SELECT key, attempt, payload FROM jobs WHERE key = ? AND attempt > 0 AND dead IS NULL",
            params![TURN],
        )?;
        Ok(job.map(|job| {
            let payload = Payload::decode(job.payload.as_deref());
            TurnView {
                id: payload.id,
                outcome: "thinking".to_owned(),
                started_at: payload.first_at,
                trace: Trace::default(),
            }
        }))
    }

    fn turn_view(&self, owner: &Owner, row: TurnRow) -> TurnView {
        let trace = self.trace(owner, row.id, &row.trace).unwrap_or_else(|error| {
            log::error!("a turn is unreadable: {error}");
            Trace {
                reason: Some(UNREADABLE.to_owned()),
                explanation: Some("What happened in it can no longer be read.".to_owned()),
                ..Trace::default()
            }
        });
        TurnView { id: row.id, outcome: row.outcome, started_at: row.started_at, trace }
    }

    pub(super) fn trace(&self, owner: &Owner, id: TurnId, sealed: &[u8]) -> Result<Trace, ObjectError> {
        match sealed {
            // Written without the key, which was what was missing.
            [] => Ok(Trace { reason: Some("gave_up".into()), ..Trace::default() }),
            sealed => self.open_json(owner, Purpose::Trace, &id.to_string(), "trace", sealed),
        }
    }
}

/// The last row, if there may be more after it.
fn last_of_full<T>(rows: &[T], limit: u32) -> Option<&T> {
    rows.last().filter(|_| rows.len() >= usize::try_from(limit).unwrap_or(usize::MAX))
}
