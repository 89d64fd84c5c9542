//! What Meta tells of a template between two syncs.

use domain::time::Timestamp;
use meta::graph::templates::Status;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use crate::object::ObjectError;
use crate::tenant::Tenant;
use crate::tenant::protocol::{AccountEvent, AccountNews, TemplateNews};

impl Tenant {
    /// Takes events of an account. When this returns, all of them are durable.
    pub(in crate::tenant) async fn take_news(&self, news: &AccountNews) -> Result<(), ObjectError> {
        let account = news.account_id.as_str();
        let is_unclear = self.core.sql.transaction::<_, ObjectError>(|| {
            let mut is_unclear = false;
            for event in &news.events {
                match event {
                    AccountEvent::Template(template) => {
                        is_unclear |= !self.take_template(account, template)?;
                    }
                    AccountEvent::Health { channels, note } => {
                        for channel in channels {
                            self.hear_health(*channel, note)?;
                        }
                    }
                }
            }
            if is_unclear {
                self.note_sync_wanted(account, clock::now())?;
            }
            Ok(is_unclear)
        })?;
        if is_unclear {
            self.rearm().await?;
        }
        Ok(())
    }

    /// Whether the event says all there is to know; if not, the account wants a sync.
    fn take_template(&self, account: &str, news: &TemplateNews) -> Result<bool, PlatformError> {
        let (Some(name), Some(language)) = (&news.name, &news.language) else { return Ok(false) };
        let status = match &news.event {
            Some(event) => match Status::after_event(event) {
                Some(status) => Some(status),
                None => return Ok(false),
            },
            None => None,
        };
        // Meta writes languages with `-` in some events.
        let language = language.replace('-', "_");
        let Some(known_at) = self.told_of(account, name, &language)? else { return Ok(false) };
        // Meta's stamps are cut to the second.
        if news.at < known_at.to_the_second() {
            return Ok(true);
        }
        self.core.sql.run(
            "UPDATE templates SET status = coalesce(?1, status), category = coalesce(?2, category),
               reason = CASE WHEN ?1 IS NULL THEN reason ELSE ?3 END, told_at = ?4, synced_at = ?5
             WHERE account_id = ?6 AND name = ?7 AND language = ?8",
            params![
                status.as_ref().map(Status::as_str),
                news.category.as_deref(),
                news.reason.as_deref(),
                news.at,
                clock::now(),
                account,
                name.as_str(),
                language
            ],
        )?;
        Ok(true)
    }

    /// Until when Meta's word on a template is known: its newest event, or the last whole sync. `None`: it is not
    /// known at all.
    fn told_of(&self, account: &str, name: &str, language: &str) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Known {
            at: Timestamp,
        }
        let row: Option<Known> = self.core.sql.first(
            "SELECT max(coalesce(told_at, 0), coalesce(
               (SELECT synced_at FROM template_syncs WHERE account_id = templates.account_id), 0)) AS at
             FROM templates WHERE account_id = ? AND name = ? AND language = ?",
            params![account, name, language],
        )?;
        Ok(row.map(|row| row.at))
    }
}
