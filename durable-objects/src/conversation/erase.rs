//! Erasing the person: asked for by a word, or called by whoever erases all their conversations.

use std::time::Duration;

use domain::confirmation::ConfirmationCode;
use domain::time::Timestamp;
use domain::words::Language;
use platform::parked::Parking;
use platform::{PlatformError, clock, params};
use serde::{Deserialize, Serialize};

use super::Conversation;
use super::jobs::{ERASE, Job, Next};
use super::protocol::{Inbound, IncomingMessage, Ingest};
use super::store::MessageRow;
use crate::erasure::Eraser;
use crate::object::{ObjectError, Owner};
use crate::tenant::privacy::protocol::{BeginErasure, Subject};
use crate::tenant::protocol::Profile;
use meta::webhook::Content;

/// How long the erasure waits for its own confirmation to leave.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(20);
/// An erasure is never given up: the wait, in units of a second, between two tries.
const AGAIN: u32 = 30;
/// As many messages as anybody writes within the moments of an erasure.
const SURVIVORS: u32 = 200;

/// An erasure that a word asked for, as its job remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Request {
    code: String,
    at: Timestamp,
    language: Language,
    deadline: Timestamp,
    /// The confirmation's message, once it is planned.
    #[serde(default)]
    confirmation: Option<i64>,
}

impl Request {
    pub fn of_word(code: String, at: Timestamp, language: Language, now: Timestamp) -> Self {
        Self { code, at, language, deadline: now.plus(CONFIRMED_WITHIN), confirmation: None }
    }

    pub fn encode(&self) -> String {
        serde_json::json!(self).to_string()
    }

    fn code(&self) -> Result<ConfirmationCode, PlatformError> {
        self.code.parse().map_err(|_| PlatformError::Unreadable { operation: "erase job" })
    }
}

impl Conversation {
    /// The job: writes the request down, confirms it, and erases the person everywhere.
    pub(super) async fn erase_person(&self, job: &Job) -> Result<Next, ObjectError> {
        let request: Option<Request> =
            job.payload.as_deref().and_then(|payload| serde_json::from_str(payload).ok());
        let mut request = request.ok_or(PlatformError::Unreadable { operation: "erase job" })?;
        let life = self.life.get();
        match self.try_erase_person(&mut request, life).await {
            // Somebody else was quicker, and brings it to its end.
            _ if self.life.get() != life => Ok(Next::Erased),
            Err(error) => {
                log::error!("erasure not done yet: {error}");
                Ok(Next::At(clock::now().plus(self.core.config()?.retry_unit.saturating_mul(AGAIN))))
            }
            done => done,
        }
    }

    async fn try_erase_person(&self, request: &mut Request, life: u32) -> Result<Next, ObjectError> {
        let (owner, standing) = (self.core.owner().await?, self.begun()?);
        let eraser = Eraser::new(&self.core.env, self.core.objects().await?, owner.key.clone());
        let begin = BeginErasure {
            subject: Subject::Conversation { id: self.id()?.clone(), channel_id: standing.channel_id },
            aliases: self.person(&owner, &standing)?,
            conversations: Vec::new(),
            code: request.code.clone(),
            at: request.at,
            source: "word".to_owned(),
        };
        // From here on it comes to its end even if this object never does: the sweep knows of it. And the page that
        // the confirmation names is there.
        let erasure = eraser.begin(&begin).await?;
        if self.life.get() != life {
            return Ok(Next::Erased);
        }
        if let Some(later) = self.confirm_erasure(&owner, request).await? {
            return Ok(Next::At(later));
        }
        for id in erasure.conversations.iter().filter(|id| Some(*id) != self.id.as_ref()) {
            eraser.conversation(id, erasure.erased_at).await?;
        }
        if self.life.get() != life {
            return Ok(Next::Erased);
        }
        self.vanish(&owner, erasure.erased_at).await?;
        if let Err(error) = eraser.finish(&erasure).await {
            log::error!("erasure not finished yet: {error}");
        }
        Ok(Next::Erased)
    }

    /// Tells the person their code. Some: it has not left yet, and there is still time.
    async fn confirm_erasure(
        &self,
        owner: &Owner,
        request: &mut Request,
    ) -> Result<Option<Timestamp>, ObjectError> {
        let seq = match request.confirmation {
            Some(seq) => seq,
            None => self.plan_erasure_confirmation(owner, request)?,
        };
        if !self.is_unsent(seq)? || clock::now() >= request.deadline {
            return Ok(None);
        }
        let next = self.send_planned().await?;
        if !self.is_unsent(seq)? {
            return Ok(None);
        }
        let later = match next {
            Next::At(at) | Next::Retry(at) => at,
            Next::Done | Next::Erased | Next::GiveUp(_) => clock::now().plus(Duration::from_secs(1)),
        };
        Ok(Some(later.min(request.deadline)))
    }

    fn plan_erasure_confirmation(&self, owner: &Owner, request: &mut Request) -> Result<i64, ObjectError> {
        let code = request.code()?;
        let url = crate::erasure::status_url(&self.core.config()?.public_url, &code);
        let text = request.language.confirm_erase(code.as_str(), &url);
        self.core.sql.transaction::<_, ObjectError>(|| {
            let seq = self.plan_confirmation(owner, text, clock::now())?;
            request.confirmation = Some(seq);
            self.core
                .sql
                .run("UPDATE jobs SET payload = ? WHERE key = ?", params![request.encode(), ERASE])?;
            Ok(seq)
        })
    }

    fn is_unsent(&self, seq: i64) -> Result<bool, PlatformError> {
        if self.core.is_blank() {
            return Ok(false);
        }
        Ok(self.message(seq)?.is_some_and(|row| matches!(row.status.as_str(), "planned" | "sending")))
    }

    /// Somebody erases this conversation with all others of the person. On an object with nothing in it there is
    /// nothing to do; nor on one that began after the erasure, which somebody who drives it has not seen the end of.
    pub(super) async fn erase(&self, owner: &Owner, erased_at: Timestamp) -> Result<(), ObjectError> {
        if let Some(standing) = self.standing()? {
            if standing.erased_at >= Some(erased_at) {
                return Ok(());
            }
            self.freeze(erased_at)?;
        }
        self.vanish(owner, erased_at).await
    }

    /// Leaves nothing behind, in storage and in memory. What the person sent after their request is parked first: it
    /// was acknowledged, and begins a new conversation.
    pub(super) async fn vanish(&self, owner: &Owner, erased_at: Timestamp) -> Result<(), ObjectError> {
        let life = self.life.get();
        self.interrupt();
        self.erase_media().await?;
        if let Some(later) = self.survivors(owner, erased_at)? {
            let tenant = owner.tenant.tenant_id.to_string();
            Parking::of(&self.core.env)?.park(&tenant, self.id()?.as_str(), &owner.key, &later).await?;
        }
        if self.life.get() != life {
            // Somebody else was quicker; what is here now began after that.
            return Ok(());
        }
        self.life.set(life.wrapping_add(1));
        self.notice_at.set(None);
        self.no_news.replace(None);
        self.channel.take();
        self.live_gone();
        if self.core.is_blank() { Ok(()) } else { Ok(self.core.erase().await?) }
    }

    /// What came in and was sent after the request, as it came.
    fn survivors(&self, owner: &Owner, erased_at: Timestamp) -> Result<Option<Ingest>, ObjectError> {
        let Some(standing) = self.standing()? else { return Ok(None) };
        let rows: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE at > CAST(? AS INTEGER) AND direction = 'inbound'
               AND author = 'customer' AND kind <> 'revoked' ORDER BY seq LIMIT ?",
            params![erased_at, SURVIVORS],
        )?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            let stored = self.stored(owner, &row)?;
            let Some(provider_id) = stored.provider_id else { continue };
            let text = stored.text.unwrap_or_default();
            let content = stored.content.unwrap_or(Content::Text { body: text });
            let (reply_to, on_story) = (stored.reply_to, stored.on_story);
            let message =
                IncomingMessage { reply_to, on_story, ..IncomingMessage::new(provider_id, row.at, content) };
            events.push(Inbound::Message(message));
        }
        let profile = Profile { aliases: self.person(owner, &standing)?, ..Profile::default() };
        Ok(Some(Ingest {
            conversation_id: self.id()?.clone(),
            channel_id: standing.channel_id,
            channel_kind: standing.channel_kind,
            profile,
            events,
            changes: Vec::new(),
            #[cfg(feature = "churn")]
            arrivals: 1,
        }))
    }
}
