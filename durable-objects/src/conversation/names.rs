//! The names that the conversation's person goes by: heard here, told to the tenant, who knows whether somebody else's
//! conversation has them too.

use domain::identity::{Person, Told};
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use vault::Purpose;

use super::Conversation;
use super::jobs::{LEARN, Next};
use super::protocol::{Ingest, Known, MoveTo};
use super::store::{Sealed, Standing};
use crate::call::{CallError, Refusal};
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{HandedOver, Learn, Learned, Profile};

/// What a customer told of themselves that was no news, and what was known then. Most messages tell the same as the
/// one before, and to see that takes opening two seals.
pub(super) struct NoNews {
    told: Profile,
    person: Sealed,
    profile: Option<Sealed>,
}

impl NoNews {
    fn holds(&self, told: &Profile, standing: &Standing) -> bool {
        self.told == *told && self.person == standing.person && self.profile == standing.profile
    }
}

/// The wait, in units of a second, for a conversation that is not free to move yet.
const PATIENCE: u32 = 5;

impl Conversation {
    /// All that is known of the person.
    pub(super) fn whole_person(&self, owner: &Owner, standing: &Standing) -> Result<Person, ObjectError> {
        let known = match &standing.profile {
            Some(sealed) => self.open_json(owner, Purpose::Contact, "1", "profile", &sealed.bytes()?)?,
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
        if batch.changes.is_empty() && self.is_no_news(&batch.profile, standing) {
            return Ok(());
        }
        let now = clock::now();
        let mut depends_on_time = !batch.changes.is_empty();
        let is_news = self.know(owner, standing, |person| {
            // A name that was given up counts again once it is told later.
            depends_on_time |= !person.known.left.is_empty();
            if let Some(at) = heard_at {
                let Profile { name, username, aliases } = &batch.profile;
                person.heard(&Told { name: name.as_deref(), username: username.as_deref(), aliases }, at);
            }
            for change in &batch.changes {
                person.changed(&change.previous, &change.current, change.at.unwrap_or(now));
            }
        })?;
        if !is_news && !depends_on_time {
            let (told, person) = (batch.profile.clone(), standing.person.clone());
            self.no_news.replace(Some(NoNews { told, person, profile: standing.profile.clone() }));
        }
        Ok(())
    }

    fn is_no_news(&self, told: &Profile, standing: &Standing) -> bool {
        self.no_news.borrow().as_ref().is_some_and(|no_news| no_news.holds(told, standing))
    }

    /// Writes down only what changes, and has the tenant told of it. True: something did.
    pub(super) fn know(
        &self,
        owner: &Owner,
        standing: &Standing,
        change: impl FnOnce(&mut Person),
    ) -> Result<bool, ObjectError> {
        let before = self.whole_person(owner, standing)?;
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(false);
        }
        let person = self.seal_person(owner, &after.aliases)?;
        let profile = self.seal_known(owner, &after.known)?;
        self.core
            .sql
            .run("UPDATE conversation SET person = ?, profile = ? WHERE id = 1", params![person, profile])?;
        if !after.is_no_news_after(&before) {
            self.schedule(LEARN, clock::now(), None)?;
        }
        Ok(true)
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
        let Learned { contact_id, home, movers } = match objects.tenant(&learn).await {
            // Being erased: there is nobody to go by a name.
            Err(CallError::Refused(Refusal::NotFound { .. })) => return Ok(Next::Done),
            learned => learned?,
        };
        for mover in movers {
            let told = objects.conversation(&mover, &MoveTo { home: home.clone() }).await;
            match told {
                // Erased: it has nothing left to hand over.
                Err(CallError::Refused(Refusal::NotFound { .. })) => {
                    objects.tenant(&HandedOver { conversation_id: mover }).await?;
                }
                Err(CallError::Refused(Refusal::Conflict { .. })) => return self.learn_later(),
                told => told?,
            }
        }
        if self.core.is_blank() {
            return Ok(Next::Erased);
        }
        self.core.sql.run(
            "UPDATE conversation SET contact_id = ?1 WHERE id = 1 AND contact_id <> ?1",
            params![contact_id.to_string()],
        )?;
        match self.begin_move(&home) {
            Err(ObjectError::Refused(Refusal::Conflict { .. })) => self.learn_later(),
            begun => begun.map(|()| Next::Done),
        }
    }

    /// One of them obeys a word first.
    fn learn_later(&self) -> Result<Next, ObjectError> {
        let wait = self.core.config()?.retry_unit.saturating_mul(PATIENCE);
        Ok(Next::At(clock::now().plus(wait)))
    }
}
