//! Sending what is planned: in order, a write before each call, and never again when the outcome is unknown.

use std::time::Duration;

use domain::delivery::DeliveryStatus;
use domain::time::Timestamp;
use domain::window::OpenWindow;
use meta::errors::{Action, AlertKind, Backoff, MetaError};
use platform::directory::channels::Channel;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Conversation;
use super::jobs::{Next, RECONCILE, REPORT};
use super::protocol::callback_data;
use super::store::{MessageRow, Standing, Stored, provider_key};
use crate::conversation::wire;
use crate::object::{ObjectError, Owner};

/// Meta answers within a second or two; after this nobody knows what became of the send.
const LIMIT: Duration = Duration::from_secs(20);
/// A sender that finds another at work looks again after this: the other one may be cut off.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// Meta's code for a free-form message outside of the window; ours too, so that staff read one explanation.
const WINDOW_CLOSED: i64 = 131_047;
/// Meta's code for a token that is no longer good; a channel that was disconnected has none at all.
const NO_TOKEN: i64 = 190;
/// Meta's code for a message that cannot be sent as it is.
const UNFIT: i64 = 131_009;
/// A dead token is tried again while the window is open: the owner may reconnect any minute.
const RECONNECT: Backoff = Backoff { first_seconds: 15, factor: 4, most_seconds: 900, retries: u32::MAX };

/// What became of one send.
enum Outcome {
    Accepted { provider_id: String },
    Refused(MetaError, u16),
    Unknown,
}

async fn post(request: http::Request<Vec<u8>>) -> Outcome {
    let answer = match platform::fetch::send("send message", request, LIMIT, None).await {
        Ok(answer) => answer,
        Err(error) => {
            log::warn!("send outcome unknown: {error}");
            return Outcome::Unknown;
        }
    };
    match wire::read_send(answer.status, &answer.body) {
        wire::Sent::Accepted { provider_id } => Outcome::Accepted { provider_id },
        wire::Sent::Refused(error) => Outcome::Refused(error, answer.status),
        wire::Sent::Unreadable => Outcome::Unknown,
    }
}

impl Conversation {
    /// Sends every planned message from `from` on. One sender at a time: a second one leaves its messages to the
    /// first, which looks again after each.
    pub(super) async fn send_planned(&self, from: i64) -> Result<Next, ObjectError> {
        if self.sending.replace(true) {
            return Ok(Next::At(clock::now().plus(LOOK_AGAIN)));
        }
        let outcome = self.send_all(from).await;
        self.sending.set(false);
        if self.report().await.is_err() {
            self.schedule(REPORT, clock::now(), None)?;
        }
        outcome
    }

    async fn send_all(&self, from: i64) -> Result<Next, ObjectError> {
        self.doubt_interrupted(from)?;
        while let Some(row) = self.next_planned(from)? {
            if let Some(later) = self.send_row(row).await? {
                // Patience is not failure: the message counts its own attempts.
                return Ok(Next::At(later));
            }
        }
        Ok(Next::Done)
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
               AND seq >= (SELECT CAST(payload AS INTEGER) FROM jobs WHERE key = 'send')",
            vec![],
        )
    }

    fn next_planned(&self, from: i64) -> Result<Option<MessageRow>, PlatformError> {
        self.core.sql.first(
            "SELECT * FROM messages WHERE seq >= ? AND direction = 'outbound' AND status = 'planned'
             ORDER BY seq LIMIT 1",
            params![from],
        )
    }

    /// No sender is running, so what is still `sending` was cut off by a restart: Meta may have it.
    fn doubt_interrupted(&self, from: i64) -> Result<(), ObjectError> {
        let rows: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE seq >= ? AND direction = 'outbound' AND status = 'sending'",
            params![from],
        )?;
        for row in rows {
            self.doubt(row.seq)?;
        }
        Ok(())
    }

    /// Sends one message. Some: not now, but then.
    async fn send_row(&self, row: MessageRow) -> Result<Option<Timestamp>, ObjectError> {
        let standing = self.standing()?.ok_or(PlatformError::Unreadable { operation: "conversation" })?;
        let owner = self.core.owner().await?;
        let channel = self.core.directory()?.channel(owner.tenant.tenant_id, standing.channel_id).await?;
        let Some(window) = standing.window().open(clock::now(), self.core.config()?.service_window) else {
            self.fail(row.seq, WINDOW_CLOSED)?;
            return Ok(None);
        };
        let Some(channel) = channel else {
            self.fail(row.seq, NO_TOKEN)?;
            return Ok(None);
        };
        // Whatever can go wrong on our side goes wrong before the row says that Meta may have it.
        let Some(request) = self.request(&window, &owner, &standing, &channel, &row)? else {
            self.fail(row.seq, UNFIT)?;
            return Ok(None);
        };
        if !self.claim_row(row.seq)? {
            return Ok(None);
        }
        let outcome = post(request).await;
        self.settle_outcome(&owner, &channel, row.seq, outcome).await
    }

    /// The moment of decision, after every wait: only what is still planned, and not the agent's once a person took
    /// over, goes out.
    fn claim_row(&self, seq: i64) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Claimed {}
        let claimed: Option<Claimed> = self.core.sql.first(
            "UPDATE messages SET status = 'sending', attempt = attempt + 1, sent_at = ?
             WHERE seq = ? AND status = 'planned'
               AND (author <> 'agent' OR seq > (SELECT human_seq FROM conversation WHERE id = 1)) RETURNING 1 AS claimed",
            params![clock::now(), seq],
        )?;
        if claimed.is_none() {
            self.core.sql.run(
                "UPDATE messages SET status = 'dropped' WHERE seq = ? AND status = 'planned'",
                params![seq],
            )?;
        }
        Ok(claimed.is_some())
    }

    fn request(
        &self,
        _open: &OpenWindow,
        owner: &Owner,
        standing: &Standing,
        channel: &Channel,
        row: &MessageRow,
    ) -> Result<Option<http::Request<Vec<u8>>>, ObjectError> {
        let config = self.core.config()?;
        let text = self.stored(owner, row)?.text.unwrap_or_default();
        let person = self.person(owner, standing)?;
        let callback = callback_data(&owner.key, self.id()?, row.seq);
        Ok(wire::send_text(&config, owner, channel, &person, &text, &callback).ok())
    }

    async fn settle_outcome(
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
                let later = self.refused(seq, error.code, action)?;
                if let Action::Alert(kind) = action {
                    self.note_health(channel, health(kind)).await;
                }
                Ok(later)
            }
        }
    }

    /// Meta declined: when to try again, or never.
    fn refused(&self, seq: i64, code: i64, action: Action) -> Result<Option<Timestamp>, ObjectError> {
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
        self.core.sql.run(
            "UPDATE messages SET status = 'planned', error_code = ? WHERE seq = ? AND status = 'sending'",
            params![code, seq],
        )?;
        let wait = self.core.config()?.retry_unit.saturating_mul(seconds);
        Ok(Some(clock::now().plus(wait)))
    }

    /// What the owner sees of the channel. The message is settled already; this may fail.
    async fn note_health(&self, channel: &Channel, health: &str) {
        if channel.health == health {
            return;
        }
        let noted = match self.core.directory() {
            Ok(directory) => directory.set_channel_health(channel.id, health).await,
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
            let current: DeliveryStatus = row.status.parse().unwrap_or(DeliveryStatus::Unknown);
            let early = self.early_status(&key)?;
            let reached = early.map_or(DeliveryStatus::Accepted, |(status, _)| status);
            let next = current.advance(reached);
            let stored = Stored { provider_id: Some(provider_id.to_owned()), ..self.stored(owner, &row)? };
            let content =
                self.seal_json(owner, vault::Purpose::Message, &row.id.to_string(), "content", &stored)?;
            self.core.sql.run(
                "UPDATE messages SET provider_key = ?, content = ?, status = ?, error_code = ? WHERE seq = ?",
                params![
                    key.clone(),
                    content,
                    next.as_str(),
                    early.and_then(|(_, code)| code).filter(|_| next == DeliveryStatus::Failed),
                    seq
                ],
            )?;
            if early.is_some() {
                self.core.sql.run("DELETE FROM early_statuses WHERE provider_key = ?", params![key])?;
            }
            Ok(())
        })
    }

    fn fail(&self, seq: i64, code: i64) -> Result<(), ObjectError> {
        self.core
            .sql
            .run("UPDATE messages SET status = 'failed', error_code = ? WHERE seq = ?", params![code, seq])?;
        Ok(())
    }

    /// Nobody knows whether Meta took it: it waits for a status, which may have come meanwhile.
    fn doubt(&self, seq: i64) -> Result<(), ObjectError> {
        self.core.sql.run(
            "UPDATE messages SET status = 'unknown' WHERE seq = ? AND status IN ('planned', 'sending')",
            params![seq],
        )?;
        let due = clock::now().plus(self.core.config()?.reconcile_after);
        self.schedule(&format!("{RECONCILE}{seq}"), due, None)?;
        Ok(())
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
