//! Deletion requests in the directory: what the status page shows.

use std::time::Duration;

use domain::confirmation::ConfirmationCode;
use domain::ids::TenantId;
use domain::time::Timestamp;
use serde::Deserialize;

use super::{Directory, Value};
use crate::error::PlatformError;

/// How long the platform's own recovery copies live: D1's Time Travel and the objects' point-in-time recovery.
/// <https://developers.cloudflare.com/d1/reference/time-travel/>,
/// <https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#pitr-point-in-time-recovery-api>
pub const RECOVERY: Duration = Duration::from_hours(30 * 24);

/// How a request stands.
#[derive(Debug, Clone, Deserialize)]
pub struct DeletionRequest {
    /// When it was made.
    pub requested_at: Timestamp,
    /// When everything that serves was erased; none: not yet.
    pub completed_at: Option<Timestamp>,
}

impl DeletionRequest {
    /// When the last recovery copy has run out, once the request is done.
    pub fn recovery_until(&self) -> Option<Timestamp> {
        self.completed_at.map(|at| at.plus(RECOVERY))
    }
}

impl Directory {
    /// Writes a request down. Repeating it changes nothing.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn request_deletion(
        &self,
        code: &ConfirmationCode,
        tenant: TenantId,
        source: &str,
        requested_at: Timestamp,
    ) -> Result<(), PlatformError> {
        self.run(
            "write deletion request",
            "INSERT INTO deletion_requests (code, tenant_id, source, requested_at) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
            &[
                Value::Text(code.as_str()),
                Value::Text(&tenant.to_string()),
                Value::Text(source),
                Value::Integer(requested_at.millis()),
            ],
        )
        .await
    }

    /// Writes down that a request is done. The first time counts.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn complete_deletion(
        &self,
        code: &ConfirmationCode,
        at: Timestamp,
    ) -> Result<(), PlatformError> {
        self.run(
            "complete deletion request",
            "UPDATE deletion_requests SET status = 'done', completed_at = ? WHERE code = ? AND status = 'pending'",
            &[Value::Integer(at.millis()), Value::Text(code.as_str())],
        )
        .await
    }

    /// How a request stands.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn deletion_request(
        &self,
        code: &ConfirmationCode,
    ) -> Result<Option<DeletionRequest>, PlatformError> {
        self.first(
            "read deletion request",
            "SELECT requested_at, completed_at FROM deletion_requests WHERE code = ?",
            &[Value::Text(code.as_str())],
        )
        .await
    }
}
