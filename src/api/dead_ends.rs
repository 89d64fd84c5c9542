//! `GET /dead-ends`, `POST /dead-ends/{id}/replay|dismiss`: what was given up, and who decides what becomes of it.

use axum::Json as Answer;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::ConversationId;
use domain::time::Timestamp;
use durable_objects::conversation::protocol::{DeadEnd, DismissDeadEnd, ListDeadEnds, ReplayDeadEnd};
use durable_objects::tenant::protocol::{ConversationsWithDeadEnds, parked_author};
use futures_util::future::try_join_all;
use http::StatusCode;
use platform::parked::Parked;
use serde::Serialize;

use super::auth::{Admin, Member};
use super::input::Parameters;
use super::paging::{List, PageQuery};
use super::rfc3339;
use crate::app::App;
use crate::cron::parked::replay as bring;
use crate::problem::Problem;

/// Conversations asked in one request.
const AT_ONCE: u32 = 25;

/// A dead end as the API shows it.
#[derive(Serialize)]
pub struct DeadEndOut {
    id: String,
    kind: String,
    conversation_id: Option<ConversationId>,
    what: String,
    reason: String,
    since: String,
}

impl DeadEndOut {
    fn of_conversation(id: &ConversationId, end: DeadEnd) -> Self {
        Self {
            id: Place::Conversation(id.clone(), end.key).encode(),
            kind: end.kind,
            conversation_id: Some(id.clone()),
            what: end.what,
            reason: end.reason,
            since: rfc3339(end.since),
        }
    }

    fn of_parked(parked: Parked) -> Self {
        let name = parked.conversation.as_deref();
        let (what, taker) = match name.and_then(parked_author) {
            Some(_) => ("comments", "The business"),
            None => ("delivery", "Its conversation"),
        };
        let reason = if parked.is_set_aside() {
            format!("{taker} did not take it for a day. It is tried no more.")
        } else {
            format!("{taker} did not take it in time. It is tried each minute.")
        };
        let since: Timestamp = parked.since;
        let conversation_id = name.and_then(|id| id.parse().ok());
        Self {
            id: Place::Parked(parked).encode(),
            kind: "parked_event".to_owned(),
            conversation_id,
            what: what.to_owned(),
            reason,
            since: rfc3339(since),
        }
    }
}

/// Where a dead end is. Callers see it only as an id.
enum Place {
    Conversation(ConversationId, String),
    Parked(Parked),
}

impl Place {
    fn encode(&self) -> String {
        let text = match self {
            Self::Conversation(id, key) => format!("c.{id}.{key}"),
            Self::Parked(parked) => format!("p.{}", parked.key),
        };
        URL_SAFE_NO_PAD.encode(text)
    }

    fn decode(id: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
        match text.split_once('.')? {
            ("c", rest) => {
                let (id, key) = rest.split_once('.')?;
                Some(Self::Conversation(id.parse().ok()?, key.to_owned()))
            }
            ("p", key) => Parked::read(key.to_owned()).map(Self::Parked),
            _ => None,
        }
    }

    /// A dead end of the caller's own business. A conversation is looked for among its own objects anyway.
    fn of(id: &str, member: &Member) -> Result<Self, Problem> {
        let tenant = member.objects.tenant_id().to_string();
        let is_theirs = |place: &Self| match place {
            Self::Conversation(..) => true,
            Self::Parked(parked) => parked.tenant == tenant,
        };
        Self::decode(id).filter(is_theirs).ok_or_else(|| Problem::not_found("dead end"))
    }
}

/// What was given up: first in conversations, then the deliveries that no conversation took. A part may be short or
/// empty although there is more.
#[worker::send]
pub async fn list(
    State(app): State<App>,
    member: Member,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<DeadEndOut>>, Problem> {
    let limit = query.limit()?;
    let cursor = query.cursor().unwrap_or_else(|| "c.".to_owned());
    let invalid = || Problem::invalid("cursor", "is not one of ours");
    let list = match cursor.split_once('.').ok_or_else(invalid)? {
        ("c", after) => {
            let after = Some(after).filter(|after| !after.is_empty()).map(str::parse);
            in_conversations(&member, after.transpose().map_err(|_| invalid())?, limit).await?
        }
        ("p", after) => parked(&app, &member, Some(after).filter(|after| !after.is_empty())).await?,
        _ => return Err(invalid()),
    };
    Ok(Answer(list))
}

async fn in_conversations(
    member: &Member,
    after: Option<ConversationId>,
    limit: u32,
) -> Result<List<DeadEndOut>, Problem> {
    let question = ConversationsWithDeadEnds { after, limit: limit.min(AT_ONCE) };
    let page = member.objects.tenant(&question).await?;
    let ask = |id| async move { Ok((id, member.objects.conversation(id, &ListDeadEnds {}).await?)) };
    let found: Vec<(&ConversationId, Vec<DeadEnd>)> = try_join_all(page.items.iter().map(ask))
        .await
        .map_err(|error: durable_objects::CallError| Problem::from(error))?;
    let items = found
        .into_iter()
        .flat_map(|(id, ends)| ends.into_iter().map(|end| DeadEndOut::of_conversation(id, end)))
        .collect();
    let next = page.next_cursor.map_or_else(|| "p.".to_owned(), |after| format!("c.{after}"));
    Ok(List::part(items, Some(next)))
}

async fn parked(app: &App, member: &Member, after: Option<&str>) -> Result<List<DeadEndOut>, Problem> {
    let page = app.parking()?.page_of_tenant(&member.objects.tenant_id().to_string(), after).await?;
    let items = page.items.into_iter().map(DeadEndOut::of_parked).collect();
    Ok(List::part(items, page.next_cursor.map(|after| format!("p.{after}"))))
}

/// Tries it again, now.
#[worker::send]
pub async fn replay(
    State(app): State<App>,
    member: Member,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    match Place::of(&id, &member)? {
        Place::Conversation(conversation, key) => {
            member.objects.conversation(&conversation, &ReplayDeadEnd { key }).await?;
        }
        Place::Parked(parked) => bring(&app, &app.parking()?, &parked).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves it as it is, for good.
#[worker::send]
pub async fn dismiss(
    State(app): State<App>,
    Admin(member): Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    match Place::of(&id, &member)? {
        Place::Conversation(conversation, key) => {
            member.objects.conversation(&conversation, &DismissDeadEnd { key }).await?;
        }
        Place::Parked(parked) => app.parking()?.forget(&parked).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}
