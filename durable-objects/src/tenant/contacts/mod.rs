//! Contacts: our own id for a person, and the names they go by.
//!
//! A person may come under several names: a phone number before a business-scoped id came, a new number, a username
//! that hides the number. However they come, they have one contact, and on each channel one conversation: the oldest.

mod aliases;
mod details;
mod join;
mod joining;
mod profile;
mod splitting;
mod staff;

use domain::channel::Alias;
use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::settings::AgentMode;
use domain::time::Timestamp;
use platform::{PlatformError, params, random};

use super::Tenant;
use super::protocol::{Admission, Admit, FindHome, HandedOver, Learn, Learned, Profile};
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use aliases::Names;

/// What a conversation tells of the person it is with.
struct Told<'a> {
    conversation_id: &'a ConversationId,
    channel_id: ChannelId,
    profile: &'a Profile,
    left: &'a [Alias],
    at: Timestamp,
}

impl Tenant {
    /// Tells a conversation that is about to begin who it is with. Repeating it changes nothing.
    pub(super) fn admit(&self, owner: &Owner, newcomer: &Admit) -> Result<Admission, ObjectError> {
        // First, so that a tenant that is not founded refuses before anything is written.
        let agent_on = self.settings_and_key()?.0.agent.mode == AgentMode::On;
        self.check_channel(newcomer.channel_id)?;
        let erased_at = self.erased_at(&owner.key, newcomer)?;
        if erased_at.zip(newcomer.newest_at).is_some_and(|(erased, newest)| newest <= erased) {
            let contact_id = ContactId::new(newcomer.at, random::bytes());
            return Ok(Admission {
                contact_id,
                moved_to: None,
                agent_on,
                erased_at,
                is_refused: true,
                blocked: false,
                movers: Vec::new(),
            });
        }
        let told = Told {
            conversation_id: &newcomer.conversation_id,
            channel_id: newcomer.channel_id,
            profile: &newcomer.profile,
            left: &[],
            at: newcomer.at,
        };
        let learned = self.core.sql.transaction(|| self.settle(owner, &told))?;
        let blocked = self.is_blocked(&learned.home)?;
        let Learned { contact_id, home, movers } = learned;
        let moved_to = (home != newcomer.conversation_id).then_some(home);
        Ok(Admission { contact_id, moved_to, agent_on, erased_at, is_refused: false, blocked, movers })
    }

    /// A conversation heard another name of its person. Repeating it changes nothing.
    pub(super) fn learn(&self, owner: &Owner, heard: &Learn) -> Result<Learned, ObjectError> {
        let told = Told {
            conversation_id: &heard.conversation_id,
            channel_id: heard.channel_id,
            profile: &heard.profile,
            left: &heard.left,
            at: heard.at,
        };
        self.core.sql.transaction(|| {
            // Its person was erased: nothing that it still knows may bring them back.
            if self.indexed(&[self.home_of(&heard.conversation_id)?])?.is_empty() {
                return Err(Refusal::not_found("conversation").into());
            }
            let learned = self.settle(owner, &told)?;
            self.note_aware(&heard.conversation_id)?;
            Ok(learned)
        })
    }

    /// The conversation that somebody's names lead to.
    pub(super) fn find_home(
        &self,
        owner: &Owner,
        question: &FindHome,
    ) -> Result<Option<ConversationId>, ObjectError> {
        let names = Names::of(&owner.key, &question.aliases, &[]);
        let found = self.led_to(question.channel_id, &names)?;
        Ok(found.into_iter().next())
    }

    /// A conversation has nothing left but its way to its home.
    pub(super) fn handed_over(&self, moved: &HandedOver) -> Result<(), ObjectError> {
        let statement = "UPDATE forwarders SET pending = 0 WHERE id = ?";
        Ok(self.core.sql.run(statement, params![moved.conversation_id.as_str()])?)
    }

    /// Who the names belong to: all conversations that they lead to are one person's, and become the oldest of them.
    fn settle(&self, owner: &Owner, told: &Told<'_>) -> Result<Learned, ObjectError> {
        let names = Names::of(&owner.key, &told.profile.aliases, told.left);
        let asking = self.home_of(told.conversation_id)?;
        let mut ids = self.led_to(told.channel_id, &names)?;
        if !ids.contains(&asking) {
            ids.push(asking.clone());
        }
        let mut known = self.indexed(&ids)?;
        known.sort_by(|one, other| one.age().cmp(&other.age()));
        let (home, contact_id) = match known.split_first() {
            Some((home, younger)) => (home.id.clone(), self.join(owner, home, younger)?),
            None => (asking, self.new_contact(owner, told)?),
        };
        if home == *told.conversation_id {
            self.put_conversation(&home, contact_id, told)?;
        } else {
            self.put_forwarder(told.conversation_id, &home)?;
        }
        self.point(owner, told, &names, contact_id, &home)?;
        self.introduce(owner, contact_id, told)?;
        let movers = self.pending_movers(&home, told.conversation_id)?;
        Ok(Learned { contact_id, home, movers })
    }

    fn new_contact(&self, owner: &Owner, told: &Told<'_>) -> Result<ContactId, ObjectError> {
        let id = ContactId::new(told.at, random::bytes());
        let person = profile::Person::default().told(told.profile, told.left);
        let profile = profile::seal(owner, id, &person)?;
        self.core.sql.run(
            "INSERT INTO contacts (id, profile, created_at) VALUES (?, ?, ?)",
            params![id.to_string(), profile, told.at],
        )?;
        Ok(id)
    }

    /// The inbox knows of it from the start, even if nothing in it asks for an answer; and the sweep looks whether its
    /// first message came to anything.
    fn put_conversation(
        &self,
        id: &ConversationId,
        contact: ContactId,
        told: &Told<'_>,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO conversations (id, contact_id, channel_id, state, last_message_at, created_at, next_due)
             VALUES (?1, ?2, ?3, 'open', ?4, ?4, ?4) ON CONFLICT DO NOTHING",
            params![id.as_str(), contact.to_string(), told.channel_id.to_string(), told.at],
        )
    }
}
