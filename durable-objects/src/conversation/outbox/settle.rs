//! What a send came to: accepted, refused for now or for ever, or nobody knows.

use domain::channel::ChannelKind;
use domain::delivery::DeliveryStatus;
use domain::time::Timestamp;
use meta::errors::{Action, AlertKind, Backoff, Reason};
use platform::directory::channels::Channel;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::Purpose;

use super::post::Outcome;
use crate::conversation::Conversation;
use crate::conversation::jobs::{RECONCILE, REPORT};
use crate::conversation::store::{MessageRow, Stored, provider_key};
use crate::object::{ObjectError, Owner};

/// A dead token is tried again while the window is open: the owner may reconnect any minute.
const RECONNECT: Backoff = Backoff { first_seconds: 15, factor: 4, most_seconds: 900, retries: u32::MAX };
/// Meta says that the window is closed although the customer wrote: its own clock is given this time, once.
const DISAGREED: u32 = 10;

impl Conversation {
    pub(super) async fn settle_outcome(
        &self,
        owner: &Owner,
        channel: &Channel,
        seq: i64,
        outcome: Outcome,
    ) -> Result<Option<Timestamp>, ObjectError> {
        match outcome {
            Outcome::Accepted { provider_id } => {
                self.accept(owner, seq, &provider_id)?;
                self.note_health(channel, "ok").await;
                Ok(None)
            }
            Outcome::Unknown => self.doubt(seq).map(|()| None),
            Outcome::Refused(error, status) => {
                let action = meta::errors::classify(&error, Some(status));
                log::warn!("send refused: http {status}, code {}, {action:?}", error.code);
                let later = self.refused(owner, seq, error.telling(), action)?;
                self.doubt_templates(error.code)?;
                if let Action::Alert(kind) = action {
                    self.channel.take();
                    self.note_health(channel, health(kind)).await;
                }
                Ok(later)
            }
        }
    }

    /// Meta declined: when to try again, or never.
    pub(in crate::conversation) fn refused(
        &self,
        owner: &Owner,
        seq: i64,
        code: i64,
        action: Action,
    ) -> Result<Option<Timestamp>, ObjectError> {
        if action == Action::Never(Reason::WindowClosed) {
            return self.window_denied(owner, seq, code);
        }
        let backoff = match action {
            Action::Retry(backoff) | Action::Delay(backoff) => Some(backoff),
            Action::Alert(AlertKind::Reconnect) => Some(RECONNECT),
            Action::Never(_) | Action::Alert(_) => None,
        };
        let attempts = self.message(seq)?.map_or(1, |row| row.attempt);
        let retry = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let Some(seconds) = backoff.and_then(|backoff| backoff.wait(retry)) else {
            self.fail(seq, code)?;
            return Ok(None);
        };
        self.plan_again(seq, code)?;
        let wait = self.core.config()?.retry_unit.saturating_mul(seconds);
        Ok(Some(clock::now().plus(wait)))
    }

    fn plan_again(&self, seq: i64, code: i64) -> Result<(), PlatformError> {
        self.core.sql.run(
            "UPDATE messages SET status = 'planned', error_code = ?
             WHERE seq = ? AND status NOT IN ('delivered', 'read')",
            params![code, seq],
        )
    }

    /// Meta says that the window is closed. While ours is open it is asked once more, later; then Meta is believed:
    /// the window closes here too, and a person is called, who can send a template.
    pub(in crate::conversation) fn window_denied(
        &self,
        owner: &Owner,
        seq: i64,
        code: i64,
    ) -> Result<Option<Timestamp>, ObjectError> {
        let (Some(row), standing) = (self.message(seq)?, self.begun()?) else { return Ok(None) };
        let (now, config) = (clock::now(), self.core.config()?);
        let is_open = standing.window().open(now, config.service_window).is_some();
        if is_open && row.attempt < 2 {
            self.plan_again(seq, code)?;
            return Ok(Some(now.plus(config.retry_unit.saturating_mul(DISAGREED))));
        }
        self.fail(seq, code)?;
        if is_open {
            self.close_window(owner, now)?;
        }
        Ok(None)
    }

    fn close_window(&self, owner: &Owner, now: Timestamp) -> Result<(), ObjectError> {
        let sentence = match self.begun()?.channel_kind {
            ChannelKind::WhatsApp => {
                "Meta says that the time to answer freely is over. An approved template can still be sent."
            }
            _ => {
                "Meta says that the time to answer freely is over. What a person types may still be taken for a week."
            }
        };
        self.note(owner, "window_closed", sentence, now)?;
        self.core.sql.run(
            "UPDATE conversation SET window_closes_at = ?, state = 'waiting' WHERE id = 1",
            params![now],
        )?;
        Ok(self.schedule(REPORT, now, None)?)
    }

    /// What the owner sees of the channel. The message is settled already; this may fail.
    async fn note_health(&self, channel: &Channel, health: &str) {
        if channel.health == health {
            return;
        }
        self.channel.take();
        let noted = match self.core.directory() {
            Ok(directory) => directory.set_channel_health(channel, health).await,
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            log::warn!("channel health not noted: {error}");
        }
    }

    /// Meta took it. A status may have come before this answer and settled it already.
    fn accept(&self, owner: &Owner, seq: i64, provider_id: &str) -> Result<(), ObjectError> {
        let key = provider_key(owner, provider_id);
        self.core.sql.transaction::<_, ObjectError>(|| {
            let Some(row) = self.message(seq)? else { return Ok(()) };
            // Its status was quicker than this answer and denied it: it is planned again already.
            if row.status == "planned" && row.provider_key.as_ref() == Some(&key) {
                return Ok(());
            }
            let early = self.early_status(&key)?;
            let reached = early.map_or(DeliveryStatus::Accepted, |(status, _)| status);
            let code = early.and_then(|(_, code)| code);
            self.settle_row(owner, &row, provider_id, reached, code)?;
            if early.is_some() {
                self.core.sql.run("DELETE FROM early_statuses WHERE provider_key = ?", params![key])?;
            }
            Ok(())
        })
    }

    /// Writes Meta's id of a message of ours and how far it is, in one row.
    pub(in crate::conversation) fn settle_row(
        &self,
        owner: &Owner,
        row: &MessageRow,
        provider_id: &str,
        reached: DeliveryStatus,
        code: Option<i64>,
    ) -> Result<(), ObjectError> {
        let current: DeliveryStatus = row.status.parse().unwrap_or(DeliveryStatus::Unknown);
        let next = current.advance(reached);
        let stored = Stored { provider_id: Some(provider_id.to_owned()), ..self.stored(owner, row)? };
        let content = self.seal_json(owner, Purpose::Message, &row.id.to_string(), "content", &stored)?;
        self.core.sql.run(
            "UPDATE messages SET provider_key = ?, content = ?, status = ?,
               error_code = CASE WHEN ? THEN coalesce(?, error_code) END,
               status_at = coalesce(?, status_at) WHERE seq = ?",
            params![
                provider_key(owner, provider_id),
                content,
                next.as_str(),
                // A failure that was told before this answer keeps its reason.
                next == DeliveryStatus::Failed,
                code,
                (reached > DeliveryStatus::Accepted).then(clock::now),
                row.seq
            ],
        )?;
        Ok(())
    }

    pub(super) fn fail(&self, seq: i64, code: i64) -> Result<(), ObjectError> {
        self.core
            .sql
            .run("UPDATE messages SET status = 'failed', error_code = ? WHERE seq = ?", params![code, seq])?;
        Ok(())
    }

    /// Nobody knows whether Meta took it: it waits for a status, which may have come meanwhile.
    pub(super) fn doubt(&self, seq: i64) -> Result<(), ObjectError> {
        self.core.sql.run(
            "UPDATE messages SET status = 'unknown', doubts = doubts + 1
             WHERE seq = ? AND status IN ('planned', 'sending')",
            params![seq],
        )?;
        let due = clock::now().plus(self.core.config()?.reconcile_after);
        Ok(self.schedule(&format!("{RECONCILE}{seq}"), due, None)?)
    }

    /// A new instance has no sender, so what is still `sending` was cut off: Meta may have it.
    pub(in crate::conversation) fn doubt_interrupted(&self) -> Result<(), ObjectError> {
        #[derive(Deserialize)]
        struct Row {
            seq: i64,
        }
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT seq FROM messages WHERE seq >= (SELECT outbox_from FROM conversation WHERE id = 1)
               AND direction = 'outbound' AND status = 'sending'",
            vec![],
        )?;
        rows.into_iter().try_for_each(|row| self.doubt(row.seq))
    }
}

/// What the owner sees of a channel that needs them.
const fn health(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Reconnect => "reconnect",
        AlertKind::Permission => "permission",
        AlertKind::Spam => "spam",
        AlertKind::Blocked => "blocked",
        AlertKind::Payment => "payment",
        AlertKind::Number => "number",
    }
}
