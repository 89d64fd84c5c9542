//! The names that the conversation's person goes by: heard here, told to the tenant, who knows whether somebody else's
//! conversation has them too.

use domain::channel::{Alias, AliasKind};
use domain::time::Timestamp;
use meta::webhook::IdentityChange;
use platform::{PlatformError, clock, params};
use vault::Purpose;

use super::Conversation;
use super::jobs::{LEARN, Next};
use super::protocol::{Ingest, Known, LeftName, MoveTo, ordered};
use super::store::Standing;
use crate::call::{CallError, Refusal};
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{HandedOver, Learn, Learned, Profile};

/// Names given up that are remembered; the latest count.
const MOST_LEFT: usize = 16;

/// All that is known of the person.
#[derive(Clone, PartialEq)]
pub(super) struct Person {
    pub aliases: Vec<Alias>,
    pub known: Known,
}

impl Person {
    /// A message came: a newer name of a kind replaces the older one, a kind that it does not tell stays. A name that
    /// was given up later than this message is not taken up again.
    pub fn heard(&mut self, told: &Profile, at: Timestamp) {
        let is_left = |alias: &Alias| self.left_at(alias).is_some_and(|left| at <= left);
        let names: Vec<Alias> = told.aliases.iter().filter(|alias| !is_left(alias)).cloned().collect();
        if let Some(best) = names.first() {
            self.known.hides_number =
                best.kind == AliasKind::Bsuid && names.iter().all(|alias| alias.kind != AliasKind::Phone);
        }
        self.go_by(names);
        self.known.name = told.name.clone().or(self.known.name.take());
        self.known.username = told.username.clone().or(self.known.username.take());
    }

    /// The channel says that names were given up for others. An old word that was overtaken changes nothing.
    pub fn changed(&mut self, change: &IdentityChange, now: Timestamp) {
        let at = change.at.unwrap_or(now);
        if change.current.iter().any(|name| self.left_at(name).is_some_and(|left| at <= left)) {
            return;
        }
        let has_ended = |old: &&Alias| change.current.iter().any(|new| new.kind == old.kind && new != *old);
        // Meta may name the old number alone, and yet a new number comes with a new id.
        let known = change.previous.iter().chain(&self.aliases);
        let ended = ordered(known.filter(has_ended).cloned().collect());
        self.aliases.retain(|alias| !ended.contains(alias));
        self.known.left.retain(|left| !ended.contains(&left.alias));
        self.known.left.extend(ended.into_iter().map(|alias| LeftName { alias, at }));
        let too_many = self.known.left.len().saturating_sub(MOST_LEFT);
        self.known.left.drain(..too_many);
        if change.current.iter().any(|alias| alias.kind == AliasKind::Phone) {
            self.known.hides_number = false;
        }
        self.go_by(change.current.clone());
    }

    /// Another conversation of the same person knows this; `is_newer`: its names count where the two differ.
    pub fn joined(&mut self, other: Self, is_newer: bool) {
        let Self { aliases, known } = other;
        let left: Vec<LeftName> =
            known.left.into_iter().filter(|left| self.left_at(&left.alias).is_none()).collect();
        self.known.left.extend(left);
        let names = aliases.into_iter().filter(|alias| self.left_at(alias).is_none());
        let names: Vec<Alias> = names.filter(|new| is_newer || self.lacks(new.kind)).collect();
        if is_newer {
            self.known.hides_number = known.hides_number;
        }
        self.go_by(names);
        self.known.name = self.known.name.take().or(known.name);
        self.known.username = self.known.username.take().or(known.username);
    }

    fn go_by(&mut self, names: Vec<Alias>) {
        self.known.left.retain(|left| !names.contains(&left.alias));
        self.aliases.retain(|alias| names.iter().all(|new| new.kind != alias.kind));
        self.aliases.extend(names);
        self.aliases = ordered(std::mem::take(&mut self.aliases));
    }

    fn lacks(&self, kind: AliasKind) -> bool {
        self.aliases.iter().all(|alias| alias.kind != kind)
    }

    /// When this name was given up, if it was.
    pub fn left_at(&self, alias: &Alias) -> Option<Timestamp> {
        self.known.left.iter().find(|left| left.alias == *alias).map(|left| left.at)
    }

    /// The names to write to. A number that they hide may be somebody else's by now.
    pub fn reachable(mut self) -> Vec<Alias> {
        if self.known.hides_number && !self.lacks(AliasKind::Bsuid) {
            self.aliases.retain(|alias| alias.kind != AliasKind::Phone);
        }
        self.aliases
    }

    /// Whether the tenant has nothing to learn from this after `before`.
    fn is_no_news_after(&self, before: &Self) -> bool {
        let told = |person: &Self| Self {
            known: Known { hides_number: false, ..person.known.clone() },
            aliases: person.aliases.clone(),
        };
        told(self) == told(before)
    }
}

impl Conversation {
    /// All that is known of the person.
    pub(super) fn whole_person(&self, owner: &Owner, standing: &Standing) -> Result<Person, ObjectError> {
        let known = match standing.profile.as_deref() {
            Some(sealed) => self.open_json(owner, Purpose::Contact, "1", "profile", sealed)?,
            None => Known::default(),
        };
        Ok(Person { aliases: self.person(owner, standing)?, known })
    }

    pub(super) fn seal_known(&self, owner: &Owner, known: &Known) -> Result<Vec<u8>, ObjectError> {
        self.seal_json(owner, Purpose::Contact, "1", "profile", known)
    }

    /// What a batch tells of names; `heard_at`: when the customer wrote, if they did.
    pub(super) fn hear(
        &self,
        owner: &Owner,
        standing: &Standing,
        batch: &Ingest,
        heard_at: Option<Timestamp>,
    ) -> Result<(), ObjectError> {
        if heard_at.is_none() && batch.changes.is_empty() {
            return Ok(());
        }
        let now = clock::now();
        self.know(owner, standing, |person| {
            if let Some(at) = heard_at {
                person.heard(&batch.profile, at);
            }
            batch.changes.iter().for_each(|change| person.changed(change, now));
        })
    }

    /// Writes down only what changes, and has the tenant told of it.
    pub(super) fn know(
        &self,
        owner: &Owner,
        standing: &Standing,
        change: impl FnOnce(&mut Person),
    ) -> Result<(), ObjectError> {
        let before = self.whole_person(owner, standing)?;
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(());
        }
        let person = self.seal_person(owner, &after.aliases)?;
        let profile = self.seal_known(owner, &after.known)?;
        self.core
            .sql
            .run("UPDATE conversation SET person = ?, profile = ? WHERE id = 1", params![person, profile])?;
        if !after.is_no_news_after(&before) {
            self.schedule(LEARN, clock::now(), None)?;
        }
        Ok(())
    }

    /// Tells the tenant the names, and does what follows if another conversation has them too.
    pub(super) async fn learn(&self) -> Result<Next, ObjectError> {
        let standing = self.standing()?.ok_or(PlatformError::Unreadable { operation: "conversation" })?;
        let owner = self.core.owner().await?;
        let Person { aliases, known } = self.whole_person(&owner, &standing)?;
        let learn = Learn {
            conversation_id: self.id()?.clone(),
            channel_id: standing.channel_id,
            profile: Profile { name: known.name, username: known.username, aliases },
            left: known.left.into_iter().map(|left| left.alias).collect(),
            at: clock::now(),
        };
        let objects = self.core.objects().await?;
        let Learned { contact_id, home, movers } = objects.tenant(&learn).await?;
        for mover in movers {
            let told = objects.conversation(&mover, &MoveTo { home: home.clone() }).await;
            if matches!(told, Err(CallError::Refused(Refusal::NotFound { .. }))) {
                // Erased: it has nothing left to hand over.
                objects.tenant(&HandedOver { conversation_id: mover }).await?;
                continue;
            }
            told?;
        }
        self.core.sql.run(
            "UPDATE conversation SET contact_id = ?1 WHERE id = 1 AND contact_id <> ?1",
            params![contact_id.to_string()],
        )?;
        if self.id.as_ref() != Some(&home) {
            self.begin_move(&home)?;
        }
        Ok(Next::Done)
    }
}

#[cfg(test)]
mod tests;
