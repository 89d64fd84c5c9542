//! Names of people who were erased: Meta sends an event again for days, and it must not bring them back.

use domain::channel::Alias;
use domain::ids::{ChannelId, ConversationId};
use domain::time::Timestamp;
use platform::{PlatformError, params};
use serde::Deserialize;
use vault::DataKey;

use crate::tenant::Tenant;
use crate::tenant::protocol::{Admit, alias_hash};

impl Tenant {
    /// When the person behind a newcomer was last erased, if they were.
    pub(in crate::tenant) fn erased_at(
        &self,
        key: &DataKey,
        newcomer: &Admit,
    ) -> Result<Option<Timestamp>, PlatformError> {
        let aliases = newcomer.profile.aliases.iter();
        let names = aliases.map(|alias| alias_name(newcomer.channel_id, &alias_hash(key, alias)));
        let mut latest = None;
        for name in names.chain([newcomer.conversation_id.to_string()]) {
            latest = latest.max(self.buried_at(&name)?);
        }
        Ok(latest)
    }

    /// When whoever goes by this name, or had this conversation, was last erased.
    pub(in crate::tenant) fn buried_at(&self, name: &str) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            erased_at: Timestamp,
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT erased_at FROM erased WHERE name = ?", params![name])?;
        Ok(row.map(|row| row.erased_at))
    }

    pub(super) fn bury(&self, name: &str, erased_at: Timestamp) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO erased (name, erased_at) VALUES (?, ?)
             ON CONFLICT (name) DO UPDATE SET erased_at = max(erased_at, excluded.erased_at)",
            params![name, erased_at],
        )
    }

    pub(super) fn bury_conversation(
        &self,
        id: &ConversationId,
        erased_at: Timestamp,
    ) -> Result<(), PlatformError> {
        self.bury(id.as_str(), erased_at)
    }

    pub(super) fn bury_alias(
        &self,
        key: &DataKey,
        channel: ChannelId,
        alias: &Alias,
        erased_at: Timestamp,
    ) -> Result<(), PlatformError> {
        self.bury(&alias_name(channel, &alias_hash(key, alias)), erased_at)
    }
}

/// What a name on a channel is buried under.
pub(super) fn alias_name(channel: ChannelId, hash: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut name = format!("{channel}/");
    for byte in hash {
        // Writing to a String cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}
