//! The templates of the business's accounts: our copy of what Meta has, kept up to date by syncs and events.

mod news;
mod prepare;
mod queue;
mod store;
mod sync;

use platform::{PlatformError, params};
use serde::Deserialize;

use super::Tenant;
use super::protocol::{ForgetTemplate, GetTemplates, ListTemplates, PutTemplate, TemplateView};
use crate::call::{Page, Refusal};
use crate::object::ObjectError;
use store::Row;

impl Tenant {
    /// An account's templates, by name and language. The cursor is the last row's key.
    pub(super) fn list_templates(&self, list: &ListTemplates) -> Result<Page<TemplateView>, ObjectError> {
        let (name, language) = match &list.cursor {
            Some(cursor) => parse_cursor(cursor)?,
            None => ("", ""),
        };
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT status, category, reason, template, synced_at FROM templates
             WHERE account_id = ? AND (name, language) > (?, ?) AND (? OR status = 'APPROVED')
             ORDER BY name, language LIMIT ?",
            params![list.account_id.as_str(), name, language, !list.only_approved, list.limit],
        )?;
        let is_full = rows.len() >= usize::try_from(list.limit).unwrap_or(usize::MAX);
        let items = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
        let end = items.last().filter(|_| is_full);
        let next_cursor = end.map(|view| format!("{}.{}", view.template.name, view.template.language));
        Ok(Page { items, next_cursor })
    }

    /// A template in all its languages, or in one.
    pub(super) fn get_templates(&self, get: &GetTemplates) -> Result<Vec<TemplateView>, ObjectError> {
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT status, category, reason, template, synced_at FROM templates
             WHERE account_id = ? AND name = ? AND language = coalesce(?, language) ORDER BY language",
            params![get.account_id.as_str(), get.name.as_str(), get.language.as_deref()],
        )?;
        Ok(rows.into_iter().map(Row::read).collect::<Result<_, _>>()?)
    }

    /// Keeps what was just made at Meta.
    pub(super) fn put_template(&self, put: &PutTemplate) -> Result<TemplateView, ObjectError> {
        let now = platform::clock::now();
        self.store_template(&put.account_id, &put.template, now)?;
        Ok(TemplateView { template: put.template.clone(), reason: None, synced_at: now })
    }

    /// Forgets what was just deleted at Meta.
    pub(super) fn forget_template(&self, gone: &ForgetTemplate) -> Result<(), ObjectError> {
        Ok(self.core.sql.run(
            "DELETE FROM templates WHERE account_id = ? AND name = ? AND language = coalesce(?, language)",
            params![gone.account_id.as_str(), gone.name.as_str(), gone.language.as_deref()],
        )?)
    }

    /// How many templates of an account are known.
    fn count_templates(&self, account: &str) -> Result<u32, PlatformError> {
        #[derive(Deserialize)]
        struct Count {
            count: u32,
        }
        let row: Option<Count> = self
            .core
            .sql
            .first("SELECT count(*) AS count FROM templates WHERE account_id = ?", params![account])?;
        Ok(row.map_or(0, |row| row.count))
    }
}

fn parse_cursor(cursor: &str) -> Result<(&str, &str), Refusal> {
    cursor.split_once('.').ok_or_else(|| Refusal::invalid("cursor", "is not one of ours"))
}
