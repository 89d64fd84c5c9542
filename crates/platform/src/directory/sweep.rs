//! The round of the sweep through all tenants, and where it is.

use domain::time::Timestamp;
use serde::Deserialize;

use super::tenants::TenantRef;
use super::{Directory, Value};
use crate::error::PlatformError;

/// The columns of a [`TenantRef`].
const SELECT: &str = "SELECT t.id AS tenant_id, t.jurisdiction, k.wrapped AS wrapped_key
  FROM tenants t JOIN data_keys k ON k.owner = t.id";

impl Directory {
    /// The next tenants of a round, suspended ones too: their customers' rights go on. Fewer than `limit`: the round
    /// has come to its end.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn tenants_after(&self, cursor: &str, limit: u32) -> Result<Vec<TenantRef>, PlatformError> {
        let statement = format!("{SELECT} WHERE t.id > ? ORDER BY t.id LIMIT ?");
        let values = [Value::Text(cursor), Value::Integer(i64::from(limit))];
        self.rows("list tenants", &statement, &values).await
    }

    /// The tenants with deletion requests that are older than `before` and not done.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn tenants_with_deletions(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<TenantRef>, PlatformError> {
        let statement = format!(
            "{SELECT} WHERE t.id IN (SELECT tenant_id FROM deletion_requests
               WHERE status = 'pending' AND requested_at < ?) LIMIT ?"
        );
        let values = [Value::Integer(before.millis()), Value::Integer(i64::from(limit))];
        self.rows("list pending deletions", &statement, &values).await
    }

    /// Where a round has come to; empty at its beginning.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn cursor(&self, name: &str) -> Result<String, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            value: String,
        }
        let statement = "SELECT value FROM cursors WHERE name = ?";
        let row: Option<Row> = self.first("read cursor", statement, &[Value::Text(name)]).await?;
        Ok(row.map(|row| row.value).unwrap_or_default())
    }

    /// Notes where a round has come to.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn move_cursor(&self, name: &str, value: &str) -> Result<(), PlatformError> {
        let statement = "INSERT INTO cursors (name, value) VALUES (?, ?)
          ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.run("move cursor", statement, &[Value::Text(name), Value::Text(value)]).await
    }
}
