//! The end of a turn: guarded, and committed only if nothing superseded it.

use domain::gates::Gate;
use domain::guard;
use domain::money::Money;
use domain::settings::AgentMode;
use domain::split::{Limit, split};
use domain::takeover::TAKEOVER;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::Purpose;

use super::draft::{Draft, offline_draft};
use super::{PLANNED, Turn};
use crate::conversation::Conversation;
use crate::conversation::jobs::{Next, REPORT};
use crate::conversation::protocol::Trace;
use crate::conversation::store::{NewMessage, Stored};
use crate::object::ObjectError;
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
    answered: bool,
    consumes: bool,
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
                trace.reason = Some(Gate::Superseded.as_str().into());
                trace.explanation = Some(Gate::Superseded.explain());
                self.end_turn(turn, "superseded", &mut trace)?;
                log_turn(turn, &trace);
                return Ok(Next::Done);
            }
            Ending::Gated(gate) => gated(gate, &mut trace),
            Ending::Drafted { draft, brief } => drafted(turn, draft, brief, &mut trace),
        };
        let is_committed = self.commit(turn, &commit, &mut trace)?;
        // With something to send, the report follows the send: the customer comes first.
        if is_committed && commit.parts.is_empty() && self.report().await.is_err() {
            self.schedule(REPORT, clock::now(), None)?;
        }
        log_turn(turn, &trace);
        Ok(Next::Done)
    }

    /// All of it, or nothing if the epoch moved on.
    fn commit(&self, turn: &Turn<'_>, commit: &Commit, trace: &mut Trace) -> Result<bool, ObjectError> {
        let now = clock::now();
        self.core.sql.transaction::<_, ObjectError>(|| {
            if self.epoch()? != turn.epoch {
                trace.reason = Some(Gate::Superseded.as_str().into());
                trace.explanation = Some(Gate::Superseded.explain());
                self.end_turn(turn, "superseded", trace)?;
                return Ok(false);
            }
            self.plan_parts(turn, commit, now)?;
            if let Some(note) = &commit.note {
                self.hand_over(turn, note, now)?;
            }
            self.core.sql.run(
                "UPDATE conversation SET answered_seq = max(answered_seq, ?),
                   disclosed_at = coalesce(?, disclosed_at), last_message_at = max(last_message_at, ?) WHERE id = 1",
                params![
                    if commit.consumes { turn.last_seq() } else { 0 },
                    commit.answered.then_some(now),
                    if commit.answered { now } else { Timestamp::default() }
                ],
            )?;
            self.end_turn(turn, commit.outcome, trace)?;
            Ok(true)
        })
    }

    fn plan_parts(&self, turn: &Turn<'_>, commit: &Commit, now: Timestamp) -> Result<(), ObjectError> {
        let mut first = None;
        for part in &commit.parts {
            let message = NewMessage {
                direction: "outbound",
                author: "agent",
                kind: "text",
                stored: Stored { text: Some(part.clone()), ..Stored::default() },
                status: PLANNED,
                at: now,
                about: None,
            };
            let seq = self.insert_message(turn.owner, &message, now)?;
            first = first.or(seq);
        }
        if let Some(first) = first {
            self.schedule_send(first, now)?;
        }
        Ok(())
    }

    /// The agent leaves the conversation to a person, with a note in the thread.
    fn hand_over(&self, turn: &Turn<'_>, note: &str, now: Timestamp) -> Result<(), ObjectError> {
        self.note(turn.owner, "hand_over", note, now)?;
        self.core.sql.run(
            "UPDATE conversation SET state = 'waiting', paused_until = ? WHERE id = 1",
            params![now.plus(TAKEOVER)],
        )?;
        Ok(())
    }

    fn end_turn(&self, turn: &Turn<'_>, outcome: &str, trace: &mut Trace) -> Result<(), ObjectError> {
        let total = clock::now().since(turn.started_at).as_millis();
        trace.timings.total_ms = u64::try_from(total).unwrap_or(u64::MAX);
        let id = turn.id.to_string();
        let sealed = self.seal_json(turn.owner, Purpose::Trace, &id, "trace", trace)?;
        self.core
            .sql
            .run("UPDATE turns SET outcome = ?, trace = ? WHERE id = ?", params![outcome, sealed, id])?;
        Ok(())
    }

    pub(super) fn epoch(&self) -> Result<i64, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            epoch: i64,
        }
        let row: Option<Row> = self.core.sql.first("SELECT epoch FROM conversation WHERE id = 1", vec![])?;
        row.map(|row| row.epoch).ok_or(PlatformError::Unreadable { operation: "conversation" })
    }
}

fn gated(gate: Gate, trace: &mut Trace) -> Commit {
    trace.reason = Some(gate.as_str().into());
    trace.explanation = Some(gate.explain());
    // What waits for a person still waits if the agent gets the conversation back unanswered.
    let consumes = !matches!(gate, Gate::Paused { .. });
    Commit { outcome: "gated", parts: Vec::new(), note: None, answered: false, consumes }
}

fn drafted(turn: &Turn<'_>, draft: Draft, brief: &Brief, trace: &mut Trace) -> Commit {
    let draft = guarded(turn, draft, brief, trace);
    if brief.settings.agent.mode == AgentMode::Suggest {
        trace.suggestion = Some(draft.text);
        return Commit {
            outcome: "suggested",
            parts: Vec::new(),
            note: None,
            answered: false,
            consumes: true,
        };
    }
    trace.reason = draft.reason;
    let text = if draft.is_introduced { draft.text } else { disclosed(turn, draft.text, brief) };
    let parts = split(&text, Limit::Chars(meta::graph::Limits::TEXT));
    let outcome = if draft.hand_over.is_some() { "handed_over" } else { "answered" };
    Commit { outcome, parts, note: draft.hand_over, answered: true, consumes: true }
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
    if turn.standing.disclosed_at.is_some() {
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
