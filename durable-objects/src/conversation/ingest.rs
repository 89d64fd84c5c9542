//! Taking in what a channel brought: kept once, and the work it asks for scheduled, in one transaction.

use domain::takeover::TAKEOVER;
use domain::time::Timestamp;
use domain::words::Command;
use meta::webhook::Content;
use platform::{PlatformError, clock, params};

use super::Conversation;
use super::elsewhere::unkept;
use super::jobs::{LEARN, REPORT, RETENTION, TURN};
use super::media;
use super::protocol::{Inbound, IncomingMessage, Ingest, Ingested, Known};
use super::store::{Inserted, NewMessage, Standing, Stored};
use super::turn;
use super::words::{self, OBEYED};
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
        let preferences = self.take_preferences(owner, standing.as_ref(), &mut batch).await?;
        let is_erasing = standing.as_ref().is_none_or(|standing| standing.erasing.is_some());
        // Statuses of messages that were not sent from here, or are being erased, do not make a conversation.
        if is_erasing && batch.events.iter().all(|event| matches!(event, Inbound::Status(_))) {
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
            self.core.sql.transaction::<_, ObjectError>(|| self.keep(owner, &standing, &batch, now))?;
        if is_superseding {
            self.interrupt();
        }
        self.rearm().await?;
        Ok(ingested)
    }

    /// The first message: asks the tenant who this is. `None`: somebody who was erased, and all of it is of before.
    async fn begin(&self, owner: &Owner, batch: &Ingest) -> Result<Option<Standing>, ObjectError> {
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
        self.schedule(RETENTION, self.core.config()?.retention.first_due(now), None)?;
        if !admission.movers.is_empty() {
            self.schedule(LEARN, now, None)?;
            self.rearm().await?;
        }
        let begun = self.standing()?;
        begun.map(Some).ok_or_else(|| PlatformError::Unreadable { operation: "conversation" }.into())
    }

    fn keep(
        &self,
        owner: &Owner,
        standing: &Standing,
        batch: &Ingest,
        now: Timestamp,
    ) -> Result<(Ingested, bool), ObjectError> {
        let mut ingested = Ingested::default();
        let mut effect = Effect::default();
        for event in &batch.events {
            let is_new = match event {
                // Meta repeats itself for days: what was erased does not come back.
                event if event.said_at().is_some_and(|at| Some(at) <= standing.erased_at) => false,
                // Told to the tenant already.
                Inbound::Preference(_) => false,
                Inbound::Message(message) => self.keep_message(owner, message, now, &mut effect)?,
                Inbound::Echo(message) => self.keep_echo(owner, message, now, &mut effect)?,
                Inbound::Status(report) => {
                    self.take_status(owner, &self.localised(report, &batch.conversation_id)?)?
                }
            };
            let count = if is_new { &mut ingested.kept } else { &mut ingested.repeated };
            *count = count.saturating_add(1);
        }
        self.apply(owner, standing, batch, &effect, now)?;
        #[cfg(feature = "churn")]
        self.count_arrivals(batch)?;
        Ok((ingested, effect.is_superseding()))
    }

    fn keep_message(
        &self,
        owner: &Owner,
        message: &IncomingMessage,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Result<bool, ObjectError> {
        let author = if matches!(message.content, Content::System(_)) { "system" } else { "customer" };
        let command = words::command(&message.content).filter(|_| author == "customer");
        let status = if command.is_some() { OBEYED } else { "received" };
        let row = row_of(message, "inbound", author, status, now);
        let Some(Inserted { seq, is_changed }) = self.insert_message(owner, &row, now)? else {
            return Ok(false);
        };
        self.want_files(seq, &row.stored.files, &message.content, true, now)?;
        if author == "customer" {
            effect.heard_at = effect.heard_at.max(Some(message.at));
        }
        let changed = changed(&message.content);
        let waits = match changed {
            Some(original) => self.apply_changes(owner, original)?,
            None if is_changed == 1 => self.apply_changes(owner, &message.provider_id)?,
            // The last to have arrived waits for its answer.
            None => true,
        };
        if let Some(found) = command {
            self.obey(owner, seq, message.at, found, now)?;
            effect.obeys(found.command);
            return Ok(true);
        }
        effect.asks |= waits && (changed.is_some() || turn::is_answerable(&message.content));
        Ok(true)
    }

    /// An echo of our own send is known by its id; any other one is a person at the business's own phone.
    fn keep_echo(
        &self,
        owner: &Owner,
        message: &IncomingMessage,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Result<bool, ObjectError> {
        let row = row_of(message, "outbound", "member", "sent", now);
        let Some(Inserted { seq, .. }) = self.insert_message(owner, &row, now)? else { return Ok(false) };
        self.want_files(seq, &row.stored.files, &message.content, false, now)?;
        if let Some(original) = changed(&message.content) {
            self.apply_changes(owner, original)?;
        }
        effect.echoed_at = effect.echoed_at.max(Some(message.at));
        Ok(true)
    }

    /// What the batch changes in the conversation's own row, and the turn it asks for.
    fn apply(
        &self,
        owner: &Owner,
        standing: &Standing,
        batch: &Ingest,
        effect: &Effect,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        let config = self.core.config()?;
        self.hear(owner, standing, batch, effect.heard_at)?;
        if effect.is_nothing() {
            return Ok(());
        }
        let window = match effect.heard_at {
            Some(at) => standing.window().extend(at, config.service_window),
            None => standing.window(),
        };
        let paused_until = match effect.echoed_at {
            Some(at) => standing.paused_until.max(Some(at.plus(TAKEOVER))),
            None => standing.paused_until,
        };
        let latest = standing.last_message_at.max(effect.heard_at.max(effect.echoed_at).unwrap_or_default());
        // With the turn that waits, which hardly ever takes a look-up of its own.
        let waiting: Option<turn::Scheduled> = self.core.sql.first(
            "UPDATE conversation SET epoch = epoch + ?, window_closes_at = ?, paused_until = ?, last_message_at = ?,
               state = CASE WHEN ? AND state IN ('resolved', 'snoozed') THEN 'open' ELSE state END
             WHERE id = 1
             RETURNING (SELECT payload FROM jobs WHERE key = 'turn' AND dead IS NULL) AS payload",
            params![
                effect.is_superseding(),
                window.closes_at,
                paused_until,
                latest,
                effect.heard_at.is_some()
            ],
        )?;
        if effect.echoed_at.is_some() {
            self.take_over()?;
            self.core.sql.run(
                "UPDATE conversation SET answered_seq = (SELECT max(seq) FROM messages) WHERE id = 1",
                vec![],
            )?;
            self.schedule(REPORT, now, None)?;
        }
        if effect.asks && !effect.erases {
            // Whoever echoed has taken the turn that waited away.
            let since = waiting.filter(|_| effect.echoed_at.is_none()).and_then(turn::Scheduled::since);
            self.schedule_turn(standing, since, now)?;
        }
        Ok(())
    }

    /// The turn waits for the end of the burst, counted from arrival: Meta's stamps are whole seconds and may be old.
    /// `waiting_since`: when the first message that waits arrived, if one waits already.
    pub(super) fn schedule_turn(
        &self,
        standing: &Standing,
        waiting_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        let quiet = self.core.config()?.quiet_period;
        let first = waiting_since.unwrap_or(now);
        if turn::wants_notice(standing, now, quiet) {
            self.notice_at.set(Some(now.plus(turn::NOTICE_AFTER)));
        }
        let payload = turn::Payload::new(now, first).encode();
        self.schedule(TURN, quiet.due_at(first, now), Some(&payload))?;
        Ok(())
    }
}

fn count(batch: &Ingest) -> u32 {
    u32::try_from(batch.events.len()).unwrap_or(u32::MAX)
}

fn row_of<'a>(
    message: &'a IncomingMessage,
    direction: &'static str,
    author: &'static str,
    status: &'static str,
    now: Timestamp,
) -> NewMessage<'a> {
    NewMessage {
        direction,
        author,
        kind: message.content.kind(),
        stored: stored(message, now),
        status,
        at: message.at,
        sent_at: None,
        about: about(&message.content),
    }
}

/// The channel's id of the message that a message changes.
fn changed(content: &Content) -> Option<&str> {
    match content {
        Content::Edit { original_id, .. } | Content::Revoke { original_id } => Some(original_id),
        _ => None,
    }
}

/// The channel's id of the message that a message changes or reacts to.
fn about(content: &Content) -> Option<&str> {
    match content {
        Content::Reaction { message_id, .. } => Some(message_id),
        other => changed(other),
    }
}

fn stored(message: &IncomingMessage, now: Timestamp) -> Stored {
    let text = message.content.text().map(str::to_owned);
    // Plain text is whole in `text`; keeping the content as well would double every row.
    let content = (!matches!(message.content, Content::Text { .. }) && fits(&message.content))
        .then(|| message.content.clone());
    Stored {
        text,
        provider_id: Some(message.provider_id.clone()),
        content,
        reply_to: message.reply_to.clone(),
        files: media::file_ids(&message.content, now),
        ..Stored::default()
    }
}

/// A row holds at most 2 MB; what is larger than this is no message that anybody reads.
fn fits(content: &Content) -> bool {
    serde_json::to_vec(content).is_ok_and(|bytes| bytes.len() <= 256 * 1024)
}

/// What a batch means for the conversation.
#[derive(Default)]
pub(super) struct Effect {
    /// The customer's latest message, by the channel's clock.
    heard_at: Option<Timestamp>,
    /// A person's latest message from the business's own phone.
    echoed_at: Option<Timestamp>,
    /// Something in it wants an answer.
    asks: bool,
    /// What the agent was about to say is worth nothing any more.
    ends_turn: bool,
    /// The person is being erased: nothing is answered.
    erases: bool,
}

impl Effect {
    /// Who stops has no answer coming for what they said before; what they say after it counts anew.
    const fn obeys(&mut self, command: Command) {
        match command {
            Command::OptIn => {}
            Command::OptOut => {
                self.asks = false;
                self.ends_turn = true;
            }
            Command::Erase => {
                self.ends_turn = true;
                self.erases = true;
            }
        }
    }

    const fn is_superseding(&self) -> bool {
        self.asks || self.echoed_at.is_some() || self.ends_turn
    }

    const fn is_nothing(&self) -> bool {
        self.heard_at.is_none() && self.echoed_at.is_none()
    }
}
