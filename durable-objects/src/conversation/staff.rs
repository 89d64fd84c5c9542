//! People: their replies, and taking the conversation from the agent and giving it back.

use std::time::Duration;

use domain::takeover::TAKEOVER;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::HashLabel;

use super::Conversation;
use super::jobs::TURN;
use super::protocol::{MessageView, SendText};
use super::store::{NewMessage, Standing, Stored};
use super::turn;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::ConversationView;

/// Longer than a send takes.
const SAFETY: Duration = Duration::from_secs(30);
/// WhatsApp's limit for one text message, in characters.
const LONGEST_TEXT: usize = 4_096;

impl Conversation {
    /// A member's reply: it takes the conversation over and is sent in this request.
    pub(super) async fn send_text(&self, owner: &Owner, send: SendText) -> Result<MessageView, ObjectError> {
        let standing = self.begun()?;
        let length = send.text.chars().count();
        if length == 0 || length > LONGEST_TEXT {
            return Err(Refusal::invalid("text", format!("must have 1 to {LONGEST_TEXT} characters")).into());
        }
        let request =
            owner.key.hash(HashLabel::Request, &[&send.member_id.to_string(), &send.idempotency_key]);
        let seq = if let Some(seq) = self.asked_before(&request)? {
            seq
        } else {
            let seq = self.plan_reply(owner, &standing, &send.text, &request)?;
            self.interrupt();
            // Should this request be cut off, the alarm sends what it planned.
            self.rearm().await?;
            seq
        };
        if self.first_unsent(seq)? == seq {
            match self.send_planned(seq).await {
                Ok(next) => self.settle_send_job(next)?,
                Err(error) => log::warn!("reply not sent yet: {error}"),
            }
            self.rearm().await?;
        } else {
            self.tell().await?;
        }
        let row = self.message(seq)?.ok_or(PlatformError::Unreadable { operation: "reply" })?;
        self.message_view(owner, &row)
    }

    /// The message that must go first: an earlier reply may still wait for Meta's leave.
    fn first_unsent(&self, seq: i64) -> Result<i64, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            first: Option<i64>,
        }
        let row: Option<Row> = self.core.sql.first(
            "SELECT min(seq) AS first FROM messages WHERE direction = 'outbound' AND status = 'planned'
               AND seq >= (SELECT CAST(payload AS INTEGER) FROM jobs WHERE key = 'send')",
            vec![],
        )?;
        Ok(row.and_then(|row| row.first).unwrap_or(seq))
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

    fn plan_reply(
        &self,
        owner: &Owner,
        standing: &Standing,
        text: &str,
        request: &[u8],
    ) -> Result<i64, ObjectError> {
        let now = clock::now();
        let length = self.core.config()?.service_window;
        if standing.window().open(now, length).is_none() {
            return Err(Refusal::WindowClosed.into());
        }
        self.core.sql.transaction(|| {
            let message = NewMessage {
                direction: "outbound",
                author: "member",
                kind: "text",
                stored: Stored { text: Some(text.to_owned()), ..Stored::default() },
                status: "planned",
                at: now,
                about: None,
            };
            let seq = self.insert_message(owner, &message, now)?;
            let seq = seq.ok_or(PlatformError::Exists { operation: "plan reply" })?;
            self.core.sql.run("INSERT INTO requests (hash, seq) VALUES (?, ?)", params![request, seq])?;
            // A longer pause that somebody chose stays.
            self.set_paused(standing.paused_until.max(Some(now.plus(TAKEOVER))), now)?;
            self.core.sql.run("UPDATE conversation SET answered_seq = ? WHERE id = 1", params![seq])?;
            // It is sent in this request; the job is for the case that the request is cut off.
            self.schedule_send(seq, now.plus(SAFETY))?;
            Ok(seq)
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
        let payload = turn::Payload { step: turn::Step::Think, first_at: now, due_at: now };
        self.schedule(TURN, now, Some(&payload.encode()))?;
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

    pub(super) fn begun(&self) -> Result<Standing, ObjectError> {
        let standing = self.standing()?.filter(|standing| standing.moved_to.is_none());
        standing.ok_or_else(|| Refusal::not_found("conversation").into())
    }
}
