//! Contacts: our own id for a person, and the names they go by.

use domain::channel::Alias;
use domain::ids::{ContactId, ConversationId};
use domain::settings::AgentMode;
use platform::{PlatformError, clock, params, random};
use serde::Deserialize;
use vault::{DataKey, Place, Purpose};

use super::Tenant;
use super::protocol::{Admission, Admit, Profile, alias_hash};
use crate::object::{ObjectError, Owner};

#[derive(Deserialize)]
struct Known {
    contact_id: ContactId,
    conversation_id: ConversationId,
}

impl Tenant {
    /// Tells a conversation that is about to begin who it is with. Repeating it changes nothing.
    ///
    /// A person may be known already under another name: the phone number before a BSUID came, say. Then there is
    /// one conversation, the older one, and the newcomer forwards to it.
    pub(super) fn admit(&self, owner: &Owner, newcomer: &Admit) -> Result<Admission, ObjectError> {
        // First, so that a tenant that is not founded refuses before anything is written.
        let agent_on = self.settings_and_key()?.0.agent.mode == AgentMode::On;
        let key = &owner.key;
        let erased_at = self.erased_at(key, newcomer)?;
        if erased_at.zip(newcomer.newest_at).is_some_and(|(erased, newest)| newest <= erased) {
            let contact_id = ContactId::new(clock::now(), random::bytes());
            return Ok(Admission { contact_id, moved_to: None, agent_on, erased_at, is_refused: true });
        }
        let known = self.find_known(key, newcomer)?;
        let contact_id = match &known {
            Some(known) => known.contact_id,
            None => ContactId::new(clock::now(), random::bytes()),
        };
        let home = known.map_or_else(|| newcomer.conversation_id.clone(), |known| known.conversation_id);
        let profile = seal_profile(owner, contact_id, &newcomer.profile)?;
        self.core.sql.transaction::<_, ObjectError>(|| {
            self.put_contact(contact_id, profile, newcomer)?;
            for alias in &newcomer.profile.aliases {
                self.put_alias(key, newcomer, alias, contact_id, &home)?;
            }
            self.put_conversation(newcomer, contact_id, &home)
        })?;
        let moved_to = (home != newcomer.conversation_id).then_some(home);
        Ok(Admission { contact_id, moved_to, agent_on, erased_at, is_refused: false })
    }

    fn find_known(&self, key: &DataKey, newcomer: &Admit) -> Result<Option<Known>, ObjectError> {
        for alias in &newcomer.profile.aliases {
            let found: Option<Known> = self.core.sql.first(
                "SELECT contact_id, conversation_id FROM aliases WHERE channel_id = ? AND hash = ?",
                params![newcomer.channel_id.to_string(), &alias_hash(key, alias)[..]],
            )?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn put_contact(&self, id: ContactId, profile: Vec<u8>, newcomer: &Admit) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO contacts (id, profile, created_at) VALUES (?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET profile = excluded.profile",
            params![id.to_string(), profile, newcomer.at],
        )
    }

    /// The inbox knows of it from the start, even if nothing in it asks for an answer; and the sweep looks whether its
    /// first message came to anything.
    fn put_conversation(
        &self,
        newcomer: &Admit,
        contact: ContactId,
        home: &ConversationId,
    ) -> Result<(), ObjectError> {
        self.core.sql.run(
            "INSERT INTO conversations (id, contact_id, channel_id, state, last_message_at, next_due)
             VALUES (?1, ?2, ?3, 'open', ?4, ?4) ON CONFLICT DO NOTHING",
            params![home.as_str(), contact.to_string(), newcomer.channel_id.to_string(), newcomer.at],
        )?;
        Ok(())
    }

    fn put_alias(
        &self,
        key: &DataKey,
        newcomer: &Admit,
        alias: &Alias,
        contact: ContactId,
        home: &ConversationId,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO aliases (channel_id, hash, contact_id, conversation_id) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
            params![
                newcomer.channel_id.to_string(),
                &alias_hash(key, alias)[..],
                contact.to_string(),
                home.as_str()
            ],
        )
    }
}

fn seal_profile(owner: &Owner, contact: ContactId, profile: &Profile) -> Result<Vec<u8>, ObjectError> {
    let plain = serde_json::to_vec(profile)
        .map_err(|_| PlatformError::Unreadable { operation: "contact profile" })?;
    let (tenant, row) = (owner.tenant.tenant_id.to_string(), contact.to_string());
    Ok(owner.key.seal(&profile_place(&tenant, &row), random::bytes(), &plain)?)
}

/// Opens a contact's profile.
pub(super) fn open_profile(owner: &Owner, contact: ContactId, sealed: &[u8]) -> Result<Profile, ObjectError> {
    let (tenant, row) = (owner.tenant.tenant_id.to_string(), contact.to_string());
    let plain = owner.key.open(&profile_place(&tenant, &row), sealed)?;
    serde_json::from_slice(&plain)
        .map_err(|_| PlatformError::Unreadable { operation: "contact profile" }.into())
}

fn profile_place<'a>(tenant: &'a str, row: &'a str) -> Place<'a> {
    Place { purpose: Purpose::Contact, tenant, row, column: "profile" }
}
