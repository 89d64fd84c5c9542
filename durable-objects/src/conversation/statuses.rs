//! How far our messages have come: monotone, and kept when it comes before the answer to its own send.

use domain::delivery::DeliveryStatus;
use platform::{PlatformError, params};
use serde::Deserialize;

use super::Conversation;
use super::ingest::Effect;
use super::jobs::RECONCILE;
use super::protocol::StatusReport;
use super::store::{MessageRow, Stored, provider_key};
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// Takes a report. False if it told nothing new.
    pub(super) fn take_status(
        &self,
        owner: &Owner,
        report: &StatusReport,
        effect: &mut Effect,
    ) -> Result<bool, ObjectError> {
        let key = provider_key(owner, &report.provider_id);
        let Some(row) = self.reported_row(report, &key)? else {
            return self.keep_early_status(report, key);
        };
        let current: DeliveryStatus = row.status.parse().unwrap_or(DeliveryStatus::Unknown);
        if current.advance(report.status) == current {
            return Ok(false);
        }
        if current < DeliveryStatus::Accepted {
            self.settle_send(owner, &row, &report.provider_id)?;
        }
        self.advance(&row, report.status, report.error_code)?;
        effect.reported_at = effect.reported_at.max(Some(report.at));
        Ok(true)
    }

    /// By the row our callback data named, else by Meta's id.
    fn reported_row(&self, report: &StatusReport, key: &[u8]) -> Result<Option<MessageRow>, PlatformError> {
        let named = match report.row {
            Some(row) => self.message(row)?,
            None => None,
        };
        if let Some(row) = named {
            // A late word on an earlier attempt of the same row says nothing of this one.
            let is_this_attempt = row.provider_key.as_deref().is_none_or(|known| known == key);
            return Ok(Some(row).filter(|row| row.direction == "outbound" && is_this_attempt));
        }
        self.core
            .sql
            .first("SELECT * FROM messages WHERE provider_key = ? AND direction = 'outbound'", params![key])
    }

    /// The answer to this send was lost or is still on its way: the report brings Meta's id of it.
    fn settle_send(&self, owner: &Owner, row: &MessageRow, provider_id: &str) -> Result<(), ObjectError> {
        let stored = Stored { provider_id: Some(provider_id.to_owned()), ..self.stored(owner, row)? };
        let content =
            self.seal_json(owner, vault::Purpose::Message, &row.id.to_string(), "content", &stored)?;
        self.core.sql.run(
            "UPDATE messages SET provider_key = ?, content = ? WHERE seq = ?",
            params![provider_key(owner, provider_id), content, row.seq],
        )?;
        self.cancel(&format!("{RECONCILE}{}", row.seq))?;
        Ok(())
    }

    fn keep_early_status(&self, report: &StatusReport, key: Vec<u8>) -> Result<bool, ObjectError> {
        let known = self.early_status(&key)?;
        let next = known.as_ref().map_or(report.status, |known| known.0.advance(report.status));
        if known.is_some_and(|(status, _)| status == next) {
            return Ok(false);
        }
        self.core.sql.run(
            "INSERT INTO early_statuses (provider_key, status, error_code) VALUES (?, ?, ?)
             ON CONFLICT (provider_key) DO UPDATE SET status = excluded.status, error_code = excluded.error_code",
            params![key, next.as_str(), report.error_code],
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
