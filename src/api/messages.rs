//! `GET|POST /conversations/{id}/messages`.

use axum::Json as Answer;
use axum::extract::State;
use domain::ids::{ConversationId, MessageId};
use durable_objects::conversation::protocol::{ListMessages, MessageView, ReactionView, SendMessage};
use durable_objects::{CallError, Refusal};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::auth::Member;
use super::compose::{self, Composition};
use super::input::{Id, Json, Parameters};
use super::media::MediaOut;
use super::paging::{List, PageQuery};
use super::rfc3339;
use super::templates::send;
use crate::app::App;
use crate::problem::Problem;

/// A message as the API shows it.
#[derive(Serialize)]
pub struct MessageOut {
    id: MessageId,
    direction: String,
    author: String,
    kind: String,
    text: Option<String>,
    content: Option<Value>,
    media: Vec<MediaOut>,
    transcript: Option<String>,
    reply_to: Option<MessageId>,
    reactions: Vec<ReactionOut>,
    status: String,
    error: Option<ErrorOut>,
    at: String,
}

/// What a side has put under a message.
#[derive(Serialize)]
struct ReactionOut {
    author: String,
    emoji: String,
    at: String,
}

impl From<ReactionView> for ReactionOut {
    fn from(view: ReactionView) -> Self {
        Self { author: view.author, emoji: view.emoji, at: rfc3339(view.at) }
    }
}

/// Why a message did not arrive.
#[derive(Serialize)]
struct ErrorOut {
    code: i64,
    explanation: &'static str,
}

impl From<MessageView> for MessageOut {
    fn from(view: MessageView) -> Self {
        let error = view.error_code.map(|code| ErrorOut { code, explanation: meta::errors::explain(code) });
        Self {
            id: view.id,
            direction: view.direction,
            author: view.author,
            kind: view.kind,
            text: view.text,
            content: view.content,
            media: view.media.into_iter().map(MediaOut::from).collect(),
            transcript: view.transcript,
            reply_to: view.reply_to,
            reactions: view.reactions.into_iter().map(ReactionOut::from).collect(),
            status: view.status,
            error,
            at: rfc3339(view.at),
        }
    }
}

/// The thread, latest first.
#[worker::send]
pub async fn list(
    member: Member,
    Id(id): Id<ConversationId>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<MessageOut>>, Problem> {
    let limit = query.limit()?;
    let page = member.objects.conversation(&id, &ListMessages { before: query.parsed()?, limit }).await?;
    Ok(Answer(List::of(page, MessageOut::from)))
}

/// Sends a member's message and takes the conversation over.
#[worker::send]
pub async fn send(
    State(app): State<App>,
    member: Member,
    Id(id): Id<ConversationId>,
    headers: HeaderMap,
    Json(message): Json<Value>,
) -> Result<(StatusCode, Answer<MessageOut>), Problem> {
    let idempotency_key = idempotency_key(&headers)?;
    match compose::read(message)? {
        Composition::Draft(content, reply_to) => {
            let member_id = member.identity.member_id;
            let send = SendMessage { member_id, idempotency_key, content, reply_to };
            let sent = member.objects.conversation(&id, &send).await;
            explained(&app, &member, &id, sent).await
        }
        Composition::Template(template, reply_to) => {
            send::send(&member, &id, template, idempotency_key, reply_to).await
        }
    }
}

/// Where the window is closed, what may be sent instead.
async fn explained(
    app: &App,
    member: &Member,
    id: &ConversationId,
    sent: Result<MessageView, CallError>,
) -> Result<(StatusCode, Answer<MessageOut>), Problem> {
    match sent {
        Ok(sent) => Ok((StatusCode::CREATED, Answer(sent.into()))),
        Err(CallError::Refused(Refusal::WindowClosed)) => {
            let templates = send::suggested(app, member, id).await;
            Err(Problem::from(Refusal::WindowClosed).with_templates(templates))
        }
        Err(error) => Err(error.into()),
    }
}

/// Without one, a program that repeats a request whose answer got lost would send twice.
fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    const NAME: &str = "Idempotency-Key";
    let value = headers.get(NAME).ok_or_else(|| {
        Problem::missing_header(
            NAME,
            "send a new value with each message, and the same one when you repeat it",
        )
    })?;
    let text = value.to_str().ok().filter(|text| (1..=200).contains(&text.len()));
    text.map(str::to_owned).ok_or_else(|| Problem::invalid(NAME, "must have 1 to 200 characters"))
}
