//! A turn: one run of the agent over the messages that nobody answered yet.
//!
//! It notices (ticks and typing), waits for the end of the burst, passes the gates, drafts, guards and commits. It
//! carries the epoch it began in; whatever supersedes it increments the epoch, and the commit looks once more.

mod close;
mod draft;
mod gather;
mod llm_provider;
mod model;
mod notice;
mod payload;

use std::time::Duration;

use domain::delivery::DeliveryStatus;
use domain::gates::{Gate, GateFacts, first_closed};
use domain::ids::TurnId;
use domain::settings::AgentMode;
use domain::time::Timestamp;
use meta::webhook::Content;
use platform::{PlatformError, clock, params};

use super::Conversation;
use super::jobs::{Job, Next};
use super::protocol::Trace;
use super::store::Standing;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{Brief, OpenTurn};
use close::Ending;
use gather::Waiting;

pub(super) use payload::{Payload, Step, first_step};

/// The ticks come this long after a message: late enough for the webhook to have its answer first.
pub(super) const NOTICE_AFTER: Duration = Duration::from_millis(250);
/// How often a failed provider is asked again before the offline responder answers.
const MOST_TRIES: u32 = 3;

/// A turn under way.
struct Turn<'a> {
    id: TurnId,
    epoch: i64,
    started_at: Timestamp,
    attempt: u32,
    owner: &'a Owner,
    standing: &'a Standing,
    waiting: &'a [Waiting],
}

impl Turn<'_> {
    /// What the customer said, for a search.
    fn words(&self) -> String {
        let texts: Vec<&str> = self.waiting.iter().filter_map(|message| message.text.as_deref()).collect();
        texts.join("\n")
    }

    /// The last message of the burst.
    fn last_seq(&self) -> i64 {
        self.waiting.iter().map(|message| message.seq).max().unwrap_or(0)
    }
}

/// Whether a message wants an answer. A reaction, a correction or WhatsApp's own notice does not.
pub(super) const fn is_answerable(content: &Content) -> bool {
    !matches!(
        content,
        Content::Reaction { .. }
            | Content::System(_)
            | Content::Edit { .. }
            | Content::Revoke { .. }
            | Content::RequestWelcome
            | Content::Other { .. }
    )
}

impl Conversation {
    /// One step of the turn's job.
    pub(super) async fn turn(&self, job: &Job) -> Result<Next, ObjectError> {
        let standing = self.standing()?.ok_or(PlatformError::Unreadable { operation: "conversation" })?;
        let owner = self.core.owner().await?;
        let payload = Payload::decode(job.payload.as_deref());
        if payload.step == Step::Notice {
            self.notice(&owner, &standing).await;
            self.next_step(&payload)?;
            return Ok(Next::At(payload.due_at));
        }
        let waiting = self.waiting(&owner, &standing)?;
        if waiting.is_empty() {
            return Ok(Next::Done);
        }
        if standing.paused_until.is_some_and(|until| until <= clock::now()) {
            self.end_pause(&owner, clock::now())?;
        }
        let (id, started_at) = self.begin_turn(&owner, standing.epoch)?;
        let epoch = standing.epoch;
        let (owner, standing, waiting) = (&owner, &standing, &waiting[..]);
        let turn = Turn { id, epoch, started_at, attempt: job.attempt, owner, standing, waiting };
        self.run_turn(&turn).await
    }

    /// Whether the customer may see typing, from now on.
    fn remember_mode(&self, mode: AgentMode) -> Result<(), PlatformError> {
        let is_on = mode == AgentMode::On;
        self.core
            .sql
            .run("UPDATE conversation SET agent_on = ? WHERE id = 1 AND agent_on <> ?", params![is_on, is_on])
    }

    async fn run_turn(&self, turn: &Turn<'_>) -> Result<Next, ObjectError> {
        let mut trace = Trace {
            message_ids: turn.waiting.iter().map(|message| message.id).collect(),
            ..Trace::default()
        };
        trace.timings.waited_ms = gather::waited(turn);
        if let Some(until) = turn.standing.paused_until.filter(|until| *until > clock::now()) {
            return self.close(turn, Ending::Gated(Gate::Paused { until }), trace).await;
        }
        let open = OpenTurn {
            conversation_id: self.id()?.clone(),
            channel_id: Some(turn.standing.channel_id),
            contact_id: turn.standing.contact_id,
            words: turn.words(),
            now: clock::now(),
        };
        let brief = self.core.objects().await?.tenant(&open).await?;
        self.remember_mode(brief.settings.agent.mode)?;
        let earlier = self.turns_today(turn)?;
        if let Some(gate) = closed_gate(turn, &brief, earlier).filter(|gate| !gate.allows_draft()) {
            return self.close(turn, Ending::Gated(gate), trace).await;
        }
        let draft = match self.draft(turn, &brief, &mut trace).await? {
            draft::Attempt::Drafted(draft) => draft,
            draft::Attempt::Later(at) => return Ok(Next::Retry(at)),
            draft::Attempt::Superseded => return self.close(turn, Ending::Superseded, trace).await,
            // Its fetch was ended, yet nothing superseded it.
            draft::Attempt::Interrupted => return Ok(Next::Retry(clock::now())),
        };
        self.close(turn, Ending::Drafted { draft, brief: &brief }, trace).await
    }
}

fn closed_gate(turn: &Turn<'_>, brief: &Brief, conversation_turns: u32) -> Option<Gate> {
    first_closed(&GateFacts {
        mode: brief.settings.agent.mode,
        paused_until: turn.standing.paused_until,
        now: clock::now(),
        blacklisted: false,
        restricted: false,
        number_restricted: brief.restricted,
        daily_turns: brief.turns_before,
        daily_cap: brief.settings.agent.daily_turns,
        conversation_turns,
        conversation_cap: brief.settings.agent.conversation_turns,
    })
}

/// In the outbox: not said yet, so not part of the talk.
pub(super) const PLANNED: &str = DeliveryStatus::Planned.as_str();
