//! People: their replies, and taking the conversation from the agent and giving it back.

use std::rc::Rc;
use std::time::Duration;

use domain::ids::{MemberId, MessageId};
use domain::takeover::TAKEOVER;
use domain::time::Timestamp;
use domain::window::Maker;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::HashLabel;

use super::Conversation;
use super::jobs::TURN;
use super::protocol::{
    ButtonsDraft, Composed, MediaDraft, MessageView, ReactionDraft, SendMessage, SendTemplate,
};
use super::store::{MessageRow, Standing, Stored};
use super::turn;
use super::wire;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::ConversationView;

/// Longer than a send takes.
const SAFETY: Duration = Duration::from_secs(30);

impl Conversation {
    /// A member's message: it takes the conversation over and is sent in this request.
    pub(super) async fn send_message(
        &self,
        owner: &Owner,
        send: SendMessage,
    ) -> Result<MessageView, ObjectError> {
        self.begun()?;
        let request = request(owner, send.member_id, &send.idempotency_key);
        if let Some(seq) = self.asked_before(&request)? {
            return self.bring_out(owner, seq).await;
        }
        let reply_to = self.provider_id_of(owner, "reply_to", send.reply_to)?;
        let stored = match &send.content {
            Composed::Products(ids) => self.show_products(ids).await?,
            content => self.composed(owner, content)?,
        };
        let stored = Stored { reply_to, ..stored };
        self.take_reply(owner, stored, &request).await
    }

    /// A member's template, likewise.
    pub(super) async fn send_template(
        &self,
        owner: &Owner,
        send: SendTemplate,
    ) -> Result<MessageView, ObjectError> {
        let standing = self.begun()?;
        let request = request(owner, send.member_id, &send.idempotency_key);
        if let Some(seq) = self.asked_before(&request)? {
            return self.bring_out(owner, seq).await;
        }
        let reply_to = self.provider_id_of(owner, "reply_to", send.reply_to)?;
        let prepared = self.prepare(owner, &standing, send.name, send.language, send.values).await?;
        let (text, body) = (Some(prepared.text), Some(prepared.body));
        let not_before = prepared.not_before;
        let stored = Stored { text, reply_to, body, not_before, ..Stored::default() };
        self.take_reply(owner, stored, &request).await
    }

    /// Plans a reply once, however often it is asked for, and sends it.
    async fn take_reply(
        &self,
        owner: &Owner,
        stored: Stored,
        request: &[u8],
    ) -> Result<MessageView, ObjectError> {
        // The same request may have been quicker while this one asked the tenant.
        let (seq, takes_over) = match self.asked_before(request)? {
            Some(seq) => (seq, false),
            None => self.plan_reply(owner, stored, request)?,
        };
        if takes_over {
            self.interrupt();
        }
        // Should this request be cut off, the alarm sends what it planned.
        self.rearm().await?;
        self.bring_out(owner, seq).await
    }

    /// Sends what was planned, unless an earlier reply still waits for Meta's leave.
    async fn bring_out(&self, owner: &Owner, seq: i64) -> Result<MessageView, ObjectError> {
        if self.first_unsent()?.unwrap_or(seq) == seq {
            self.send_now().await?;
            self.rearm().await?;
        } else {
            self.tell().await?;
        }
        let row = self.message(seq)?.ok_or(PlatformError::Unreadable { operation: "reply" })?;
        self.message_view(owner, &row)
    }

    fn asked_before(&self, request: &[u8]) -> Result<Option<i64>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            seq: i64,
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT seq FROM requests WHERE hash = ?", params![request])?;
        Ok(row.map(|row| row.seq))
    }

    /// Its number, and whether it takes the conversation over.
    fn plan_reply(&self, owner: &Owner, stored: Stored, request: &[u8]) -> Result<(i64, bool), ObjectError> {
        let (standing, now) = (self.begun()?, clock::now());
        if standing.erasing.is_some() {
            return Err(Refusal::Conflict { reason: "the customer is being erased".into() }.into());
        }
        // A reaction is no answer: the agent keeps the conversation.
        let takes_over = stored.about.is_none();
        match self.may_leave(&standing, &stored, Maker::Person) {
            Ok(true) => {}
            Ok(false) => return Err(Refusal::WindowClosed.into()),
            Err(_) => return Err(Refusal::invalid("body", "does not fit the channel").into()),
        }
        self.core.sql.transaction(|| {
            let planned = self.plan_first(owner, &standing, "member", stored, None, now)?;
            let seq = planned.seq;
            self.core.sql.run("INSERT INTO requests (hash, seq) VALUES (?, ?)", params![request, seq])?;
            if takes_over {
                // A longer pause that somebody chose stays.
                self.set_paused(standing.paused_until.max(Some(now.plus(TAKEOVER))), now)?;
            }
            self.core.sql.run(
                "UPDATE conversation SET answered_seq = max(answered_seq, ?), outbox_from = ? WHERE id = 1",
                params![if takes_over { seq } else { 0 }, planned.outbox_from],
            )?;
            // It is sent in this request; the job is for the case that the request is cut off.
            self.schedule_send(seq, now.plus(SAFETY))?;
            Ok((seq, takes_over))
        })
    }

    /// A member's message as it is stored.
    fn composed(&self, owner: &Owner, content: &Composed) -> Result<Stored, ObjectError> {
        let kind = self.begun()?.channel_kind;
        let stored = Stored { text: content.shown(), ..Stored::default() };
        match content {
            Composed::Media(
                MediaDraft { file: Some(_), link: Some(_), .. } | MediaDraft { file: None, link: None, .. },
            ) => Err(Refusal::invalid("media", "must have either file or link").into()),
            Composed::Media(draft) if draft.file.is_some() => {
                wire::check_file(kind, draft, None)?;
                self.check_upload("media", draft)?;
                Ok(Stored { upload: Some(draft.clone()), ..stored })
            }
            Composed::Buttons(ButtonsDraft { media: Some(media), .. })
                if media.file.is_some() == media.link.is_some() =>
            {
                Err(Refusal::invalid("buttons.media", "must have either file or link").into())
            }
            Composed::Buttons(question @ ButtonsDraft { media: Some(media), .. }) if media.file.is_some() => {
                wire::check_file(kind, media, Some(question))?;
                self.check_upload("buttons.media", media)?;
                Ok(Stored { upload: Some(media.clone()), question: Some(question.clone()), ..stored })
            }
            Composed::Reaction(ReactionDraft { message_id, emoji }) => {
                // Its limits first: an emoji that cannot be is no question of which message.
                wire::reaction(kind, "0", emoji.as_deref())?;
                let about = self.provider_id_of(owner, "reaction.message_id", Some(*message_id))?;
                let body = wire::reaction(kind, about.as_deref().unwrap_or_default(), emoji.as_deref())?;
                Ok(Stored { body: Some(body), about, ..stored })
            }
            other => Ok(Stored { body: Some(wire::body(kind, other)?), ..stored }),
        }
    }

    /// The channel's id of a message of this conversation.
    fn provider_id_of(
        &self,
        owner: &Owner,
        field: &str,
        id: Option<MessageId>,
    ) -> Result<Option<String>, ObjectError> {
        let Some(id) = id else { return Ok(None) };
        let row: Option<MessageRow> =
            self.core.sql.first("SELECT * FROM messages WHERE id = ?", params![id.to_string()])?;
        let provider_id = match row {
            Some(row) => self.stored(owner, &row)?.provider_id,
            None => None,
        };
        provider_id.map(Some).ok_or_else(|| {
            Refusal::invalid(field, "is no message of this conversation that the channel knows").into()
        })
    }

    /// A person takes the conversation.
    pub(super) async fn pause(&self, until: Timestamp) -> Result<ConversationView, ObjectError> {
        let standing = self.begun()?;
        if until <= clock::now() {
            return Err(Refusal::invalid("duration", "must not be zero").into());
        }
        self.set_paused(Some(until), standing.last_message_at)?;
        self.interrupt();
        self.tell().await
    }

    /// The agent has it again.
    pub(super) async fn resume(&self, owner: &Owner) -> Result<ConversationView, ObjectError> {
        let standing = self.begun()?;
        if standing.paused_until.is_some() {
            self.end_pause(owner, clock::now())?;
        }
        self.set_paused(None, standing.last_message_at)?;
        // Nobody may have answered what came meanwhile.
        let now = clock::now();
        self.schedule(TURN, now, Some(&turn::Payload::new(now, now).encode()))?;
        self.tell().await
    }

    /// Reports the change at once, and later if the tenant cannot hear it now.
    pub(super) async fn tell(&self) -> Result<ConversationView, ObjectError> {
        if self.report().await.is_err() {
            self.schedule(super::jobs::REPORT, clock::now(), None)?;
        }
        self.rearm().await?;
        Ok(self.begun()?.view(self.id()?))
    }

    /// Whoever changes who has the conversation supersedes a turn that is thinking.
    fn set_paused(&self, until: Option<Timestamp>, last_message_at: Timestamp) -> Result<(), PlatformError> {
        if until.is_some() {
            self.take_over()?;
        }
        self.core.sql.run(
            "UPDATE conversation SET epoch = epoch + 1, paused_until = ?, last_message_at = max(last_message_at, ?),
               state = 'open' WHERE id = 1",
            params![until, last_message_at],
        )
    }

    pub(super) fn begun(&self) -> Result<Rc<Standing>, ObjectError> {
        let standing = self.standing()?.filter(|standing| standing.moved_to.is_none());
        standing.ok_or_else(|| Refusal::not_found("conversation").into())
    }
}

/// What a member's request is known by.
fn request(owner: &Owner, member: MemberId, idempotency_key: &str) -> [u8; 32] {
    owner.key.hash(HashLabel::Request, &[&member.to_string(), idempotency_key])
}
