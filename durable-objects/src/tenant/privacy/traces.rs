//! All that leads to one person: conversations, channels, names.

use std::collections::BTreeSet;

use domain::channel::Alias;
use domain::ids::{ChannelId, ContactId, ConversationId};
use platform::params;
use serde::Deserialize;

use super::protocol::{BeginErasure, Subject};
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::contacts::open_profile;
use crate::tenant::protocol::conversation_id;

/// A name in the index.
#[derive(Deserialize)]
pub(super) struct Named {
    pub channel_id: ChannelId,
    #[serde(with = "serde_bytes")]
    pub hash: Vec<u8>,
    pub conversation_id: ConversationId,
}

/// All that leads to one person.
#[derive(Default)]
pub(super) struct Traces {
    pub conversations: BTreeSet<ConversationId>,
    pub channels: BTreeSet<ChannelId>,
    pub named: Vec<Named>,
    pub aliases: BTreeSet<Alias>,
}

impl Tenant {
    /// Finds them all.
    pub(super) fn traces(
        &self,
        owner: &Owner,
        begin: &BeginErasure,
        contact: Option<ContactId>,
    ) -> Result<Traces, ObjectError> {
        #[derive(Deserialize)]
        struct Indexed {
            id: ConversationId,
            channel_id: ChannelId,
        }
        let mut traces = Traces { aliases: begin.aliases.iter().cloned().collect(), ..Traces::default() };
        if let Subject::Conversation { id, channel_id } = &begin.subject {
            traces.conversations.insert(id.clone());
            traces.channels.insert(*channel_id);
        }
        if let Some(contact) = contact {
            let contact_text = contact.to_string();
            let indexed: Vec<Indexed> = self.core.sql.rows(
                "SELECT id, channel_id FROM conversations WHERE contact_id = ?",
                params![contact_text.as_str()],
            )?;
            traces.named = self.core.sql.rows(
                "SELECT channel_id, hash, conversation_id FROM aliases WHERE contact_id = ?",
                params![contact_text],
            )?;
            traces.channels.extend(indexed.iter().map(|row| row.channel_id));
            traces.conversations.extend(indexed.into_iter().map(|row| row.id));
            traces.aliases.extend(self.profile_aliases(owner, contact)?);
        }
        traces.channels.extend(traces.named.iter().map(|named| named.channel_id));
        traces.conversations.extend(traces.named.iter().map(|named| named.conversation_id.clone()));
        for home in traces.conversations.clone() {
            traces.conversations.extend(self.forwarders_to(&home)?);
        }
        // A name of theirs may lead to an object that only forwards, and that the tenant has not heard of.
        for channel in &traces.channels {
            for alias in &traces.aliases {
                traces.conversations.insert(conversation_id(&owner.key, *channel, alias.kind, &alias.value));
            }
        }
        Ok(traces)
    }

    /// The names that the contact's profile holds; one that does not open must not save its person from erasure.
    fn profile_aliases(&self, owner: &Owner, contact: ContactId) -> Result<Vec<Alias>, ObjectError> {
        #[derive(Deserialize)]
        struct Stored {
            #[serde(with = "serde_bytes")]
            profile: Vec<u8>,
        }
        let row: Option<Stored> =
            self.core.sql.first("SELECT profile FROM contacts WHERE id = ?", params![contact.to_string()])?;
        let opened = row.map(|row| open_profile(owner, contact, &row.profile));
        match opened.transpose() {
            Ok(profile) => Ok(profile.map(|profile| profile.aliases).unwrap_or_default()),
            Err(error) => {
                log::warn!("profile of an erased contact does not open: {error}");
                Ok(Vec::new())
            }
        }
    }
}
