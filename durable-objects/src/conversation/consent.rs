//! Telling the tenant what somebody said about being written to first, and confirming it, once.

use domain::consent::{Choice, Consent};
use domain::ids::{ConversationId, TurnId};
use domain::time::Timestamp;
use domain::words::Language;
use platform::{PlatformError, clock, params, random};
use serde::{Deserialize, Serialize};

use super::Conversation;
use super::jobs::{Job, Next};
use super::protocol::{Inbound, Ingest, OptOut, Trace, ordered};
use super::store::{Standing, Stored};
use crate::object::{ObjectError, Owner};
use crate::tenant::privacy::protocol::{ConsentSet, SetConsent};

/// The tenant must hear it, however long that takes: the wait, in units of a second, between two tries.
const AGAIN: u32 = 60;

/// What somebody said, as its job remembers it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Said {
    pub consent: Consent,
    pub at: Timestamp,
    pub language: Language,
}

impl Said {
    pub fn encode(self) -> String {
        serde_json::json!(self).to_string()
    }
}

impl Conversation {
    /// The job of message `seq`.
    pub(super) async fn tell_consent(&self, job: &Job, seq: i64) -> Result<Next, ObjectError> {
        let said: Option<Said> = job.payload.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let said = said.ok_or(PlatformError::Unreadable { operation: "consent job" })?;
        let (owner, standing) = (self.core.owner().await?, self.begun()?);
        let set = SetConsent {
            aliases: self.person(&owner, &standing)?,
            channel_kind: standing.channel_kind,
            consent: said.consent,
            at: said.at,
            // Meta's stamps are whole seconds: two words of one second are two, one word told twice is one.
            source: format!("word {seq}"),
            conversation_id: Some(self.id()?.clone()),
        };
        let life = self.life.get();
        let set = match self.core.objects().await?.tenant(&set).await {
            _ if self.life.get() != life => return Ok(Next::Erased),
            Ok(set) => set,
            // A word that was heard must not end as a dead job.
            Err(error) => {
                log::warn!("consent not told yet: {error}");
                let wait = self.core.config()?.retry_unit.saturating_mul(AGAIN);
                return Ok(Next::At(clock::now().plus(wait)));
            }
        };
        self.opt_out_elsewhere(&set.elsewhere).await?;
        if self.life.get() != life {
            return Ok(Next::Erased);
        }
        self.core.sql.transaction::<_, ObjectError>(|| {
            self.heard(&owner, said, seq, &set)?;
            // With what it did: a second run would confirm a second time.
            Ok(self.cancel(&job.key)?)
        })?;
        Ok(Next::Done)
    }

    /// What waits to leave in other conversations of the same person. New ones are refused by the tenant, so one that
    /// cannot be reached keeps nobody waiting.
    async fn opt_out_elsewhere(&self, others: &[ConversationId]) -> Result<(), ObjectError> {
        let objects = self.core.objects().await?;
        for id in others {
            if let Err(error) = objects.conversation(id, &OptOut {}).await {
                log::warn!("a no was not heard in another conversation: {error}");
            }
        }
        Ok(())
    }

    /// What the tenant's answer means here: a change is confirmed; a START of somebody who never stopped is a message
    /// like any other.
    fn heard(&self, owner: &Owner, said: Said, seq: i64, set: &ConsentSet) -> Result<(), ObjectError> {
        let now = clock::now();
        let opts_in = said.consent == Consent::OptedIn;
        if opts_in && set.before != Consent::OptedOut {
            return self.release(seq, now);
        }
        if opts_in {
            self.trace_opt_in(owner, seq, now)?;
        }
        if set.now == set.before {
            return Ok(());
        }
        let text = if opts_in { said.language.confirm_opt_in() } else { said.language.confirm_opt_out() };
        self.plan_confirmation(owner, text.to_owned(), now)?;
        Ok(())
    }

    /// Puts a confirmation of ours into the outbox.
    pub(super) fn plan_confirmation(
        &self,
        owner: &Owner,
        text: String,
        now: Timestamp,
    ) -> Result<i64, ObjectError> {
        let standing = self.begun()?;
        let stored = Stored { text: Some(text), ..Stored::default() };
        let planned = self.plan_first(owner, &standing, "system", stored, None, now)?;
        self.core
            .sql
            .run("UPDATE conversation SET outbox_from = ? WHERE id = 1", params![planned.outbox_from])?;
        self.schedule_send(planned.seq, now)?;
        Ok(planned.seq)
    }

    /// The agent may have the message after all.
    fn release(&self, seq: i64, now: Timestamp) -> Result<(), ObjectError> {
        self.core.sql.run("UPDATE messages SET status = 'received' WHERE seq = ?", params![seq])?;
        self.core.sql.run("UPDATE conversation SET epoch = epoch + 1 WHERE id = 1", vec![])?;
        self.interrupt();
        self.schedule_turn(&*self.begun()?, self.waiting_since()?, now)
    }

    fn trace_opt_in(&self, owner: &Owner, seq: i64, now: Timestamp) -> Result<(), ObjectError> {
        let trace = Trace {
            message_ids: self.message(seq)?.map(|row| row.id).into_iter().collect(),
            reason: Some("opted_in".into()),
            explanation: Some("The customer asked to be written to again, and that was confirmed.".into()),
            ..Trace::default()
        };
        let id = TurnId::new(now, random::bytes());
        let sealed = self.seal_trace(owner, id, &trace)?;
        Ok(self.insert_turn(id, "gated", now, sealed)?)
    }

    /// Takes what WhatsApp's own settings say about marketing out of a batch and tells the tenant; it is kept when this
    /// returns. Returns how many there were.
    pub(super) async fn take_preferences(
        &self,
        owner: &Owner,
        standing: Option<&Standing>,
        batch: &mut Ingest,
    ) -> Result<u32, ObjectError> {
        let choices: Vec<Choice> = batch.events.iter().filter_map(preference).collect();
        if choices.is_empty() {
            return Ok(0);
        }
        batch.events.retain(|event| preference(event).is_none());
        let known = match standing {
            Some(standing) => self.person(owner, standing)?,
            None => Vec::new(),
        };
        let aliases = ordered(known.into_iter().chain(batch.profile.aliases.iter().cloned()).collect());
        let objects = self.core.objects().await?;
        for choice in &choices {
            let set = SetConsent {
                aliases: aliases.clone(),
                channel_kind: batch.channel_kind,
                consent: choice.consent,
                at: choice.at,
                source: "user_preferences".to_owned(),
                conversation_id: Some(self.id()?.clone()),
            };
            objects.tenant(&set).await.map_err(ObjectError::Call)?;
        }
        Ok(u32::try_from(choices.len()).unwrap_or(u32::MAX))
    }
}

const fn preference(event: &Inbound) -> Option<Choice> {
    match event {
        Inbound::Preference(choice) => Some(*choice),
        _ => None,
    }
}
