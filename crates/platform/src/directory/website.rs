//! The website chat in the directory: a tenant's public name, and the sites that may embed its chat.

use domain::ids::TenantId;
use serde::Deserialize;

use super::channels::Channel;
use super::{Directory, Value};
use crate::error::PlatformError;

impl Channel {
    /// The sites that may embed the chat, as browsers name them in `Origin`; the hosted page needs none.
    pub fn origins(&self) -> Vec<String> {
        self.origins.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

impl Directory {
    /// The name of a tenant in public addresses: of `/chat/{slug}`.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn slug(&self, tenant: TenantId) -> Result<Option<String>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            slug: String,
        }
        let values = [Value::Text(&tenant.to_string())];
        let row: Option<Row> =
            self.first("read slug", "SELECT slug FROM tenants WHERE id = ?", &values).await?;
        Ok(row.map(|row| row.slug))
    }

    /// Lists the sites that may embed a tenant's chat. Other isolates may know the old list for a minute more.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn set_origins(&self, channel: &Channel, origins: &[String]) -> Result<(), PlatformError> {
        Self::forget_channel(channel.kind, &channel.external_id);
        let list = serde_json::json!(origins).to_string();
        let values = [
            Value::Text(&list),
            Value::Text(&channel.id.to_string()),
            Value::Text(&channel.tenant.tenant_id.to_string()),
        ];
        self.run("set origins", "UPDATE channels SET origins = ? WHERE id = ? AND tenant_id = ?", &values)
            .await
    }
}
