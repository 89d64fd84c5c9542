//! Conversations and contacts that turn out to be one person's.

use domain::ids::{ContactId, ConversationId};
use domain::merge::Age;
use domain::time::Timestamp;
use platform::{PlatformError, params};
use serde::Deserialize;

use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;

/// A conversation as the index has it.
#[derive(Deserialize)]
pub(in crate::tenant) struct Indexed {
    pub id: ConversationId,
    pub contact_id: ContactId,
    pub created_at: Timestamp,
}

impl Indexed {
    /// The least stays.
    pub fn age(&self) -> Age<'_> {
        Age { created_at: self.created_at, id: &self.id }
    }
}

impl Tenant {
    /// Those of the conversations that the index has.
    pub(in crate::tenant) fn indexed(&self, ids: &[ConversationId]) -> Result<Vec<Indexed>, PlatformError> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            // One from before its birth was written down is older than any other.
            let row: Option<Indexed> = self.core.sql.first(
                "SELECT id, contact_id, coalesce(created_at, 0) AS created_at FROM conversations WHERE id = ?",
                params![id.as_str()],
            )?;
            found.extend(row);
        }
        Ok(found)
    }

    /// Makes the younger conversations part of the oldest, and their contacts part of the oldest of these, which is
    /// returned.
    pub(super) fn join(
        &self,
        owner: &Owner,
        home: &Indexed,
        younger: &[Indexed],
    ) -> Result<ContactId, ObjectError> {
        let contacts = younger.iter().map(|other| other.contact_id).chain([home.contact_id]);
        // Their ids begin with their time.
        let stays = contacts.clone().min().unwrap_or(home.contact_id);
        for contact in contacts.filter(|contact| *contact != stays) {
            self.join_contact(owner, contact, stays)?;
        }
        for other in younger {
            self.join_conversation(&other.id, &home.id)?;
        }
        Ok(stays)
    }

    /// One contact becomes part of the other. The careful one of the two counts for both: blocked stays blocked, and a
    /// no counts under all names.
    pub(super) fn join_contact(
        &self,
        owner: &Owner,
        goes: ContactId,
        stays: ContactId,
    ) -> Result<(), ObjectError> {
        self.merge_person(owner, goes, stays)?;
        self.join_consents(owner, &self.names_of(owner, stays)?)?;
        let (goes, stays) = (goes.to_string(), stays.to_string());
        for statement in [
            "UPDATE conversations SET contact_id = ?1, unaware = 1 WHERE contact_id = ?2",
            "UPDATE joined SET contact_id = ?1 WHERE contact_id = ?2",
            "INSERT INTO joined (contact_id, id) VALUES (?1, ?2)
               ON CONFLICT (id) DO UPDATE SET contact_id = excluded.contact_id",
            "UPDATE aliases SET contact_id = ?1 WHERE contact_id = ?2",
            "UPDATE contacts SET blocked_at = coalesce(blocked_at,
               (SELECT other.blocked_at FROM contacts other WHERE other.id = ?2)) WHERE id = ?1",
            "DELETE FROM contacts WHERE id = ?2 AND id <> ?1",
        ] {
            self.core.sql.run(statement, params![stays.as_str(), goes.as_str()])?;
        }
        Ok(())
    }

    fn join_conversation(&self, goes: &ConversationId, home: &ConversationId) -> Result<(), PlatformError> {
        for statement in [
            "UPDATE aliases SET conversation_id = ?1 WHERE conversation_id = ?2",
            "UPDATE forwarders SET home = ?1 WHERE home = ?2",
            "UPDATE conversations SET last_message_at = max(last_message_at,
               (SELECT other.last_message_at FROM conversations other WHERE other.id = ?2)) WHERE id = ?1",
            "DELETE FROM conversations WHERE id = ?2 AND id <> ?1",
            "INSERT INTO forwarders (id, home, pending) VALUES (?2, ?1, 1)
               ON CONFLICT (id) DO UPDATE SET home = excluded.home, pending = 1",
        ] {
            self.core.sql.run(statement, params![home.as_str(), goes.as_str()])?;
        }
        Ok(())
    }

    /// A conversation that never had anything of its own.
    pub(super) fn put_forwarder(
        &self,
        id: &ConversationId,
        home: &ConversationId,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO forwarders (id, home) VALUES (?, ?) ON CONFLICT DO NOTHING",
            params![id.as_str(), home.as_str()],
        )
    }

    /// Where a conversation's events are kept: in itself, unless it forwards to one that is still there.
    pub(in crate::tenant) fn home_of(&self, id: &ConversationId) -> Result<ConversationId, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            home: ConversationId,
        }
        // Paths are kept short when conversations join, so one step leads home.
        let row: Option<Row> = self.core.sql.first(
            "SELECT f.home FROM forwarders f JOIN conversations c ON c.id = f.home WHERE f.id = ?",
            params![id.as_str()],
        )?;
        Ok(row.map_or_else(|| id.clone(), |row| row.home))
    }

    /// Those that forward to a conversation.
    pub(in crate::tenant) fn forwarders_to(
        &self,
        home: &ConversationId,
    ) -> Result<Vec<ConversationId>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            id: ConversationId,
        }
        let rows: Vec<Row> =
            self.core.sql.rows("SELECT id FROM forwarders WHERE home = ?", params![home.as_str()])?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Those that join `home` and may not know it. Whoever asks knows it by the answer.
    pub(super) fn pending_movers(
        &self,
        home: &ConversationId,
        asking: &ConversationId,
    ) -> Result<Vec<ConversationId>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            id: ConversationId,
        }
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT id FROM forwarders WHERE home = ? AND pending = 1 AND id <> ?",
            params![home.as_str(), asking.as_str()],
        )?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}
