//! The end of a turn: guarded, and committed only if nothing superseded it; then sent at once.

use domain::gates::Gate;
use domain::guard;
use domain::ids::TurnId;
use domain::money::Money;
use domain::settings::AgentMode;
use domain::split::split;
use domain::takeover::TAKEOVER;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::Purpose;

use super::Turn;
use super::draft::{Draft, offline_draft};
use crate::conversation::Conversation;
use crate::conversation::jobs::{Next, REPORT};
use crate::conversation::outbox::{Departure, Posting};
use crate::conversation::protocol::Trace;
use crate::conversation::store::Stored;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::Brief;

/// How a turn ends.
pub(super) enum Ending<'a> {
    /// A gate is closed: no answer, and why.
    Gated(Gate),
    /// Something newer made it worthless.
    Superseded,
    /// There is an answer.
    Drafted { draft: Draft, brief: &'a Brief },
}

/// What is written if the turn still counts.
struct Commit {
    outcome: &'static str,
    parts: Vec<String>,
    note: Option<String>,
    consumes: bool,
    /// The number sends so much that the answer must wait until then.
    not_before: Option<Timestamp>,
}

impl Commit {
    const fn silent(outcome: &'static str, consumes: bool) -> Self {
        Self { outcome, parts: Vec::new(), note: None, consumes, not_before: None }
    }
}

/// What a commit came to.
enum Committed {
    /// Something superseded the turn meanwhile.
    Superseded,
    /// It stands; with the request to post now, if there is one.
    Stands(Option<Box<Posting>>),
}

impl Conversation {
    pub(super) async fn close(
        &self,
        turn: &Turn<'_>,
        ending: Ending<'_>,
        mut trace: Trace,
    ) -> Result<Next, ObjectError> {
        let commit = match ending {
            Ending::Superseded => {
                self.supersede(turn, &mut trace)?;
                return Ok(Next::Done);
            }
            Ending::Gated(gate) => gated(gate, &mut trace),
            Ending::Drafted { draft, brief } => drafted(turn, draft, brief, &mut trace),
        };
        // Whatever has to be waited for comes before the commit: between it and the call to Meta nobody gets a word in.
        let departure = match commit.parts.as_slice() {
            [] => None,
            _ => self.departure(turn.owner, turn.standing).await,
        };
        let posting = match self.commit(turn, &commit, departure, &mut trace)? {
            Committed::Superseded => return Ok(Next::Done),
            Committed::Stands(posting) => posting,
        };
        log_turn(turn, &trace);
        if let Some(posting) = posting {
            self.post_first(turn.owner, *posting).await?;
        }
        // After the send: the customer comes first. With parts left, the sender reports.
        if commit.parts.len() < 2 && self.report().await.is_err() {
            self.schedule(REPORT, clock::now(), None)?;
        }
        Ok(Next::Done)
    }

    fn supersede(&self, turn: &Turn<'_>, trace: &mut Trace) -> Result<(), ObjectError> {
        // Erased meanwhile; a conversation that began since knows nothing of it.
        if self.life.get() != turn.life || self.core.is_blank() {
            return Ok(());
        }
        trace.reason = Some(Gate::Superseded.as_str().into());
        trace.explanation = Some(Gate::Superseded.explain());
        self.end_turn(turn, "superseded", trace)?;
        log_turn(turn, trace);
        Ok(())
    }

    /// All of it, or nothing if the epoch moved on.
    fn commit(
        &self,
        turn: &Turn<'_>,
        commit: &Commit,
        departure: Option<Departure>,
        trace: &mut Trace,
    ) -> Result<Committed, ObjectError> {
        let now = clock::now();
        self.core.sql.transaction::<_, ObjectError>(|| {
            if self.epoch()? != turn.epoch {
                self.supersede(turn, trace)?;
                return Ok(Committed::Superseded);
            }
            let answered = !commit.parts.is_empty();
            // What is not consumed is heard of again, with the turn that consumes it.
            let heard = if commit.consumes { trace.heard_microusd() } else { 0 };
            let cost = trace.cost_microusd.unwrap_or(0).saturating_add(heard);
            let (outbox_from, posting) = self.plan_parts(turn, commit, departure, now)?;
            self.core.sql.run(
                "UPDATE conversation SET answered_seq = max(answered_seq, ?), outbox_from = coalesce(?, outbox_from),
                   disclosed_at = coalesce(?, disclosed_at), last_message_at = max(last_message_at, ?),
                   unreported_cost = ? WHERE id = 1",
                params![
                    if commit.consumes { turn.last_seq() } else { 0 },
                    outbox_from,
                    answered.then_some(now),
                    if answered { now } else { Timestamp::default() },
                    i64::try_from(cost).unwrap_or(i64::MAX)
                ],
            )?;
            if let Some(note) = &commit.note {
                self.hand_over(turn.owner, note, now)?;
            }
            self.end_turn(turn, commit.outcome, trace)?;
            Ok(Committed::Stands(posting.map(Box::new)))
        })
    }

    /// Puts the answer's parts into the outbox; the first one leaves at once if nothing is in its way.
    fn plan_parts(
        &self,
        turn: &Turn<'_>,
        commit: &Commit,
        departure: Option<Departure>,
        now: Timestamp,
    ) -> Result<(Option<i64>, Option<Posting>), ObjectError> {
        let not_before = commit.not_before;
        let stored = |text: &String| Stored { text: Some(text.clone()), not_before, ..Stored::default() };
        let mut parts = commit.parts.iter();
        let Some(first) = parts.next() else { return Ok((None, None)) };
        let planned = self.plan_first(turn.owner, turn.standing, "agent", stored(first), departure, now)?;
        let mut waits = planned.posting.is_none().then_some(planned.seq);
        for part in parts {
            let seq = self.plan_later(turn.owner, "agent", "text", stored(part), now)?;
            waits = waits.or(Some(seq));
        }
        if let Some(seq) = waits {
            self.schedule_send(seq, not_before.unwrap_or(now))?;
        }
        Ok((Some(planned.outbox_from), planned.posting))
    }

    /// The agent leaves the conversation to a person, with a note in the thread.
    fn hand_over(&self, owner: &Owner, note: &str, now: Timestamp) -> Result<(), ObjectError> {
        self.note(owner, "hand_over", note, now)?;
        self.core.sql.run(
            "UPDATE conversation SET state = 'waiting', paused_until = ? WHERE id = 1",
            params![now.plus(TAKEOVER)],
        )?;
        Ok(())
    }

    fn end_turn(&self, turn: &Turn<'_>, outcome: &str, trace: &mut Trace) -> Result<(), ObjectError> {
        let total = clock::now().since(turn.started_at).as_millis();
        trace.timings.total_ms = u64::try_from(total).unwrap_or(u64::MAX);
        let sealed = self.seal_trace(turn.owner, turn.id, trace)?;
        Ok(self.insert_turn(turn.id, outcome, turn.started_at, sealed)?)
    }

    pub(in crate::conversation) fn seal_trace(
        &self,
        owner: &Owner,
        id: TurnId,
        trace: &Trace,
    ) -> Result<Vec<u8>, ObjectError> {
        self.seal_json(owner, Purpose::Trace, &id.to_string(), "trace", trace)
    }

    pub(in crate::conversation) fn insert_turn(
        &self,
        id: TurnId,
        outcome: &str,
        started_at: Timestamp,
        trace: Vec<u8>,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT OR REPLACE INTO turns (id, epoch, outcome, started_at, trace)
             VALUES (?, (SELECT epoch FROM conversation WHERE id = 1), ?, ?, ?)",
            params![id.to_string(), outcome, started_at, trace],
        )
    }

    pub(super) fn epoch(&self) -> Result<i64, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            epoch: i64,
        }
        // An erasure supersedes everything.
        if self.core.is_blank() {
            return Ok(i64::MAX);
        }
        let row: Option<Row> = self.core.sql.first("SELECT epoch FROM conversation WHERE id = 1", vec![])?;
        row.map(|row| row.epoch).ok_or(PlatformError::Unreadable { operation: "conversation" })
    }
}

fn gated(gate: Gate, trace: &mut Trace) -> Commit {
    trace.reason = Some(gate.as_str().into());
    trace.explanation = Some(gate.explain());
    // What waits for a person still waits if the agent gets the conversation back unanswered.
    Commit::silent("gated", !matches!(gate, Gate::Paused { .. } | Gate::AnotherApp))
}

fn drafted(turn: &Turn<'_>, draft: Draft, brief: &Brief, trace: &mut Trace) -> Commit {
    let draft = guarded(turn, draft, brief, trace);
    if brief.settings.agent.mode == AgentMode::Suggest {
        trace.suggestion = Some(draft.text);
        return Commit::silent("suggested", true);
    }
    trace.reason = draft.reason;
    let text = if draft.is_introduced { draft.text } else { disclosed(turn, draft.text, brief) };
    let parts = split(&text, turn.standing.channel_kind.rules().text);
    let outcome = if draft.hand_over.is_some() { "handed_over" } else { "answered" };
    // Thinking may have taken longer than the wait.
    let not_before = brief.send_not_before.filter(|at| *at > clock::now());
    Commit { outcome, parts, note: draft.hand_over, consumes: true, not_before }
}

/// An answer with an amount that nothing backs is not sent; the catalog answers instead.
fn guarded(turn: &Turn<'_>, draft: Draft, brief: &Brief, trace: &mut Trace) -> Draft {
    let currency = brief.settings.shop.currency;
    let backed = backed_amounts(&draft, brief);
    if !draft.text.trim().is_empty() && guard::check(&draft.text, &backed, currency).is_ok() {
        return draft;
    }
    trace.provider = Some("offline".into());
    let reason = if draft.text.trim().is_empty() { "empty_answer" } else { "unbacked_amount" };
    let offline = offline_draft(turn, brief, Some(reason.to_owned()));
    Draft { hand_over: draft.hand_over.or(offline.hand_over), ..offline }
}

fn backed_amounts(draft: &Draft, brief: &Brief) -> Vec<Money> {
    let of_products = draft.products.iter().flat_map(|product| {
        let own = [Some(product.price), product.sale_price];
        own.into_iter().chain(product.variants.iter().map(|variant| variant.price)).flatten()
    });
    let currency = brief.settings.shop.currency;
    let facts = brief.settings.shop.facts.iter().flat_map(|fact| guard::amounts(&fact.text, currency));
    of_products.chain(facts).collect()
}

/// The first answer says what is answering.
fn disclosed(turn: &Turn<'_>, text: String, brief: &Brief) -> String {
    if turn.has_met() {
        return text;
    }
    match brief.settings.disclosure.sentence(&brief.settings.shop.name) {
        Some(sentence) => format!("{text}\n\n{sentence}"),
        None => text,
    }
}

/// The one line a turn has in the log; its fields are the allow-list of `docs/operations.md`.
fn log_turn(turn: &Turn<'_>, trace: &Trace) {
    log::info!(
        "turn messages={} attempt={} provider={} reason={} tools={} tokens={}/{} model_ms={} total_ms={}",
        turn.waiting.len(),
        turn.attempt,
        trace.provider.as_deref().unwrap_or("-"),
        trace.reason.as_deref().unwrap_or("-"),
        trace.tools.len(),
        trace.tokens.input,
        trace.tokens.output,
        trace.timings.model_ms,
        trace.timings.total_ms
    );
}
