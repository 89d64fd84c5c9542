//! What a batch means for the conversation: its row, and the turn that it asks for.

use std::rc::Rc;

use domain::takeover::TAKEOVER;
use domain::time::Timestamp;
use domain::window::WindowRule;
use domain::words::Command;
use platform::{PlatformError, params};

use crate::conversation::jobs::{REPORT, TURN};
use crate::conversation::protocol::Ingest;
use crate::conversation::store::Standing;
use crate::conversation::{Conversation, turn};
use crate::object::{ObjectError, Owner};

/// What in a batch wants an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asks {
    /// Nothing does.
    #[default]
    Nothing,
    /// One more message: the turn that waits takes it as well.
    Message,
    /// A message that waits was changed.
    Change,
}

/// What a batch means for the conversation.
#[derive(Default)]
pub(super) struct Effect {
    /// The customer's latest message, by the channel's clock.
    pub heard_at: Option<Timestamp>,
    /// The latest of these that opens the window.
    pub opened_at: Option<Timestamp>,
    /// The latest news of who may answer: whether we may, by the channel's clock.
    thread: Option<(Timestamp, bool)>,
    /// A person's latest message from the business's own phone.
    pub echoed_at: Option<Timestamp>,
    /// What in it wants an answer.
    pub asks: Asks,
    /// What the agent was about to say is worth nothing any more.
    ends_turn: bool,
    /// The person is being erased: nothing is answered.
    erases: bool,
}

impl Effect {
    /// Another app took the customer's thread, or gave it back. Deliveries are not in order: the latest word counts.
    pub fn hears_of_thread(&mut self, is_ours: bool, at: Timestamp) -> bool {
        self.thread = self.thread.max(Some((at, is_ours)));
        true
    }

    /// Who stops has no answer coming for what they said before; what they say after it counts anew.
    pub const fn obeys(&mut self, command: Command) {
        match command {
            Command::OptIn => {}
            Command::OptOut => {
                self.asks = Asks::Nothing;
                self.ends_turn = true;
            }
            Command::Erase => {
                self.ends_turn = true;
                self.erases = true;
            }
        }
    }

    pub fn is_superseding(&self) -> bool {
        self.asks > Asks::Nothing || self.echoed_at.is_some() || self.ends_turn
    }

    const fn is_nothing(&self) -> bool {
        self.heard_at.is_none() && self.echoed_at.is_none() && self.thread.is_none()
    }
}

impl Conversation {
    /// What the batch changes in the conversation's own row, and the turn it asks for.
    pub(super) fn apply(
        &self,
        owner: &Owner,
        standing: &Standing,
        batch: &Ingest,
        effect: &Effect,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        self.hear(owner, standing, batch, effect.heard_at)?;
        if effect.is_nothing() {
            return Ok(());
        }
        let returned = self.hear_of_thread(standing, effect.thread)?;
        self.move_on(effect, returned)?;
        if effect.echoed_at.is_some() {
            self.take_over()?;
            self.core.sql.run(
                "UPDATE conversation SET answered_seq = (SELECT max(seq) FROM messages) WHERE id = 1",
                vec![],
            )?;
            self.schedule(REPORT, now, None)?;
        }
        if (effect.asks > Asks::Nothing || returned) && !effect.erases {
            self.ask_for_turn(standing, effect, returned, now)?;
        }
        Ok(())
    }

    /// The row after the batch. It is written by this one writer alone, so what it becomes is known here and need not be
    /// read back.
    fn move_on(&self, effect: &Effect, returned: bool) -> Result<(), ObjectError> {
        // What the batch itself has written by now counts.
        let standing = self.standing()?.ok_or(PlatformError::Unreadable { operation: "conversation" })?;
        let mut next = Standing::clone(&standing);
        if effect.is_superseding() || returned {
            next.epoch = next.epoch.saturating_add(1);
        }
        if let Some(at) = effect.opened_at
            && standing.channel_kind.rules().window != WindowRule::Always
        {
            let window = standing.window().extend(at, self.core.config()?.service_window);
            next.window_closes_at = window.closes_at;
        }
        if let Some(at) = effect.echoed_at {
            next.paused_until = standing.paused_until.max(Some(at.plus(TAKEOVER)));
        }
        if let Some(at) = effect.heard_at.max(effect.echoed_at) {
            next.last_message_at = standing.last_message_at.max(at);
        }
        let reopens = effect.heard_at.is_some() && matches!(standing.state.as_str(), "resolved" | "snoozed");
        if reopens {
            "open".clone_into(&mut next.state);
        }
        self.core.sql.run(
            "UPDATE conversation SET epoch = ?, window_closes_at = ?, paused_until = ?, last_message_at = ?,
               state = iif(?, 'open', state) WHERE id = 1",
            params![next.epoch, next.window_closes_at, next.paused_until, next.last_message_at, reopens],
        )?;
        self.standing.set(&self.core.sql, Some(Rc::new(next)));
        Ok(())
    }

    fn ask_for_turn(
        &self,
        standing: &Standing,
        effect: &Effect,
        returned: bool,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        // Whoever echoed has taken the turn that waited away.
        let waiting = self.scheduled_turn()?.filter(|_| effect.echoed_at.is_none());
        let first = waiting.map_or(now, |turn| turn.since());
        let due = self.core.config()?.quiet_period.due_at(first, now);
        let takes_more = waiting.is_some_and(|turn| turn.takes_more(due));
        if takes_more && effect.asks == Asks::Message && !returned {
            return self.expect_notice(standing, now);
        }
        self.schedule_turn(standing, Some(first), now)
    }

    /// Who may answer from now on. True: we may again, and whoever waits is answered.
    fn hear_of_thread(
        &self,
        standing: &Standing,
        news: Option<(Timestamp, bool)>,
    ) -> Result<bool, ObjectError> {
        let Some((at, is_ours)) = news.filter(|(at, _)| Some(*at) >= standing.thread_at) else {
            return Ok(false);
        };
        let was_ours = standing.other_app == 0;
        if is_ours == was_ours {
            return Ok(false);
        }
        self.core.sql.run(
            "UPDATE conversation SET other_app = ?, thread_at = ? WHERE id = 1",
            params![!is_ours, at],
        )?;
        if !is_ours {
            // Another app speaks: what was about to be said from here is not.
            self.take_over()?;
        }
        Ok(is_ours)
    }

    /// The turn waits for the end of the burst, counted from arrival: Meta's stamps are whole seconds and may be old.
    /// `waiting_since`: when the first message that waits arrived, if one waits already.
    pub(in crate::conversation) fn schedule_turn(
        &self,
        standing: &Standing,
        waiting_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        self.expect_notice(standing, now)?;
        let quiet = self.core.config()?.quiet_period;
        let first = waiting_since.unwrap_or(now);
        let payload = turn::Payload::new(now, first).encode();
        self.schedule(TURN, quiet.due_at(first, now), Some(&payload))?;
        Ok(())
    }

    /// The customer sees soon that somebody reads.
    fn expect_notice(&self, standing: &Standing, now: Timestamp) -> Result<(), ObjectError> {
        if turn::wants_notice(standing, now, self.core.config()?.quiet_period) {
            let at = now.plus(turn::NOTICE_AFTER);
            self.expect(at);
            self.notice_at.set(Some(at));
        }
        Ok(())
    }
}
