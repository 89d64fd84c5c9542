//! `GET /conversations/{id}/turns`: why it was, or was not, answered.

use axum::Json as Answer;
use domain::ids::{ConversationId, MessageId, TurnId};
use durable_objects::conversation::protocol::{ListTurns, Timings, Tokens, Transcribed, TurnView};
use serde::Serialize;

use super::auth::Member;
use super::input::{Id, Parameters};
use super::paging::{List, PageQuery};
use super::rfc3339;
use crate::problem::Problem;

/// A turn as the API shows it.
#[derive(Serialize)]
pub struct TurnOut {
    id: TurnId,
    message_ids: Vec<MessageId>,
    gates: Vec<String>,
    outcome: String,
    reason: Option<String>,
    explanation: Option<String>,
    provider: Option<String>,
    model: Option<String>,
    tools: Vec<String>,
    tokens: Tokens,
    cost: Option<CostOut>,
    transcriptions: Vec<TranscribedOut>,
    timings: Timings,
    suggestion: Option<String>,
    started_at: String,
}

/// What the model cost. Far below a minor unit, so counted in millionths of the currency instead.
#[derive(Serialize)]
struct CostOut {
    micros: u64,
    currency: &'static str,
}

impl CostOut {
    const fn of(micros: u64) -> Self {
        Self { micros, currency: "USD" }
    }
}

/// What writing a voice note down cost.
#[derive(Serialize)]
struct TranscribedOut {
    model: String,
    seconds: Option<u64>,
    tokens: Tokens,
    cost: Option<CostOut>,
}

impl From<Transcribed> for TranscribedOut {
    fn from(one: Transcribed) -> Self {
        let cost = one.cost_microusd.map(CostOut::of);
        Self { model: one.model, seconds: one.seconds, tokens: one.tokens, cost }
    }
}

impl From<TurnView> for TurnOut {
    fn from(view: TurnView) -> Self {
        let trace = view.trace;
        Self {
            id: view.id,
            message_ids: trace.message_ids,
            gates: trace.gates,
            outcome: view.outcome,
            reason: trace.reason,
            explanation: trace.explanation,
            provider: trace.provider,
            model: trace.model,
            tools: trace.tools,
            tokens: trace.tokens,
            cost: trace.cost_microusd.map(CostOut::of),
            transcriptions: trace.transcriptions.into_iter().map(TranscribedOut::from).collect(),
            timings: trace.timings,
            suggestion: trace.suggestion,
            started_at: rfc3339(view.started_at),
        }
    }
}

/// The turns, latest first.
#[worker::send]
pub async fn list(
    member: Member,
    Id(id): Id<ConversationId>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<TurnOut>>, Problem> {
    let limit = query.limit()?;
    let page = member.objects.conversation(&id, &ListTurns { before: query.parsed()?, limit }).await?;
    Ok(Answer(List::of(page, TurnOut::from)))
}
