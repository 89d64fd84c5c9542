//! A template's row. Its word is as old as `synced_at` says, and an older word never replaces a newer one.

use domain::time::Timestamp;
use meta::graph::templates::{Category, Status, StoredTemplate};
use platform::{PlatformError, params};
use serde::Deserialize;

use crate::tenant::Tenant;
use crate::tenant::protocol::TemplateView;

/// A row as the queries of this module select it.
#[derive(Deserialize)]
pub(super) struct Row {
    status: String,
    category: String,
    reason: Option<String>,
    template: String,
    synced_at: Timestamp,
}

impl Row {
    /// The template with the newest word on its status and category.
    pub fn read(self) -> Result<TemplateView, PlatformError> {
        let template: StoredTemplate = serde_json::from_str(&self.template)
            .map_err(|_| PlatformError::Unreadable { operation: "template" })?;
        let status = Status::from_word(&self.status);
        let category = Category::from_word(&self.category);
        let template = StoredTemplate { status, category, ..template };
        Ok(TemplateView { template, reason: self.reason, synced_at: self.synced_at })
    }
}

impl Tenant {
    /// Keeps a template as it was then. A row that says the same is not written: a sync of thousands would cost
    /// thousands.
    pub(super) fn store_template(
        &self,
        account: &str,
        template: &StoredTemplate,
        at: Timestamp,
    ) -> Result<(), PlatformError> {
        let stored = serde_json::to_string(template)
            .map_err(|_| PlatformError::Unreadable { operation: "template" })?;
        self.core.sql.run(
            "INSERT INTO templates (account_id, name, language, status, category, template, synced_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (account_id, name, language) DO UPDATE SET
               reason = CASE WHEN status = excluded.status THEN reason END, status = excluded.status,
               category = excluded.category, template = excluded.template, synced_at = excluded.synced_at
             WHERE excluded.synced_at >= templates.synced_at
               AND (status, category, template) <> (excluded.status, excluded.category, excluded.template)",
            params![
                account,
                template.name.as_str(),
                template.language.as_str(),
                template.status.as_str(),
                template.category.as_str(),
                stored,
                at
            ],
        )
    }
}
