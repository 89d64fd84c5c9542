//! How a channel is reached at Meta, and what Meta is asked to send events of: an account or a Page, which several
//! channels may be reached through.

use domain::channel::ChannelKind;
use serde::Deserialize;

use super::channels::Channel;
use super::{Directory, Value};
use crate::config::Config;
use crate::error::PlatformError;

impl Channel {
    /// The base of its Graph. An Instagram account that is reached through its Page names that Page as its account; the
    /// others have a Graph of their own.
    pub fn graph_url<'a>(&self, config: &'a Config) -> &'a str {
        let is_own = self.kind == ChannelKind::Instagram && self.account_id.is_none();
        if is_own { &config.instagram_graph_url } else { &config.graph_url }
    }

    /// Where its messages are: at the Page, also of an Instagram account that is reached through one.
    pub fn node(&self) -> &str {
        match self.kind {
            ChannelKind::Instagram => self.account_id.as_deref().unwrap_or(&self.external_id),
            _ => &self.external_id,
        }
    }

    /// What Meta sends its events for. `None`: it is none of Meta's.
    pub fn subscribed(&self) -> Option<&str> {
        match self.kind {
            ChannelKind::WhatsApp => self.account_id.as_deref(),
            ChannelKind::Instagram | ChannelKind::Messenger => Some(self.node()),
            ChannelKind::Website => None,
        }
    }
}

impl Directory {
    /// Whether another channel, of whichever tenant, gets its events by the same subscription: of the same account or
    /// Page, to the same app.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn shares_subscription(&self, channel: &Channel) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Found {}
        let Some(subscribed) = channel.subscribed() else { return Ok(false) };
        let app_id = channel.app_id.map(|id| id.to_string());
        let found: Option<Found> = self
            .first(
                "find shared subscription",
                "SELECT 1 AS found FROM channels c LEFT JOIN apps a ON a.id = c.app_id
                 WHERE c.id <> ?1 AND (c.account_id = ?2 OR (c.kind = 'messenger' AND c.external_id = ?2))
                   AND a.meta_app_id IS (SELECT meta_app_id FROM apps WHERE id = ?3) LIMIT 1",
                &[
                    Value::Text(&channel.id.to_string()),
                    Value::Text(subscribed),
                    Value::OptionalText(app_id.as_deref()),
                ],
            )
            .await?;
        Ok(found.is_some())
    }
}
