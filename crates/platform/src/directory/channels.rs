//! Channels.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use domain::channel::ChannelKind;
use domain::ids::{AppId, ChannelId, TenantId};
use domain::time::Timestamp;
use serde::Deserialize;
use vault::{Place, Purpose};

use super::tenants::TenantRef;
use super::{Directory, Value};
use crate::clock;
use crate::error::PlatformError;

/// How long a found channel serves webhooks before the directory is asked again. A miss is never kept: a channel
/// that was just connected must work at once.
pub(super) const FRESH: Duration = Duration::from_mins(1);
/// An isolate that routes for more channels than this at once starts afresh.
pub(super) const CAPACITY: usize = 1_024;

/// A channel with its owner.
#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// What it is.
    pub kind: ChannelKind,
    /// Its id at the other side.
    pub external_id: String,
    /// The WhatsApp Business Account.
    pub account_id: Option<String>,
    /// The app it belongs to; none: the operator's.
    pub app_id: Option<AppId>,
    /// What owners see.
    pub label: String,
    /// Sealed access token.
    pub credentials: Vec<u8>,
    /// `ok`, or why it does not work.
    pub health: String,
    /// When it was connected.
    pub created_at: Timestamp,
    /// See [`Channel::origins`].
    #[serde(default)]
    pub(super) origins: Option<String>,
    /// Its owner.
    #[serde(flatten)]
    pub tenant: TenantRef,
}

/// A channel to be.
pub struct NewChannel<'a> {
    /// Its id.
    pub id: ChannelId,
    /// Its owner.
    pub tenant_id: TenantId,
    /// What it is.
    pub kind: ChannelKind,
    /// Its id at the other side.
    pub external_id: &'a str,
    /// The WhatsApp Business Account.
    pub account_id: Option<&'a str>,
    /// The app it belongs to.
    pub app_id: Option<AppId>,
    /// What owners see.
    pub label: &'a str,
    /// Sealed access token.
    pub credentials: &'a [u8],
    /// Now.
    pub created_at: Timestamp,
}

/// The columns of a [`Channel`].
pub(super) const SELECT: &str =
    "SELECT c.id, c.kind, c.external_id, c.account_id, c.app_id, c.label, c.credentials, c.health,
   c.created_at, c.origins, t.id AS tenant_id, t.jurisdiction, k.wrapped AS wrapped_key
 FROM channels c JOIN tenants t ON t.id = c.tenant_id JOIN data_keys k ON k.owner = t.id";

thread_local! {
    static FOUND: RefCell<BTreeMap<(ChannelKind, String), (Timestamp, Channel)>> =
        const { RefCell::new(BTreeMap::new()) };
}

impl Directory {
    /// The channel that an event belongs to. When the directory is slow or down, an older copy serves.
    ///
    /// # Errors
    /// If the directory does not answer and no copy is here.
    pub async fn channel_by_external_id(
        &self,
        kind: ChannelKind,
        external_id: &str,
    ) -> Result<Option<Channel>, PlatformError> {
        let at = (kind, external_id.to_owned());
        let known = FOUND.with_borrow(|found| found.get(&at).cloned());
        if let Some((since, channel)) = &known
            && clock::now().since(*since) < FRESH
        {
            return Ok(Some(channel.clone()));
        }
        let statement = format!("{SELECT} WHERE c.kind = ? AND c.external_id = ? AND t.status = 'active'");
        let values = [Value::Text(kind.as_str()), Value::Text(external_id)];
        match self.first::<Channel>("find channel", &statement, &values).await {
            Ok(Some(channel)) => {
                remember(at, &channel);
                Ok(Some(channel))
            }
            Ok(None) => {
                FOUND.with_borrow_mut(|found| found.remove(&at));
                Ok(None)
            }
            Err(error) => known.map(|(_, channel)| Some(channel)).ok_or(error),
        }
    }

    /// Drops this isolate's copies of a channel.
    pub fn forget_channel(kind: ChannelKind, external_id: &str) {
        Self::forget_accounts();
        FOUND.with_borrow_mut(|found| found.remove(&(kind, external_id.to_owned())));
    }

    /// One channel of a tenant.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn channel(&self, tenant: TenantId, id: ChannelId) -> Result<Option<Channel>, PlatformError> {
        let statement = format!("{SELECT} WHERE c.id = ? AND c.tenant_id = ?");
        let values = [Value::Text(&id.to_string()), Value::Text(&tenant.to_string())];
        self.first("read channel", &statement, &values).await
    }

    /// A tenant's channels, oldest first. At most 200: nobody has more.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn channels(&self, tenant: TenantId) -> Result<Vec<Channel>, PlatformError> {
        let statement = format!("{SELECT} WHERE c.tenant_id = ? ORDER BY c.id LIMIT 200");
        self.rows("list channels", &statement, &[Value::Text(&tenant.to_string())]).await
    }

    /// Connects a channel.
    ///
    /// # Errors
    /// [`PlatformError::Exists`] if somebody has it.
    pub async fn insert_channel(&self, channel: &NewChannel<'_>) -> Result<(), PlatformError> {
        let app_id = channel.app_id.map(|id| id.to_string());
        Self::forget_accounts();
        self.run(
            "insert channel",
            "INSERT INTO channels (id, tenant_id, kind, external_id, account_id, app_id, label, credentials, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            &[
                Value::Text(&channel.id.to_string()),
                Value::Text(&channel.tenant_id.to_string()),
                Value::Text(channel.kind.as_str()),
                Value::Text(channel.external_id),
                Value::OptionalText(channel.account_id),
                Value::OptionalText(app_id.as_deref()),
                Value::Text(channel.label),
                Value::Blob(channel.credentials),
                Value::Integer(channel.created_at.millis()),
            ],
        )
        .await
    }

    /// Gives a channel that its tenant has already a new token, and with it a new start. Its id stays, and with it
    /// its conversations.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn reconnect_channel(&self, channel: &NewChannel<'_>) -> Result<(), PlatformError> {
        let app_id = channel.app_id.map(|id| id.to_string());
        Self::forget_channel(channel.kind, channel.external_id);
        self.run(
            "reconnect channel",
            "UPDATE channels SET account_id = ?, app_id = ?, label = ?, credentials = ?, health = 'ok'
             WHERE id = ? AND tenant_id = ?",
            &[
                Value::OptionalText(channel.account_id),
                Value::OptionalText(app_id.as_deref()),
                Value::Text(channel.label),
                Value::Blob(channel.credentials),
                Value::Text(&channel.id.to_string()),
                Value::Text(&channel.tenant_id.to_string()),
            ],
        )
        .await
    }

    /// Disconnects a channel: its token is gone at once. Other isolates may route to it for a minute more, where its
    /// object finds no credentials.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn delete_channel(&self, channel: &Channel) -> Result<(), PlatformError> {
        Self::forget_channel(channel.kind, &channel.external_id);
        self.run(
            "delete channel",
            "DELETE FROM channels WHERE id = ? AND tenant_id = ?",
            &[Value::Text(&channel.id.to_string()), Value::Text(&channel.tenant.tenant_id.to_string())],
        )
        .await
    }

    /// Records why a channel does not work, or `ok`. This isolate's copies are of before.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn set_channel_health(&self, channel: &Channel, health: &str) -> Result<(), PlatformError> {
        Self::forget_channel(channel.kind, &channel.external_id);
        let statement = "UPDATE channels SET health = ?1 WHERE id = ?2 AND health <> ?1";
        let values = [Value::Text(health), Value::Text(&channel.id.to_string())];
        self.run("set channel health", statement, &values).await
    }
}

fn remember(at: (ChannelKind, String), channel: &Channel) {
    FOUND.with_borrow_mut(|found| {
        if found.len() >= CAPACITY {
            found.clear();
        }
        found.insert(at, (clock::now(), channel.clone()));
    });
}

/// Where a channel's token belongs.
pub fn credentials_place<'a>(tenant: &'a str, channel: &'a str) -> Place<'a> {
    Place { purpose: Purpose::Credential, tenant, row: channel, column: "credentials" }
}
