//! What a person's names lead to.

use domain::channel::{Alias, AliasKind};
use domain::ids::{ChannelId, ContactId, ConversationId};
use platform::{PlatformError, params};
use serde::Deserialize;
use vault::DataKey;

use super::Told;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::protocol::alias_hash;

/// Names as the index has them.
pub(super) struct Names {
    current: Vec<Name>,
    left: Vec<Name>,
}

struct Name {
    is_phone: bool,
    hash: Vec<u8>,
}

impl Names {
    pub fn of(key: &DataKey, current: &[Alias], left: &[Alias]) -> Self {
        let hashed = |aliases: &[Alias]| {
            let name = |alias: &Alias| Name {
                is_phone: alias.kind == AliasKind::Phone,
                hash: alias_hash(key, alias).to_vec(),
            };
            aliases.iter().map(name).collect()
        };
        Self { current: hashed(current), left: hashed(left) }
    }

    fn all(&self) -> impl Iterator<Item = &Name> {
        self.current.iter().chain(&self.left)
    }

    /// The id that says who has the phone number now.
    fn holder(&self) -> Option<&Name> {
        self.current.iter().find(|name| !name.is_phone)
    }

    /// Whether a name's row is about the person of these names. A number that was last seen with another
    /// business-scoped id has a new owner, who must not get the old one's conversation.
    fn are_of(&self, name: &Name, row: &Row) -> bool {
        let Some(holder) = row.holder.as_ref().filter(|_| name.is_phone) else { return true };
        self.holder().is_none() || self.all().any(|other| !other.is_phone && other.hash == *holder)
    }
}

#[derive(Deserialize)]
struct Row {
    contact_id: ContactId,
    conversation_id: ConversationId,
    #[serde(with = "serde_bytes")]
    holder: Option<Vec<u8>>,
}

impl Tenant {
    /// The conversations that the names lead to, by trust, each once.
    pub(super) fn led_to(
        &self,
        channel: ChannelId,
        names: &Names,
    ) -> Result<Vec<ConversationId>, ObjectError> {
        let mut found = Vec::new();
        for name in names.all() {
            let row = self.alias(channel, name)?.filter(|row| names.are_of(name, row));
            let Some(row) = row else { continue };
            let home = self.home_of(&row.conversation_id)?;
            if !found.contains(&home) {
                found.push(home);
            }
        }
        Ok(found)
    }

    fn alias(&self, channel: ChannelId, name: &Name) -> Result<Option<Row>, PlatformError> {
        self.core.sql.first(
            "SELECT contact_id, conversation_id, holder FROM aliases WHERE channel_id = ? AND hash = ?",
            params![channel.to_string(), &name.hash[..]],
        )
    }

    /// The current names lead here from now on; a number that was given up leads nowhere until somebody comes with
    /// it. A business-scoped id that was given up is nobody else's ever, so late events still find their way.
    pub(super) fn point(
        &self,
        owner: &Owner,
        told: &Told<'_>,
        names: &Names,
        contact: ContactId,
        home: &ConversationId,
    ) -> Result<(), ObjectError> {
        let channel = told.channel_id;
        for (name, alias) in names.current.iter().zip(&told.profile.aliases) {
            if let Some(taken) = self.alias(channel, name)?.filter(|row| row.contact_id != contact) {
                self.take_name(owner, taken.contact_id, alias)?;
            }
            let holder = names.holder().filter(|_| name.is_phone).map(|holder| holder.hash.clone());
            self.put_alias(channel, name, contact, home, holder)?;
        }
        for name in names.left.iter().filter(|name| name.is_phone) {
            self.core.sql.run(
                "DELETE FROM aliases WHERE channel_id = ? AND hash = ? AND conversation_id = ?",
                params![channel.to_string(), &name.hash[..], home.as_str()],
            )?;
        }
        Ok(())
    }

    /// What is so already costs no row.
    fn put_alias(
        &self,
        channel: ChannelId,
        name: &Name,
        contact: ContactId,
        home: &ConversationId,
        holder: Option<Vec<u8>>,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO aliases (channel_id, hash, contact_id, conversation_id, holder) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (channel_id, hash) DO UPDATE SET contact_id = excluded.contact_id,
               conversation_id = excluded.conversation_id, holder = coalesce(excluded.holder, holder)
             WHERE contact_id <> excluded.contact_id OR conversation_id <> excluded.conversation_id
               OR (excluded.holder IS NOT NULL AND holder IS NOT excluded.holder)",
            params![channel.to_string(), &name.hash[..], contact.to_string(), home.as_str(), holder],
        )
    }
}
