//! Taking in what a channel brought: kept once, and the work it asks for scheduled, in one transaction.

mod effect;
mod keep;

use std::rc::Rc;

use platform::{PlatformError, clock, params};

use super::Conversation;
use super::elsewhere::unkept;
use super::jobs::{LEARN, PROFILE, RETENTION};
use super::protocol::{Inbound, Ingest, Ingested, Known};
use super::store::Standing;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{Admit, Profile};

impl Conversation {
    /// Keeps a batch. When this returns, every message of it is durable and the work it asks for is scheduled.
    pub(super) async fn ingest(&self, owner: &Owner, mut batch: Ingest) -> Result<Ingested, ObjectError> {
        let (life, standing) = (self.life.get(), self.standing()?);
        if standing.as_ref().is_some_and(|standing| standing.closed_at.is_some()) {
            return Err(Refusal::ChannelClosed.into());
        }
        if let Some(home) = standing.as_ref().and_then(|standing| standing.moved_to.as_ref()) {
            return self.ingest_at_home(owner, home, batch).await;
        }
        let preferences = self.take_preferences(owner, standing.as_deref(), &mut batch).await?;
        let is_erasing = standing.as_ref().is_none_or(|standing| standing.erasing.is_some());
        // Statuses of messages that were not sent from here, or are being erased, do not make a conversation.
        if is_erasing && batch.events.iter().all(Inbound::is_about_sends) {
            // A new name of somebody who is known under another one goes there.
            let elsewhere = match standing {
                Some(_) => Ingested::default(),
                None => self.ingest_elsewhere(&batch).await?,
            };
            return Ok(Ingested { kept: preferences.saturating_add(elsewhere.kept), ..elsewhere });
        }
        let standing = match standing {
            Some(standing) => standing,
            None => match self.begin(owner, &batch).await? {
                Some(standing) => standing,
                None => return Ok(Ingested { kept: preferences, repeated: count(&batch) }),
            },
        };
        // The tenant may just have said that this person has a conversation under another name.
        if let Some(home) = &standing.moved_to {
            return self.ingest_at_home(owner, home, batch).await;
        }
        // The directory may have changed since the Worker looked.
        if standing.channel_id != batch.channel_id {
            return Err(Refusal::Conflict { reason: "the conversation is on another channel".into() }.into());
        }
        let (batch, heir) = self.split_off(owner, &standing, batch)?;
        if let Some(heir) = heir {
            self.core.objects().await?.conversation(&heir.conversation_id, &heir).await?;
        }
        // Whoever brings it keeps it until the erasure is over; then it begins a new conversation.
        if standing.erasing.is_some() || self.life.get() != life {
            return Err(Refusal::Conflict { reason: "the conversation is being erased".into() }.into());
        }
        let now = clock::now();
        let (ingested, is_superseding) =
            self.core.sql.all_or_end(|| self.keep(owner, &standing, &batch, now))?;
        if is_superseding {
            self.interrupt();
        }
        self.rearm_if_early().await?;
        Ok(ingested)
    }

    /// The first message: asks the tenant who this is. `None`: somebody who was erased, and all of it is of before.
    async fn begin(&self, owner: &Owner, batch: &Ingest) -> Result<Option<Rc<Standing>>, ObjectError> {
        let (now, life) = (clock::now(), self.life.get());
        let admit = Admit {
            conversation_id: self.id()?.clone(),
            channel_id: batch.channel_id,
            channel_kind: batch.channel_kind,
            profile: batch.profile.clone(),
            at: now,
            newest_at: batch.events.iter().filter_map(Inbound::said_at).max(),
        };
        // The tenant's refusal is no verdict on the message: it is kept elsewhere until the tenant is mended.
        let admission = self.core.objects().await?.tenant(&admit).await.map_err(unkept)?;
        if admission.is_refused {
            return Ok(None);
        }
        if self.life.get() != life {
            // The tenant's answer is about somebody who is gone by now; it will be asked again.
            return Err(Refusal::Conflict { reason: "the conversation was erased meanwhile".into() }.into());
        }
        let Profile { name, username, .. } = batch.profile.clone();
        let known = self.seal_known(owner, &Known { name, username, ..Known::default() })?;
        let person = self.seal_person(owner, &batch.profile.aliases)?;
        self.core.create()?;
        // A second first message may have been quicker; its row says the same.
        self.core.sql.run(
            "INSERT INTO conversation (id, contact_id, channel_id, channel_kind, person, profile, moved_to, agent_on,
               blocked, last_message_at, erased_at, epoch) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
            params![
                admission.contact_id.to_string(),
                batch.channel_id.to_string(),
                batch.channel_kind.as_str(),
                person,
                known,
                admission.moved_to.map(String::from),
                admission.agent_on,
                admission.blocked,
                now,
                admission.erased_at,
                // Not 0: a turn of an erased life of this object must not take a new one's epoch for its own.
                now
            ],
        )?;
        if batch.channel_kind.rules().asks_profile {
            self.schedule(PROFILE, now, None)?;
        }
        self.schedule(RETENTION, self.core.config()?.retention.first_due(now), None)?;
        if !admission.movers.is_empty() {
            self.schedule(LEARN, now, None)?;
            self.rearm().await?;
        }
        let begun = self.standing()?;
        begun.map(Some).ok_or_else(|| PlatformError::Unreadable { operation: "conversation" }.into())
    }
}

fn count(batch: &Ingest) -> u32 {
    u32::try_from(batch.events.len()).unwrap_or(u32::MAX)
}
