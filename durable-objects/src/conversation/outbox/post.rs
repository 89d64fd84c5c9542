//! Handing one message to Meta.

use std::time::Duration;

use domain::channel::ChannelKind;
use domain::time::Timestamp;
use meta::errors::MetaError;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::{Departure, Posting};
use crate::conversation::Conversation;
use crate::conversation::jobs::Next;
use crate::conversation::media::Uploaded;
use crate::conversation::store::{MessageRow, Standing, Stored};
use crate::conversation::wire::{self, Dispatch};
use crate::object::{ObjectError, Owner};

/// Meta answers within a second or two; after this nobody knows what became of the send.
const LIMIT: Duration = Duration::from_secs(20);
/// Meta's code for a free-form message outside of the window; ours too, so that staff read one explanation.
pub(in crate::conversation) const WINDOW_CLOSED: i64 = 131_047;
/// Meta's code for a token that is no longer good; a channel that was disconnected has none at all.
const NO_TOKEN: i64 = 190;
/// Meta's code for a message that cannot be sent as it is.
pub(super) const UNFIT: i64 = 131_009;

/// What became of one send.
pub(super) enum Outcome {
    Accepted { provider_id: String },
    Refused(MetaError, u16),
    Unknown,
}

async fn post(kind: ChannelKind, request: http::Request<Vec<u8>>) -> Outcome {
    let answer = match platform::fetch::send("send message", request, LIMIT, None).await {
        Ok(answer) => answer,
        Err(error) => {
            log::warn!("send outcome unknown: {error}");
            return Outcome::Unknown;
        }
    };
    match wire::read_send(kind, answer.status, &answer.body) {
        wire::Sent::Accepted { provider_id } => Outcome::Accepted { provider_id },
        wire::Sent::Refused(error) => Outcome::Refused(error, answer.status),
        wire::Sent::Unreadable => Outcome::Unknown,
    }
}

/// Whether a message can leave now.
enum Leave {
    Now(Box<Posting>),
    Later(Timestamp),
    Never(i64),
}

impl Conversation {
    /// Posts what [`Self::plan_first`] wrote down as leaving, then what was planned behind it.
    pub(in crate::conversation) async fn post_first(
        &self,
        owner: &Owner,
        posting: Posting,
    ) -> Result<(), ObjectError> {
        let seq = posting.seq;
        self.sending.set(Some(clock::now()));
        let outcome = self.post(owner, posting).await;
        self.sending.set(None);
        if let Some(later) = outcome? {
            self.schedule_send(seq, later)?;
        }
        Ok(())
    }

    /// Sends one message. Some: not now, but then.
    pub(super) async fn send_row(&self, row: MessageRow) -> Result<Option<Timestamp>, ObjectError> {
        let standing = self.begun()?;
        let owner = self.core.owner().await?;
        let stored = self.stored(&owner, &row)?;
        let channel = self.channel(&owner, &standing).await?;
        let Some(channel) = channel else { return self.fail(row.seq, NO_TOKEN).map(|()| None) };
        let stored = match self.uploaded(&owner, &channel, &row, stored).await? {
            Uploaded::Ready(stored) => *stored,
            Uploaded::Later(at) => return Ok(Some(at)),
            Uploaded::Never(code) => return self.fail(row.seq, code).map(|()| None),
        };
        // Whatever can go wrong on our side goes wrong before the row says that Meta may have it.
        match self.leave(&owner, &standing, Departure { channel }, &row, &stored)? {
            Leave::Later(at) => Ok(Some(at)),
            Leave::Never(code) => self.fail(row.seq, code).map(|()| None),
            Leave::Now(posting) if self.claim_row(row.seq)? => self.post(&owner, *posting).await,
            Leave::Now(_) => Ok(None),
        }
    }

    fn leave(
        &self,
        owner: &Owner,
        standing: &Standing,
        departure: Departure,
        row: &MessageRow,
        stored: &Stored,
    ) -> Result<Leave, ObjectError> {
        let maker = super::maker(&row.author);
        match self.may_leave(standing, stored, maker) {
            Ok(true) => {}
            Ok(false) => return Ok(Leave::Never(WINDOW_CLOSED)),
            Err(wire::Unfit) => return Ok(Leave::Never(UNFIT)),
        }
        let leaves_at = self.leaves_at(standing.channel_kind, stored)?;
        if leaves_at > clock::now() {
            return Ok(Leave::Later(leaves_at));
        }
        let ready = self.ready(owner, standing, departure, stored, maker)?;
        let Some(ready) = ready else { return Ok(Leave::Never(WINDOW_CLOSED)) };
        Ok(Leave::Now(Box::new(self.posting(owner, ready, row.seq)?)))
    }

    /// The moment of decision, after every wait: only what is still planned, and not the agent's once a person took
    /// over, goes out.
    fn claim_row(&self, seq: i64) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Claimed {}
        let claimed: Option<Claimed> = self.core.sql.first(
            "UPDATE messages SET status = 'sending', attempt = attempt + 1, sent_at = ?
             WHERE seq = ? AND status = 'planned'
               AND (author <> 'agent' OR seq > (SELECT human_seq FROM conversation WHERE id = 1)) RETURNING 1 AS claimed",
            params![clock::now(), seq],
        )?;
        if claimed.is_none() {
            self.core.sql.run(
                "UPDATE messages SET status = 'dropped' WHERE seq = ? AND status = 'planned'",
                params![seq],
            )?;
        }
        Ok(claimed.is_some())
    }

    async fn post(&self, owner: &Owner, posting: Posting) -> Result<Option<Timestamp>, ObjectError> {
        let Some(dispatch) = posting.dispatch else {
            return self.fail(posting.seq, UNFIT).map(|()| None);
        };
        let outcome = match dispatch {
            Dispatch::Graph(request) => post(posting.channel.kind, *request).await,
            Dispatch::Here(provider_id) => Outcome::Accepted { provider_id },
        };
        if self.core.is_blank() {
            // Erased meanwhile: there is no row to settle.
            return Ok(None);
        }
        let settled = self.settle_outcome(owner, &posting.channel, posting.seq, outcome).await;
        self.push_live();
        settled
    }

    /// What a request's own sender leaves to the queue.
    pub(in crate::conversation) async fn send_now(&self) -> Result<(), ObjectError> {
        match self.send_planned().await {
            Ok(next) => self.settle_send_job(next)?,
            Err(error) => {
                log::warn!("reply not sent yet: {error}");
                self.settle_send_job(Next::At(clock::now()))?;
            }
        }
        Ok(())
    }
}
