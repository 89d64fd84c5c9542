//! What a message needs to leave: a channel with a token, an open window or an approved template, and its turn.

use std::rc::Rc;
use std::time::Duration;

use domain::channel::ChannelKind;
use domain::time::Timestamp;
use domain::window::{Maker, Permission};
use meta::graph::Body;
use platform::directory::channels::Channel;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use crate::conversation::protocol::callback_data;
use crate::conversation::store::{Standing, Stored};
use crate::conversation::{Conversation, wire};
use crate::object::{ObjectError, Owner};

/// How long what the directory said of a channel is believed. A token that Meta declines ends it at once.
const FRESH: Duration = Duration::from_mins(1);
/// As many messages back as the sends that count for the pace can be: nobody gets 45 of ours among more of theirs in
/// four minutes and a half.
const LOOK_BACK: u32 = 200;

/// A channel that a message can leave by, fetched before the moment of decision.
pub(in crate::conversation) struct Departure {
    pub(super) channel: Rc<Channel>,
}

/// A message that may leave. A free-form one cannot be made without the channel's permission.
pub(in crate::conversation) struct Sendable {
    pub(in crate::conversation) body: Body,
    /// The window is closed, and the channel must be told that a person typed this.
    pub(in crate::conversation) by_human_agent: bool,
}

impl Sendable {
    /// Anything that the channel permits now.
    pub fn free_form(body: Body, permission: &Permission) -> Self {
        Self { body, by_human_agent: matches!(permission, Permission::Human(_)) }
    }

    /// An approved template, at any time. `None`: it is not one.
    pub fn template(body: Body) -> Option<Self> {
        (body.kind() == "template").then_some(Self { body, by_human_agent: false })
    }
}

/// All that is known before the message has its row.
pub(super) struct Ready {
    channel: Rc<Channel>,
    sendable: Sendable,
    person: Vec<domain::channel::Alias>,
    reply_to: Option<String>,
}

/// A request that Meta gets as soon as its row is durable.
pub(in crate::conversation) struct Posting {
    pub(super) seq: i64,
    pub(super) channel: Rc<Channel>,
    /// None: it does not fit the channel.
    pub(super) dispatch: Option<wire::Dispatch>,
}

impl Conversation {
    /// The channel, if it can be had: without it the sending job tries again.
    pub(in crate::conversation) async fn departure(
        &self,
        owner: &Owner,
        standing: &Standing,
    ) -> Option<Departure> {
        let channel = self.channel(owner, standing).await;
        channel.ok().flatten().map(|channel| Departure { channel })
    }

    /// The channel as the directory knows it; none: it was disconnected.
    pub(in crate::conversation) async fn channel(
        &self,
        owner: &Owner,
        standing: &Standing,
    ) -> Result<Option<Rc<Channel>>, PlatformError> {
        let known = self.channel.borrow().clone();
        if let Some((_, channel)) = known.filter(|(at, _)| clock::now().since(*at) < FRESH) {
            return Ok(Some(channel));
        }
        let found = self.core.directory()?.channel(owner.tenant.tenant_id, standing.channel_id).await?;
        let found = found.map(Rc::new);
        *self.channel.borrow_mut() = found.clone().map(|channel| (clock::now(), channel));
        Ok(found)
    }

    /// Whether what is stored may leave now; false: the window is closed. `Err`: it does not fit.
    pub(in crate::conversation) fn may_leave(
        &self,
        standing: &Standing,
        stored: &Stored,
        maker: Maker,
    ) -> Result<bool, wire::Unfit> {
        if lacks_its_file(stored) {
            // It was checked when it was composed, and gets its body when the file is handed over.
            return Ok(self.permission(standing, maker)?.is_some());
        }
        Ok(self.sendable(standing, stored, maker)?.is_some())
    }

    /// By what right anything but a template leaves now; `None`: the window is closed.
    fn permission(&self, standing: &Standing, maker: Maker) -> Result<Option<Permission>, wire::Unfit> {
        let (rule, length) = (
            standing.channel_kind.rules().window,
            self.core.config().map_err(|_| wire::Unfit)?.service_window,
        );
        Ok(standing.window().permission(rule, maker, clock::now(), length))
    }

    /// What is stored as something that may leave; `None`: the window is closed. `Err`: it does not fit.
    fn sendable(
        &self,
        standing: &Standing,
        stored: &Stored,
        maker: Maker,
    ) -> Result<Option<Sendable>, wire::Unfit> {
        let body = match &stored.body {
            Some(body) => body.clone(),
            None => wire::text(standing.channel_kind, stored.text.as_deref().unwrap_or_default())?,
        };
        if body.kind() == "template" {
            return Ok(Sendable::template(body));
        }
        let permission = self.permission(standing, maker)?;
        Ok(permission.map(|permission| Sendable::free_form(body, &permission)))
    }

    /// Everything for a request but the row that its callback data names. `None`: not now.
    pub(super) fn ready(
        &self,
        owner: &Owner,
        standing: &Standing,
        departure: Departure,
        stored: &Stored,
        maker: Maker,
    ) -> Result<Option<Ready>, ObjectError> {
        if lacks_its_file(stored) || self.leaves_at(standing.channel_kind, stored)? > clock::now() {
            return Ok(None);
        }
        let Ok(Some(sendable)) = self.sendable(standing, stored, maker) else { return Ok(None) };
        let person = self.whole_person(owner, standing)?.reachable();
        let reply_to = stored.reply_to.clone();
        Ok(Some(Ready { channel: departure.channel, sendable, person, reply_to }))
    }

    pub(super) fn posting(&self, owner: &Owner, ready: Ready, seq: i64) -> Result<Posting, ObjectError> {
        let Ready { channel, sendable, person, reply_to } = ready;
        let config = self.core.config()?;
        let callback = callback_data(&owner.key, self.id()?, seq);
        let outgoing =
            wire::Outgoing { person: &person, sendable, reply_to: reply_to.as_deref(), callback: &callback };
        let dispatch = wire::Wire { config: &config, owner, channel: &channel }.send(outgoing).ok();
        Ok(Posting { seq, channel, dispatch })
    }

    /// When a message may leave: by the pace of its number and by that of this person.
    pub(super) fn leaves_at(&self, kind: ChannelKind, stored: &Stored) -> Result<Timestamp, PlatformError> {
        Ok(self.paced(kind)?.max(stored.not_before.unwrap_or_default()))
    }

    /// When this person may get the next message: the channel's pace for one pair.
    fn paced(&self, kind: ChannelKind) -> Result<Timestamp, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            sent_at: Timestamp,
        }
        let Some(pace) = kind.rules().pace else { return Ok(clock::now()) };
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT sent_at FROM messages WHERE seq > (SELECT max(seq) FROM messages) - ?
               AND sent_at IS NOT NULL AND direction = 'outbound' ORDER BY seq DESC LIMIT ?",
            params![LOOK_BACK, u32::try_from(pace.window()).unwrap_or(u32::MAX)],
        )?;
        let sent: Vec<Timestamp> = rows.iter().map(|row| row.sent_at).collect();
        Ok(pace.next(&sent, clock::now()))
    }
}

/// A file of staff's that the channel has not been given yet: the message has no body before that.
const fn lacks_its_file(stored: &Stored) -> bool {
    stored.upload.is_some() && stored.body.is_none()
}
