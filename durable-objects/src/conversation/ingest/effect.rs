//! What a batch means for the conversation: its row, and the turn that it asks for.

use domain::takeover::TAKEOVER;
use domain::time::Timestamp;
use domain::window::WindowRule;
use domain::words::Command;
use platform::params;
use serde::Deserialize;

use crate::conversation::jobs::{REPORT, TURN};
use crate::conversation::protocol::Ingest;
use crate::conversation::store::{Standing, standing_json};
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

/// What the row's change tells at once: each would take a statement of its own.
#[derive(Deserialize)]
struct Applied {
    turn: turn::Scheduled,
    standing: Standing,
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
        let config = self.core.config()?;
        self.hear(owner, standing, batch, effect.heard_at)?;
        if effect.is_nothing() {
            return Ok(());
        }
        let window = match effect.opened_at {
            Some(at) if standing.channel_kind.rules().window != WindowRule::Always => {
                standing.window().extend(at, config.service_window)
            }
            _ => standing.window(),
        };
        let paused_until = match effect.echoed_at {
            Some(at) => standing.paused_until.max(Some(at.plus(TAKEOVER))),
            None => standing.paused_until,
        };
        let returned = self.hear_of_thread(standing, effect.thread)?;
        let latest = standing.last_message_at.max(effect.heard_at.max(effect.echoed_at).unwrap_or_default());
        let applied: Option<Applied> = self.core.sql.json(
            concat!(
                "UPDATE conversation SET epoch = epoch + ?, window_closes_at = ?, paused_until = ?, last_message_at = ?,
                   state = CASE WHEN ? AND state IN ('resolved', 'snoozed') THEN 'open' ELSE state END
                 WHERE id = 1
                 RETURNING json_object('turn', json_object(
                     'payload', (SELECT payload FROM jobs WHERE key = 'turn' AND dead IS NULL),
                     'begins_at', (SELECT due_at FROM jobs
                       WHERE key = 'turn' AND dead IS NULL AND claimed = 0 AND attempt = 0)),
                   'standing', ",
                standing_json!(),
                ") AS json"
            ),
            params![
                effect.is_superseding() || returned,
                window.closes_at,
                paused_until,
                latest,
                effect.heard_at.is_some()
            ],
        )?;
        let waiting = applied.map(|Applied { turn, standing }| {
            self.has_become(standing);
            turn
        });
        if effect.echoed_at.is_some() {
            self.take_over()?;
            self.core.sql.run(
                "UPDATE conversation SET answered_seq = (SELECT max(seq) FROM messages) WHERE id = 1",
                vec![],
            )?;
            self.schedule(REPORT, now, None)?;
        }
        if (effect.asks > Asks::Nothing || returned) && !effect.erases {
            // Whoever echoed has taken the turn that waited away.
            let waiting = waiting.filter(|_| effect.echoed_at.is_none());
            let first = waiting.as_ref().and_then(turn::Scheduled::since).unwrap_or(now);
            let due = config.quiet_period.due_at(first, now);
            let takes_more = waiting.is_some_and(|turn| turn.takes_more(due));
            if takes_more && effect.asks == Asks::Message && !returned {
                self.expect_notice(standing, now)?;
            } else {
                self.schedule_turn(standing, Some(first), now)?;
            }
        }
        Ok(())
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
