//! Contacts as staff see them, and what staff decide about them.

use std::collections::BTreeSet;

use domain::channel::Alias;
use domain::consent::Consent;
use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::time::Timestamp;
use platform::{clock, params};
use serde::{Deserialize, Deserializer};

use super::profile;
use crate::call::{Page, Refusal, read_input};
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::privacy::protocol::{GetConsent, SetConsent};
use crate::tenant::protocol::{ContactView, ListContacts, PatchContact};

/// The longest name that staff may give, in characters.
const LONGEST_NAME: usize = 100;

#[derive(Deserialize)]
struct Row {
    id: ContactId,
    #[serde(with = "serde_bytes")]
    profile: Vec<u8>,
    blocked_at: Option<Timestamp>,
    created_at: Timestamp,
}

/// What staff may change.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Change {
    blocked: Option<bool>,
    marketing: Option<Consent>,
    #[serde(deserialize_with = "given")]
    name: Given,
}

/// What staff call somebody.
#[derive(Default)]
enum Given {
    /// As before.
    #[default]
    Unchanged,
    /// As they call themselves again.
    Nothing,
    Name(String),
}

fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Given, D::Error> {
    Ok(Option::deserialize(from)?.map_or(Given::Nothing, Given::Name))
}

impl Tenant {
    pub(in crate::tenant) fn list_contacts(
        &self,
        owner: &Owner,
        list: &ListContacts,
    ) -> Result<Page<ContactView>, ObjectError> {
        // '~' sorts after every hexadecimal digit, so it stands for "no contact yet".
        let before = list.before.map_or_else(|| "~".to_owned(), |id| id.to_string());
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT id, profile, blocked_at, created_at FROM contacts WHERE id < ? ORDER BY id DESC LIMIT ?",
            params![before, list.limit],
        )?;
        let is_full = rows.len() >= usize::try_from(list.limit).unwrap_or(usize::MAX);
        let next_cursor = rows.last().filter(|_| is_full).map(|row| row.id.to_string());
        let items = rows.iter().map(|row| self.contact_view(owner, row)).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor })
    }

    pub(in crate::tenant) fn contact(
        &self,
        owner: &Owner,
        id: ContactId,
    ) -> Result<ContactView, ObjectError> {
        let id = self.current(id)?;
        let row: Option<Row> = self.core.sql.first(
            "SELECT id, profile, blocked_at, created_at FROM contacts WHERE id = ?",
            params![id.to_string()],
        )?;
        self.contact_view(owner, &row.ok_or_else(|| Refusal::not_found("contact"))?)
    }

    pub(in crate::tenant) fn patch_contact(
        &self,
        owner: &Owner,
        patch: PatchContact,
    ) -> Result<ContactView, ObjectError> {
        let change: Change = read_input(patch.patch)?;
        let name = match change.name {
            Given::Unchanged => None,
            Given::Nothing => Some(None),
            Given::Name(name) => Some(Some(checked_name(&name)?)),
        };
        let id = self.contact(owner, patch.id)?.id;
        self.core.sql.transaction::<_, ObjectError>(|| {
            if let Some(blocked) = change.blocked {
                self.block(id, blocked)?;
            }
            if let Some(consent) = change.marketing {
                self.note_consent(owner, id, consent)?;
            }
            let Some(given_name) = name else { return Ok(()) };
            self.change_person(owner, id, |person| profile::Person { given_name, ..person })
        })?;
        self.contact(owner, id)
    }

    /// What the person told staff, on paper or at the counter. Their own STOP is ended by their own START only.
    fn note_consent(&self, owner: &Owner, id: ContactId, consent: Consent) -> Result<(), ObjectError> {
        let aliases = self.contact(owner, id)?.aliases;
        for alias in &aliases {
            let channel_kind = alias.kind.channel();
            let names = vec![alias.clone()];
            let get = GetConsent { aliases: names.clone(), channel_kind };
            if consent == Consent::OptedIn && self.consent(owner, &get)? == Consent::OptedOut {
                let reason = "the customer asked not to be written to; only they can take that back".into();
                return Err(Refusal::Conflict { reason }.into());
            }
            // In whole seconds, as the customer's own word has: of one second, their no counts.
            let (at, source) = (clock::now().to_the_second(), "staff".to_owned());
            let conversation_id = None;
            let set = SetConsent { aliases: names, channel_kind, consent, at, source, conversation_id };
            self.put_consent(owner, &set)?;
        }
        Ok(())
    }

    /// What a person said about being written to first; a no on any channel counts.
    fn marketing_of(&self, owner: &Owner, aliases: &[Alias]) -> Result<Consent, ObjectError> {
        let mut said = Consent::Unknown;
        for alias in aliases {
            let get = GetConsent { aliases: vec![alias.clone()], channel_kind: alias.kind.channel() };
            said = match (said, self.consent(owner, &get)?) {
                (Consent::OptedOut, _) | (_, Consent::OptedOut) => Consent::OptedOut,
                (Consent::OptedIn, _) | (_, Consent::OptedIn) => Consent::OptedIn,
                _ => Consent::Unknown,
            };
        }
        Ok(said)
    }

    fn block(&self, id: ContactId, blocked: bool) -> Result<(), ObjectError> {
        // Blocking again does not move the moment.
        self.core.sql.run(
            "UPDATE contacts SET blocked_at = CASE WHEN ? THEN coalesce(blocked_at, ?) END WHERE id = ?",
            params![blocked, clock::now(), id.to_string()],
        )?;
        Ok(())
    }

    /// Whether staff blocked the person of a conversation.
    pub(in crate::tenant) fn is_blocked(&self, conversation: &ConversationId) -> Result<bool, ObjectError> {
        #[derive(Deserialize)]
        struct Blocked {}
        let row: Option<Blocked> = self.core.sql.first(
            "SELECT 1 AS blocked FROM conversations v JOIN contacts c ON c.id = v.contact_id
             WHERE v.id = ? AND c.blocked_at IS NOT NULL",
            params![conversation.as_str()],
        )?;
        Ok(row.is_some())
    }

    fn contact_view(&self, owner: &Owner, row: &Row) -> Result<ContactView, ObjectError> {
        #[derive(Deserialize)]
        struct Theirs {
            id: ConversationId,
            channel_id: ChannelId,
        }
        let conversations: Vec<Theirs> = self.core.sql.rows(
            "SELECT id, channel_id FROM conversations WHERE contact_id = ? ORDER BY last_message_at DESC",
            params![row.id.to_string()],
        )?;
        let channels: BTreeSet<ChannelId> = conversations.iter().map(|theirs| theirs.channel_id).collect();
        let person = profile::open(owner, row.id, &row.profile);
        let marketing = self.marketing_of(owner, &person.profile.aliases)?;
        Ok(ContactView {
            id: row.id,
            name: person.given_name.or(person.profile.name),
            username: person.profile.username,
            details: person.details,
            aliases: person.profile.aliases,
            blocked: row.blocked_at.is_some(),
            marketing,
            conversations: conversations.into_iter().map(|theirs| theirs.id).collect(),
            channels: channels.into_iter().collect(),
            created_at: row.created_at,
        })
    }
}

fn checked_name(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    let is_line = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.contains(char::is_control);
    let problem = || Refusal::invalid("name", format!("must be a line of 1 to {LONGEST_NAME} characters"));
    is_line.then(|| name.to_owned()).ok_or_else(problem)
}
