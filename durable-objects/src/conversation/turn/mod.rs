//! A turn: one run of the agent over the messages that nobody answered yet.
//!
//! After ticks and typing and the end of the burst it passes the gates, drafts, guards, commits and sends. It carries
//! the epoch it began in; whatever supersedes it increments the epoch, and the commit looks once more. It has a row
//! when it has ended; until then its job remembers it.

mod close;
mod consume;
mod draft;
mod gather;
mod llm_provider;
mod model;
mod notice;
mod patience;
mod payload;

use std::time::Duration;

use domain::gates::{self, Gate, GateFacts, first_closed};
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

pub(super) use llm_provider::own_key;
pub(super) use payload::{Payload, Scheduled, wants_notice};

/// The ticks come this long after a message: late enough for the webhook to have its answer first.
pub(super) const NOTICE_AFTER: Duration = Duration::from_millis(250);
/// Millionths of a dollar.
const MICROS_A_CENT: u64 = 10_000;
/// After so long the customer is told again what answers.
const LONG_PAUSE: Duration = Duration::from_hours(24 * 7);
/// How often a failed provider is asked again before the offline responder answers.
const MOST_TRIES: u32 = 3;

/// A turn under way.
struct Turn<'a> {
    id: TurnId,
    epoch: i64,
    /// Of the object: who writes after an erasure is somebody else.
    life: u32,
    started_at: Timestamp,
    attempt: u32,
    owner: &'a Owner,
    standing: &'a Standing,
    waiting: &'a [Waiting],
    /// What the customer wrote before, where what waits has no words to tell their language.
    earlier: &'a [String],
}

impl Turn<'_> {
    /// What the customer said, for a search.
    fn words(&self) -> String {
        let texts: Vec<&str> = self.waiting.iter().filter_map(Waiting::words).collect();
        texts.join("\n")
    }

    /// Whether the customer was told lately what answers here: not after a long pause, and not since a person had the
    /// conversation.
    fn has_met(&self) -> bool {
        self.standing.disclosed_at.is_some_and(|at| self.started_at.since(at) < LONG_PAUSE)
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
    /// The turn's job.
    pub(super) async fn turn(&self, job: &Job) -> Result<Next, ObjectError> {
        let owner = self.core.owner().await?;
        let mut standing = self.begun()?;
        if standing.paused_until.is_some_and(|until| until <= clock::now()) {
            self.end_pause(&owner, clock::now())?;
            standing = self.begun()?;
        }
        let waiting = self.waiting(&owner, &standing)?;
        if waiting.is_empty() || standing.erasing.is_some() {
            return Ok(Next::Done);
        }
        let payload = Payload::decode(job.payload.as_deref());
        // Whatever came after the first message left the job as it was.
        let latest = waiting.iter().map(|message| message.id.made_at()).max();
        let due = self.core.config()?.quiet_period.due_at(payload.first_at, latest.unwrap_or_default());
        if due > clock::now() {
            return Ok(Next::At(due));
        }
        if let Some(later) = self.wait_for_files(&payload, &waiting)? {
            return Ok(Next::At(later));
        }
        let earlier = self.earlier_words(&owner, &standing, &waiting)?;
        let turn = Turn {
            id: payload.id,
            epoch: standing.epoch,
            life: self.life.get(),
            started_at: clock::now(),
            attempt: job.attempt,
            owner: &owner,
            standing: &standing,
            waiting: &waiting,
            earlier: &earlier,
        };
        self.run_turn(&turn).await
    }

    /// The queue gave the turn up: what waited has its reason.
    pub(super) async fn fail_turn(&self, job: &Job) -> Result<(), PlatformError> {
        let trace = Trace {
            message_ids: self.waiting_ids().unwrap_or_default(),
            reason: Some("gave_up".into()),
            explanation: Some("It could not be answered after several attempts.".into()),
            ..Trace::default()
        };
        let payload = Payload::decode(job.payload.as_deref());
        // Without the key, which may be what is missing, the row says only how it ended.
        let owner = self.core.owner().await.ok();
        let sealed = owner.and_then(|owner| self.seal_trace(&owner, payload.id, &trace).ok());
        self.insert_turn(payload.id, "failed", payload.first_at, sealed.unwrap_or_default())
    }

    /// Whether the customer may see typing, from now on.
    fn remember_mode(&self, brief: &Brief) -> Result<(), PlatformError> {
        let is_on = brief.settings.agent.mode == AgentMode::On;
        self.core.sql.run(
            "UPDATE conversation SET agent_on = ?1, blocked = ?2 WHERE id = 1 AND (agent_on <> ?1 OR blocked <> ?2)",
            params![is_on, brief.blocked],
        )
    }

    async fn run_turn(&self, turn: &Turn<'_>) -> Result<Next, ObjectError> {
        let mut trace = Trace {
            message_ids: turn.waiting.iter().map(|message| message.id).collect(),
            transcriptions: turn.waiting.iter().filter_map(|message| message.transcribed.clone()).collect(),
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
            cost_before: turn.standing.unreported_cost,
        };
        let brief = self.core.objects().await?.tenant(&open).await?;
        self.remember_mode(&brief)?;
        let earlier = self.turns_today(turn)?;
        let closed = closed_gate(turn, &brief, earlier);
        trace.gates = gates::passed(closed).into_iter().map(str::to_owned).collect();
        if let Some(gate) = closed.filter(|gate| !gate.allows_draft()) {
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
        blacklisted: brief.blocked,
        restricted: false,
        number_restricted: brief.restricted,
        another_app: turn.standing.other_app != 0,
        daily_turns: brief.turns_before,
        daily_cap: brief.settings.agent.daily_turns,
        daily_cost: brief.cost_before,
        cost_cap: u64::from(brief.settings.agent.daily_cost_cents).saturating_mul(MICROS_A_CENT),
        conversation_turns,
        conversation_cap: brief.settings.agent.conversation_turns,
    })
}
