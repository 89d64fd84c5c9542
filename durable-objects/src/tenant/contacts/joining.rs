//! Contacts that staff join: one person who wrote on several channels. Their conversations stay as they are. The tenant
//! says whose they are; each asks when it is woken, by the door that joined them or by the sweep.

use domain::ids::{ContactId, ConversationId};
use domain::joining::{self, Lead, Refused, Step};
use platform::{PlatformError, params};
use serde::Deserialize;

use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::protocol::{JoinContacts, Joined};

impl Tenant {
    /// The other contact becomes part of the first one.
    pub(in crate::tenant) fn join_contacts(
        &self,
        owner: &Owner,
        join: &JoinContacts,
    ) -> Result<Joined, ObjectError> {
        self.core.sql.transaction(|| {
            let (into, other) = ((join.id, self.lead(join.id)?), (join.other, self.lead(join.other)?));
            let stays = match joining::join(into, other).map_err(|refused| refusal(refused, "contact_id"))? {
                Step::Done(contact) => contact,
                Step::Join { goes, stays } => {
                    self.join_contact(owner, goes, stays)?;
                    stays
                }
            };
            self.joined(owner, stays)
        })
    }

    /// The contact that an id stands for by now.
    pub(in crate::tenant) fn current(&self, id: ContactId) -> Result<ContactId, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            contact_id: ContactId,
        }
        // Paths are kept short when contacts join, so one step leads there.
        let row: Option<Row> =
            self.core.sql.first("SELECT contact_id FROM joined WHERE id = ?", params![id.to_string()])?;
        Ok(row.map_or(id, |row| row.contact_id))
    }

    pub(super) fn lead(&self, id: ContactId) -> Result<Lead, PlatformError> {
        #[derive(Deserialize)]
        struct Found {}
        let id = self.current(id)?;
        if self.has_contact(id)? {
            return Ok(Lead::Contact(id));
        }
        let erasing: Option<Found> = self.core.sql.first(
            "SELECT 1 AS found FROM erasures WHERE contact_id = ? AND done_at IS NULL",
            params![id.to_string()],
        )?;
        Ok(if erasing.is_some() { Lead::Erasing } else { Lead::Nobody })
    }

    /// How a contact stands now, and who has to be told.
    pub(super) fn joined(&self, owner: &Owner, contact: ContactId) -> Result<Joined, ObjectError> {
        Ok(Joined { contact: self.contact(owner, contact)?, unaware: self.unaware(contact)? })
    }

    /// The conversations of a contact that have not asked yet whose they are.
    pub(super) fn unaware(&self, contact: ContactId) -> Result<Vec<ConversationId>, PlatformError> {
        self.some_of("SELECT id FROM conversations WHERE contact_id = ? AND unaware = 1", contact)
    }

    /// The conversations of a contact, on all channels.
    pub(in crate::tenant) fn conversations_of(
        &self,
        contact: ContactId,
    ) -> Result<Vec<ConversationId>, PlatformError> {
        self.some_of("SELECT id FROM conversations WHERE contact_id = ?", contact)
    }

    fn some_of(&self, query: &'static str, contact: ContactId) -> Result<Vec<ConversationId>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            id: ConversationId,
        }
        let rows: Vec<Row> = self.core.sql.rows(query, params![contact.to_string()])?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// A conversation asks: it has a job until it knows the answer.
    pub(super) fn note_aware(&self, id: &ConversationId) -> Result<(), PlatformError> {
        let statement = "UPDATE conversations SET unaware = 0 WHERE id = ? AND unaware = 1";
        self.core.sql.run(statement, params![id.as_str()])
    }
}

/// Why nothing is joined or taken apart, by the field that names the contact.
pub(super) fn refusal(refused: Refused, field: &str) -> Refusal {
    match refused {
        Refused::Itself => Refusal::invalid(field, refused),
        Refused::Erasing => Refusal::Conflict { reason: "The contact is being erased.".into() },
        Refused::Nobody => Refusal::not_found("contact"),
    }
}
