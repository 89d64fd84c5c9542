//! A conversation that staff take out of its contact again: they were wrong, and it must be possible to mend that.

use domain::channel::{Alias, AliasKind};
use domain::details::Details;
use domain::ids::{ContactId, ConversationId};
use domain::joining::{self, Leads, Parted};
use domain::time::Timestamp;
use platform::{PlatformError, clock, params, random};
use serde::Deserialize;

use super::join::Indexed;
use super::joining::refusal;
use super::profile::{self, Person};
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::protocol::{Joined, Profile, SplitContact, alias_hash};

impl Tenant {
    /// The conversation gets a contact of its own, with the names that lead to it. What must hold for both was taken
    /// over by both when they were joined: blocked stays blocked, and a no is kept under each name.
    pub(in crate::tenant) fn split_contact(
        &self,
        owner: &Owner,
        split: &SplitContact,
    ) -> Result<Joined, ObjectError> {
        self.core.sql.transaction(|| {
            let contact = joining::present(self.lead(split.id)?).map_err(|error| refusal(error, "id"))?;
            let home = self.home_of(&split.conversation_id)?;
            let conversation = self.indexed(&[home])?.pop().ok_or_else(foreign)?;
            let own = if conversation.contact_id == contact {
                self.take_out(owner, contact, &conversation)?
            } else if self.was_taken_out(conversation.contact_id, contact)? {
                conversation.contact_id
            } else {
                return Err(foreign().into());
            };
            let mut joined = self.joined(owner, own)?;
            // Those that stay tell again what their person is called.
            joined.unaware.extend(self.unaware(contact)?);
            Ok(joined)
        })
    }

    fn take_out(
        &self,
        owner: &Owner,
        contact: ContactId,
        conversation: &Indexed,
    ) -> Result<ContactId, ObjectError> {
        if self.contact(owner, contact)?.conversations.len() < 2 {
            let reason = "It is the contact's only conversation.".into();
            return Err(Refusal::Conflict { reason }.into());
        }
        let Parted { goes, stays } = self.part_names(owner, contact, &conversation.id)?;
        let now = clock::now();
        let own = ContactId::new(now, random::bytes());
        // What was left in the website's chat is of whoever was there.
        let left = self.person(owner, contact)?.unwrap_or_default().details;
        let is_visitor = goes.iter().any(|alias| alias.kind == AliasKind::Visitor);
        let (theirs, kept) = if is_visitor { (left, Details::default()) } else { (Details::default(), left) };
        let person = Person { profile: named(goes), details: theirs, ..Person::default() };
        let known_since = Some(conversation.created_at).filter(|at| *at > Timestamp::default());
        self.core.sql.run(
            "INSERT INTO contacts (id, profile, created_at, split_from, blocked_at)
             SELECT ?, ?, ?, id, blocked_at FROM contacts WHERE id = ?",
            params![
                own.to_string(),
                profile::seal(owner, own, &person)?,
                known_since.unwrap_or(now),
                contact.to_string()
            ],
        )?;
        // Nobody knows any more of whom of them the channel told what they are called: all tell it again.
        self.change_person(owner, contact, |person| Person {
            profile: named(stays),
            details: kept,
            ..person
        })?;
        let (own_text, id) = (own.to_string(), conversation.id.as_str());
        let sql = &self.core.sql;
        sql.run(
            "UPDATE conversations SET unaware = 1, contact_id = CASE WHEN id = ?1 THEN ?2 ELSE contact_id END
             WHERE contact_id = ?3",
            params![id, own_text.as_str(), contact.to_string()],
        )?;
        sql.run("UPDATE aliases SET contact_id = ? WHERE conversation_id = ?", params![own_text, id])?;
        Ok(own)
    }

    /// Asked once more, for one that went already.
    fn was_taken_out(&self, one: ContactId, from: ContactId) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            split_from: Option<ContactId>,
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT split_from FROM contacts WHERE id = ?", params![one.to_string()])?;
        match row.and_then(|row| row.split_from) {
            Some(split_from) => Ok(self.current(split_from)? == from),
            None => Ok(false),
        }
    }

    /// Which of a contact's names go with one of its conversations.
    pub(in crate::tenant) fn part_names(
        &self,
        owner: &Owner,
        contact: ContactId,
        conversation: &ConversationId,
    ) -> Result<Parted<Alias>, ObjectError> {
        #[derive(Deserialize)]
        struct Row {
            #[serde(with = "serde_bytes")]
            hash: Vec<u8>,
            conversation_id: ConversationId,
        }
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT hash, conversation_id FROM aliases WHERE contact_id = ?",
            params![contact.to_string()],
        )?;
        let leads = |name: &Alias| {
            let hash = alias_hash(&owner.key, name);
            let (here, elsewhere): (Vec<&Row>, Vec<&Row>) = rows
                .iter()
                .filter(|row| row.hash == hash)
                .partition(|row| row.conversation_id == *conversation);
            Leads { here: !here.is_empty(), elsewhere: !elsewhere.is_empty() }
        };
        Ok(joining::part(&self.names_of(owner, contact)?, leads))
    }

    /// A conversation is gone: its names go with it.
    pub(in crate::tenant) fn keep_names(
        &self,
        owner: &Owner,
        contact: ContactId,
        names: Vec<Alias>,
    ) -> Result<(), ObjectError> {
        self.change_person(owner, contact, |mut person| {
            person.profile.aliases = names;
            person
        })
    }
}

fn named(aliases: Vec<Alias>) -> Profile {
    Profile { aliases, ..Profile::default() }
}

fn foreign() -> Refusal {
    Refusal::invalid("conversation_id", "is not one of this contact's conversations")
}
