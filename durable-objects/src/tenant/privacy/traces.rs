//! All that leads to one person: conversations, channels, names.

use std::collections::BTreeSet;

use domain::channel::Alias;
use domain::ids::{ChannelId, ContactId, ConversationId};
use platform::{PlatformError, params};
use serde::Deserialize;

use super::protocol::{BeginErasure, Subject};
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::protocol::{alias_hash, conversation_id};

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
    pub named: Vec<Named>,
    pub aliases: BTreeSet<Alias>,
    /// The names, each with the channels on which it may be this person's.
    pub told: BTreeSet<(ChannelId, Alias)>,
    channels: BTreeSet<ChannelId>,
}

/// A conversation in the index.
#[derive(Deserialize)]
struct Indexed {
    id: ConversationId,
    channel_id: ChannelId,
    contact_id: ContactId,
}

impl Tenant {
    /// Finds them all.
    pub(super) fn traces(
        &self,
        owner: &Owner,
        begin: &BeginErasure,
        contact: Option<ContactId>,
    ) -> Result<Traces, ObjectError> {
        let mut traces = Traces { aliases: begin.aliases.iter().cloned().collect(), ..Traces::default() };
        if let Subject::Conversation { id, channel_id } = &begin.subject {
            traces.conversations.insert(id.clone());
            traces.channels.insert(*channel_id);
            // The conversation knows best who it is with.
            traces.told.extend(begin.aliases.iter().map(|alias| (*channel_id, alias.clone())));
        }
        match contact {
            _ if !begin.conversations.is_empty() => {
                self.trace_conversations(owner, &begin.conversations, &mut traces)?;
            }
            Some(contact) => self.trace_contact(owner, contact, &mut traces)?,
            None => {}
        }
        traces.channels.extend(traces.named.iter().map(|named| named.channel_id));
        traces.conversations.extend(traces.named.iter().map(|named| named.conversation_id.clone()));
        for home in traces.conversations.clone() {
            traces.conversations.extend(self.forwarders_to(&home)?);
        }
        self.trace_names(owner, &mut traces)?;
        Ok(traces)
    }

    /// All conversations of a contact, whichever staff joined.
    fn trace_contact(
        &self,
        owner: &Owner,
        contact: ContactId,
        traces: &mut Traces,
    ) -> Result<(), ObjectError> {
        let contact_text = contact.to_string();
        let indexed: Vec<Indexed> = self.core.sql.rows(
            "SELECT id, channel_id, contact_id FROM conversations WHERE contact_id = ?",
            params![contact_text.as_str()],
        )?;
        traces.named = self.core.sql.rows(
            "SELECT channel_id, hash, conversation_id FROM aliases WHERE contact_id = ?",
            params![contact_text],
        )?;
        traces.channels.extend(indexed.iter().map(|row| row.channel_id));
        traces.conversations.extend(indexed.into_iter().map(|row| row.id));
        traces.aliases.extend(self.names_of(owner, contact)?);
        Ok(())
    }

    /// These conversations and no others: a copy that came back may know less, or more, of who was joined.
    fn trace_conversations(
        &self,
        owner: &Owner,
        ids: &[ConversationId],
        traces: &mut Traces,
    ) -> Result<(), ObjectError> {
        for id in ids {
            traces.conversations.insert(id.clone());
            let named: Vec<Named> = self.core.sql.rows(
                "SELECT channel_id, hash, conversation_id FROM aliases WHERE conversation_id = ?",
                params![id.as_str()],
            )?;
            traces.named.extend(named);
            let indexed: Option<Indexed> = self.core.sql.first(
                "SELECT id, channel_id, contact_id FROM conversations WHERE id = ?",
                params![id.as_str()],
            )?;
            let Some(indexed) = indexed else { continue };
            traces.channels.insert(indexed.channel_id);
            traces.aliases.extend(self.part_names(owner, indexed.contact_id, &indexed.id)?.goes);
        }
        Ok(())
    }

    /// A name of theirs may lead to an object that only forwards, and that the tenant has not heard of. But they may go
    /// by the name of one channel on another one as somebody whom nobody joined with them.
    fn trace_names(&self, owner: &Owner, traces: &mut Traces) -> Result<(), ObjectError> {
        let pairs = |alias: &Alias| traces.channels.iter().map(|channel| (*channel, alias.clone())).collect();
        let pairs: Vec<Vec<(ChannelId, Alias)>> = traces.aliases.iter().map(pairs).collect();
        let mut found = Vec::new();
        for (channel, alias) in pairs.into_iter().flatten() {
            let id = conversation_id(&owner.key, channel, alias.kind, &alias.value);
            let is_told = traces.told.contains(&(channel, alias.clone()));
            if is_told || !self.is_elsewhere(owner, channel, &alias, &id, &traces.conversations)? {
                traces.told.insert((channel, alias));
                found.push(id);
            }
        }
        traces.conversations.extend(found);
        Ok(())
    }

    /// Whether a name, or the conversation called by it, is that of a contact with none of these conversations.
    fn is_elsewhere(
        &self,
        owner: &Owner,
        channel: ChannelId,
        alias: &Alias,
        id: &ConversationId,
        theirs: &BTreeSet<ConversationId>,
    ) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            conversation_id: ConversationId,
        }
        let row: Option<Row> = self.core.sql.first(
            "SELECT conversation_id FROM aliases WHERE channel_id = ? AND hash = ?",
            params![channel.to_string(), &alias_hash(&owner.key, alias)[..]],
        )?;
        let home = self.home_of(id)?;
        let is_known = !self.indexed(std::slice::from_ref(&home))?.is_empty();
        Ok(row.is_some_and(|row| !theirs.contains(&row.conversation_id))
            || (is_known && !theirs.contains(&home)))
    }
}
