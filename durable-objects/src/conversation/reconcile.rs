//! Settling a send whose outcome nobody knows: never repeated blindly.

use std::time::Duration;

use domain::channel::Doubt;
use domain::delivery::DeliveryStatus;
use domain::time::Timestamp;
use meta::graph::messaging;
use platform::{clock, fetch, params};

use super::jobs::{Job, Next};
use super::protocol::LastStatus;
use super::store::{MessageRow, Standing, provider_key};
use super::wire::messaging::recipient;
use super::{Conversation, wire};
use crate::object::ObjectError;
use crate::tenant::protocol::RecentConversations;

/// Asking is no send: it can be asked again.
const LIMIT: Duration = Duration::from_secs(10);
/// How often Meta's silence is questioned before the send stays unknown, for staff to see.
const MOST_QUESTIONS: u32 = 6;

/// What became of a send.
enum Fate {
    /// The channel has it, under this id.
    Taken(String),
    /// The channel does not have it.
    NotTaken,
    /// Nobody can tell.
    Unclear,
}

impl Conversation {
    /// Meta had its time to report. If it reported on others of this channel meanwhile, this one was not taken, and
    /// is sent once more; while it is silent on all, nobody can tell.
    pub(super) async fn reconcile(&self, job: &Job, seq: i64) -> Result<Next, ObjectError> {
        let (Some(row), Some(standing)) = (self.message(seq)?, self.standing()?) else {
            return Ok(Next::Done);
        };
        let is_settled = row.status != DeliveryStatus::Unknown.as_str();
        if is_settled {
            return Ok(Next::Done);
        }
        // What Meta refused before came to nothing for certain.
        if row.doubts > 1 {
            return Ok(Next::GiveUp("It was sent twice, and both times nobody said what became of it."));
        }
        match self.fate(&standing, &row).await? {
            Fate::Taken(provider_id) => {
                let owner = self.core.owner().await?;
                self.settle_row(&owner, &row, &provider_id, DeliveryStatus::Sent, None)?;
                return Ok(Next::Done);
            }
            Fate::NotTaken => {
                self.send_again(seq)?;
                return Ok(Next::Done);
            }
            Fate::Unclear => {}
        }
        if job.attempt >= MOST_QUESTIONS {
            return Ok(Next::GiveUp("Meta has not said whether it has the message."));
        }
        Ok(Next::Retry(clock::now().plus(self.core.config()?.reconcile_after)))
    }

    /// Meta told nothing of it. Where it is asked what it has, that is what counts; else its word on others.
    async fn fate(&self, standing: &Standing, row: &MessageRow) -> Result<Fate, ObjectError> {
        let since = row.sent_at.unwrap_or(row.at);
        match standing.channel_kind.rules().doubt {
            Doubt::Ask => self.ask_channel(standing, row, since).await,
            Doubt::Statuses if self.reported_on_others(standing, since).await? => Ok(Fate::NotTaken),
            Doubt::Statuses | Doubt::Never => Ok(Fate::Unclear),
        }
    }

    /// Asks what the channel has of this conversation. A message from the business of the same words, not older than
    /// the send and not known here, is the one.
    async fn ask_channel(
        &self,
        standing: &Standing,
        row: &MessageRow,
        since: Timestamp,
    ) -> Result<Fate, ObjectError> {
        let owner = self.core.owner().await?;
        let person = self.person(&owner, standing)?;
        let Some(channel) = self.channel(&owner, standing).await? else { return Ok(Fate::Unclear) };
        let config = self.core.config()?;
        let wire = wire::Wire { config: &config, owner: &owner, channel: &channel };
        let (Some(id), Ok(request)) = (recipient(&person), wire::messaging::recent(&wire, &person)) else {
            return Ok(Fate::Unclear);
        };
        let Ok(answer) = fetch::send("ask what was sent", request, LIMIT, None).await else {
            return Ok(Fate::Unclear);
        };
        let Ok(recent) = messaging::read_recent(answer.status, &answer.body, id) else {
            return Ok(Fate::Unclear);
        };
        let text = self.stored(&owner, row)?.text;
        for message in recent {
            let is_it = message.from_business
                && message.text.as_deref().filter(|text| !text.is_empty()) == text.as_deref()
                && message.at.is_some_and(|at| at >= since.to_the_second());
            if is_it && self.by_provider_key(&provider_key(&owner, &message.id))?.is_none() {
                return Ok(Fate::Taken(message.id));
            }
        }
        Ok(Fate::NotTaken)
    }

    /// Whether Meta has reported on anybody else's message of this channel since then. Asked only here, so that no
    /// status has to be told to the tenant on its way.
    async fn reported_on_others(&self, standing: &Standing, since: Timestamp) -> Result<bool, ObjectError> {
        let objects = self.core.objects().await?;
        let recent = RecentConversations { channel_id: standing.channel_id, since };
        for id in objects.tenant(&recent).await? {
            if Some(&id) == self.id.as_ref() {
                continue;
            }
            // A neighbour that does not answer tells nothing.
            let heard = objects.conversation(&id, &LastStatus {}).await.unwrap_or(None);
            if heard.is_some_and(|at| at >= since.to_the_second()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn send_again(&self, seq: i64) -> Result<(), ObjectError> {
        self.core.sql.run(
            "UPDATE messages SET status = 'planned' WHERE seq = ? AND status = 'unknown'",
            params![seq],
        )?;
        self.core.sql.run(
            "UPDATE conversation SET outbox_from = min(outbox_from, CAST(? AS INTEGER)) WHERE id = 1",
            params![seq],
        )?;
        Ok(self.schedule_send(seq, clock::now())?)
    }
}
