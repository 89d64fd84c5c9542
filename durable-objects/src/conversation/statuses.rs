//! How far our messages have come: monotone, and kept when it comes before the answer to its own send.

use domain::delivery::DeliveryStatus;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Conversation;
use super::jobs::{RECONCILE, REPORT};
use super::outbox::WINDOW_CLOSED;
use super::protocol::{IncomingMessage, StatusReport};
use super::store::{MessageRow, provider_key};
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// Takes a report. False if it told nothing new.
    pub(super) fn take_status(&self, owner: &Owner, report: &StatusReport) -> Result<bool, ObjectError> {
        let key = provider_key(owner, &report.provider_id);
        let Some(row) = self.reported_row(report, &key)? else {
            return self.keep_early_status(report, key);
        };
        let current: DeliveryStatus = row.status.parse().unwrap_or(DeliveryStatus::Unknown);
        if !is_about(&row, current, &key) || current.advance(report.status) == current {
            return Ok(false);
        }
        if report.status == DeliveryStatus::Failed && report.error_code == Some(WINDOW_CLOSED) {
            self.settle_row(owner, &row, &report.provider_id, current, None)?;
            return self.denied_later(owner, row.seq);
        }
        if let Some(code) = report.error_code.filter(|_| report.status == DeliveryStatus::Failed) {
            self.doubt_templates(code)?;
        }
        if current < DeliveryStatus::Accepted {
            self.settle_row(owner, &row, &report.provider_id, report.status, report.error_code)?;
            self.end_doubt(row.seq)?;
        } else {
            self.advance(&row, report.status, report.error_code, report.at)?;
        }
        Ok(true)
    }

    /// Whether an echo is of a message of ours that is just leaving, or of which nobody knows yet whether it left: then it
    /// says that it did. Its callback data would have told; Instagram may leave that out.
    pub(super) fn is_own_echo(&self, owner: &Owner, echo: &IncomingMessage) -> Result<bool, ObjectError> {
        let leaving: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE seq >= (SELECT outbox_from FROM conversation WHERE id = 1)
               AND direction = 'outbound' AND status IN ('sending', 'unknown') ORDER BY seq",
            vec![],
        )?;
        for row in leaving {
            let text = self.stored(owner, &row)?.text;
            if text.is_some() && text.as_deref() == echo.content.text() {
                self.settle_row(owner, &row, &echo.provider_id, DeliveryStatus::Sent, None)?;
                self.end_doubt(row.seq)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Meta has spoken at last. If staff were told that nobody knows, they are told that somebody does.
    fn end_doubt(&self, seq: i64) -> Result<(), PlatformError> {
        #[derive(Deserialize)]
        struct Ended {
            dead: Option<String>,
        }
        let ended: Option<Ended> = self
            .core
            .sql
            .first("DELETE FROM jobs WHERE key = ? RETURNING dead", params![format!("{RECONCILE}{seq}")])?;
        match ended.and_then(|ended| ended.dead) {
            Some(_) => self.schedule(REPORT, clock::now(), None),
            None => Ok(()),
        }
    }

    /// Meta took the message and found only then that the window is closed.
    fn denied_later(&self, owner: &Owner, seq: i64) -> Result<bool, ObjectError> {
        if let Some(later) = self.window_denied(owner, seq, WINDOW_CLOSED)? {
            self.schedule_send(seq, later)?;
        }
        Ok(true)
    }

    /// By the row our callback data named, else by Meta's id.
    pub(super) fn reported_row(
        &self,
        report: &StatusReport,
        key: &[u8],
    ) -> Result<Option<MessageRow>, PlatformError> {
        let named = match report.row {
            Some(row) => self.message(row)?,
            None => None,
        };
        if let Some(row) = named {
            return Ok(Some(row).filter(|row| row.direction == "outbound"));
        }
        self.core
            .sql
            .first("SELECT * FROM messages WHERE provider_key = ? AND direction = 'outbound'", params![key])
    }

    /// When Meta last reported on a message of this conversation.
    pub(super) fn last_status(&self) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            at: Option<Timestamp>,
        }
        let row: Option<Row> = self.core.sql.first(
            "SELECT max(status_at) AS at FROM messages WHERE seq > (SELECT max(seq) FROM messages) - 50",
            vec![],
        )?;
        Ok(row.and_then(|row| row.at))
    }

    fn keep_early_status(&self, report: &StatusReport, key: Vec<u8>) -> Result<bool, ObjectError> {
        let known = self.early_status(&key)?;
        let next = known.as_ref().map_or(report.status, |known| known.0.advance(report.status));
        if known.is_some_and(|(status, _)| status == next) {
            return Ok(false);
        }
        self.core.sql.run(
            "INSERT INTO early_statuses (provider_key, status, error_code, at) VALUES (?, ?, ?, ?)
             ON CONFLICT (provider_key) DO UPDATE SET status = excluded.status, error_code = excluded.error_code",
            params![key, next.as_str(), report.error_code, clock::now()],
        )?;
        Ok(true)
    }

    /// What came before the answer to its send, if anything did.
    pub(super) fn early_status(
        &self,
        key: &[u8],
    ) -> Result<Option<(DeliveryStatus, Option<i64>)>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            status: String,
            error_code: Option<i64>,
        }
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT status, error_code FROM early_statuses WHERE provider_key = ?", params![key])?;
        Ok(row.and_then(|row| Some((row.status.parse().ok()?, row.error_code))))
    }
}

/// A word on an earlier attempt of the same row says nothing of this one. Until Meta takes an attempt, the row still
/// has the id of the one before.
pub(super) fn is_about(row: &MessageRow, current: DeliveryStatus, key: &[u8]) -> bool {
    let is_known = row.provider_key.as_deref() == Some(key);
    if current < DeliveryStatus::Accepted { !is_known } else { is_known }
}
