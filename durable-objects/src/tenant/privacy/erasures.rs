//! Erasing a person: the tenant forgets them in one transaction, and remembers which conversations must still go.

use domain::consent::Consent;
use domain::ids::{ContactId, ConversationId};
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::protocol::{BeginErasure, Erasure, FinishErasure, Forget, SetConsent, Subject};
use super::tombstones::alias_name;
use super::traces::Traces;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;

/// An erasure's row.
#[derive(Deserialize)]
pub(super) struct Row {
    code: String,
    contact_id: Option<ContactId>,
    conversations: String,
    erased_at: Timestamp,
    source: String,
}

impl From<Row> for Erasure {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            contact_id: row.contact_id,
            conversations: serde_json::from_str(&row.conversations).unwrap_or_default(),
            erased_at: row.erased_at,
            source: row.source,
        }
    }
}

impl Tenant {
    /// Forgets a person and leaves their conversations to whoever asked.
    pub(in crate::tenant) fn begin_erasure(
        &self,
        owner: &Owner,
        begin: &BeginErasure,
    ) -> Result<Erasure, ObjectError> {
        self.core.sql.transaction(|| {
            if let Some(known) = self.erasure_by_code(&begin.code)? {
                return Ok(known);
            }
            let contact_id = match &begin.subject {
                Subject::Contact(id) => {
                    let id = self.current(*id)?;
                    if begin.conversations.is_empty() && !self.has_contact(id)? {
                        let known = self.erasure_of_contact(id)?;
                        return known.ok_or_else(|| Refusal::not_found("contact").into());
                    }
                    Some(id)
                }
                Subject::Conversation { id, .. } => self.contact_of(id)?,
            };
            let traces = self.traces(owner, begin, contact_id)?;
            self.suppress(owner, &traces, begin.at)?;
            self.bury_traces(owner, &traces, begin.at)?;
            self.unlink(owner, contact_id, &traces)?;
            let erasure = Erasure {
                code: begin.code.clone(),
                contact_id,
                conversations: traces.conversations.into_iter().collect(),
                erased_at: begin.at,
                source: begin.source.clone(),
            };
            self.put_erasure(&erasure)?;
            Ok(erasure)
        })
    }

    /// Everything is gone. The row stays while a recovery copy could bring something back.
    pub(in crate::tenant) fn finish_erasure(&self, finish: &FinishErasure) -> Result<(), ObjectError> {
        self.core.sql.run(
            "UPDATE erasures SET done_at = coalesce(done_at, ?) WHERE code = ?",
            params![clock::now(), finish.code.as_str()],
        )?;
        Ok(())
    }

    /// A conversation's retention has ended. The last one takes its contact with it.
    pub(in crate::tenant) fn forget(&self, owner: &Owner, forget: &Forget) -> Result<(), ObjectError> {
        self.core.sql.transaction(|| self.leave(owner, &forget.conversation_id))
    }

    /// A conversation leaves the index, and its contact loses the names that only led to it.
    fn leave(&self, owner: &Owner, id: &ConversationId) -> Result<(), ObjectError> {
        let contact = self.indexed(std::slice::from_ref(id))?.pop().map(|row| row.contact_id);
        let parted = contact.map(|contact| self.part_names(owner, contact, id)).transpose()?;
        self.unlink_conversation(id)?;
        match contact.zip(parted) {
            Some((contact, parted)) if self.has_conversations(contact)? => {
                self.keep_names(owner, contact, parted.stays)
            }
            Some((contact, _)) => Ok(self.delete_contact(contact)?),
            None => Ok(()),
        }
    }

    /// Who was erased is not written to again, unless they say so.
    fn suppress(&self, owner: &Owner, traces: &Traces, at: Timestamp) -> Result<(), ObjectError> {
        for alias in &traces.aliases {
            let set = SetConsent {
                aliases: vec![alias.clone()],
                channel_kind: alias.kind.channel(),
                consent: Consent::OptedOut,
                at,
                source: "erasure".to_owned(),
                conversation_id: None,
            };
            self.put_consent(owner, &set)?;
        }
        Ok(())
    }

    fn bury_traces(&self, owner: &Owner, traces: &Traces, at: Timestamp) -> Result<(), ObjectError> {
        for id in &traces.conversations {
            self.bury_conversation(id, at)?;
        }
        for named in &traces.named {
            self.bury(&alias_name(named.channel_id, &named.hash), at)?;
        }
        for (channel, alias) in &traces.told {
            self.bury_alias(&owner.key, *channel, alias, at)?;
        }
        Ok(())
    }

    fn unlink(&self, owner: &Owner, contact: Option<ContactId>, traces: &Traces) -> Result<(), ObjectError> {
        for id in &traces.conversations {
            self.leave(owner, id)?;
            self.erase_comments(id)?;
        }
        match contact {
            // Also one that had no conversation in the index.
            Some(contact) if !self.has_conversations(contact)? => Ok(self.delete_contact(contact)?),
            _ => Ok(()),
        }
    }

    /// Overwritten first: a deleted row's bytes stay in SQLite's pages until something else needs the place.
    fn delete_contact(&self, contact: ContactId) -> Result<(), PlatformError> {
        let id = contact.to_string();
        self.core.sql.run("DELETE FROM aliases WHERE contact_id = ?", params![id.as_str()])?;
        self.core.sql.run(
            "UPDATE contacts SET profile = zeroblob(length(profile)) WHERE id = ?",
            params![id.as_str()],
        )?;
        self.core.sql.run("DELETE FROM contacts WHERE id = ?", params![id])
    }

    fn has_conversations(&self, contact: ContactId) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Found {}
        let found: Option<Found> = self.core.sql.first(
            "SELECT 1 AS found FROM conversations WHERE contact_id = ? LIMIT 1",
            params![contact.to_string()],
        )?;
        Ok(found.is_some())
    }

    fn unlink_conversation(&self, id: &ConversationId) -> Result<(), PlatformError> {
        self.core.sql.run("DELETE FROM aliases WHERE conversation_id = ?", params![id.as_str()])?;
        self.core.sql.run("DELETE FROM forwarders WHERE id = ?1 OR home = ?1", params![id.as_str()])?;
        self.core.sql.run("DELETE FROM conversations WHERE id = ?", params![id.as_str()])
    }

    pub(in crate::tenant) fn has_contact(&self, id: ContactId) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Found {}
        let found: Option<Found> =
            self.core.sql.first("SELECT 1 AS found FROM contacts WHERE id = ?", params![id.to_string()])?;
        Ok(found.is_some())
    }

    pub(in crate::tenant) fn contact_of(
        &self,
        id: &ConversationId,
    ) -> Result<Option<ContactId>, PlatformError> {
        #[derive(Deserialize)]
        struct Found {
            contact_id: ContactId,
        }
        let home = self.home_of(id)?;
        let found: Option<Found> = self
            .core
            .sql
            .first("SELECT contact_id FROM conversations WHERE id = ?", params![home.as_str()])?;
        Ok(found.map(|row| row.contact_id))
    }

    fn put_erasure(&self, erasure: &Erasure) -> Result<(), PlatformError> {
        let conversations = serde_json::to_string(&erasure.conversations)
            .map_err(|_| PlatformError::Unreadable { operation: "write erasure" })?;
        self.core.sql.run(
            "INSERT INTO erasures (code, contact_id, conversations, erased_at, source) VALUES (?, ?, ?, ?, ?)",
            params![
                erasure.code.as_str(),
                erasure.contact_id.map(|id| id.to_string()),
                conversations,
                erasure.erased_at,
                erasure.source.as_str()
            ],
        )
    }

    fn erasure_by_code(&self, code: &str) -> Result<Option<Erasure>, PlatformError> {
        let row: Option<Row> = self.core.sql.first("SELECT * FROM erasures WHERE code = ?", params![code])?;
        Ok(row.map(Erasure::from))
    }

    fn erasure_of_contact(&self, id: ContactId) -> Result<Option<Erasure>, PlatformError> {
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT * FROM erasures WHERE contact_id = ? LIMIT 1", params![id.to_string()])?;
        Ok(row.map(Erasure::from))
    }
}
