//! `GET /conversations`, `GET /conversations/{id}`, `POST …/pause|resume`.

use std::time::Duration;

use axum::Json as Answer;
use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::takeover::TAKEOVER;
use durable_objects::conversation::protocol::{Pause, Resolve, Resume, Snooze};
use durable_objects::tenant::protocol::{ConversationView, GetConversation, ListConversations};
use platform::clock;
use serde::{Deserialize, Serialize};

use super::auth::Member;
use super::input::{Id, Json, Parameters};
use super::paging::{List, PageQuery};
use super::rfc3339;
use crate::problem::Problem;

/// A conversation as the API shows it.
#[derive(Serialize)]
pub struct ConversationOut {
    id: ConversationId,
    contact_id: ContactId,
    channel_id: ChannelId,
    state: String,
    paused_until: Option<String>,
    window_closes_at: Option<String>,
    last_message_at: String,
}

impl From<ConversationView> for ConversationOut {
    fn from(view: ConversationView) -> Self {
        Self {
            id: view.id,
            contact_id: view.contact_id,
            channel_id: view.channel_id,
            state: view.state,
            paused_until: view.paused_until.map(rfc3339),
            window_closes_at: view.window_closes_at.map(rfc3339),
            last_message_at: rfc3339(view.last_message_at),
        }
    }
}

/// For how long a person takes a conversation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseIn {
    /// Such as `2h`; 12 hours if absent.
    #[serde(default)]
    duration: Option<String>,
}

/// For how long a conversation is out of sight.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnoozeIn {
    /// Such as `2h`.
    duration: String,
}

/// The inbox, latest first.
#[worker::send]
pub async fn list(
    member: Member,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<ConversationOut>>, Problem> {
    let limit = query.limit()?;
    let page = member.objects.tenant(&ListConversations { cursor: query.cursor(), limit }).await?;
    Ok(Answer(List::of(page, ConversationOut::from)))
}

/// One conversation.
#[worker::send]
pub async fn read(member: Member, Id(id): Id<ConversationId>) -> Result<Answer<ConversationOut>, Problem> {
    Ok(Answer(member.objects.tenant(&GetConversation { id }).await?.into()))
}

/// A person takes it from the agent.
#[worker::send]
pub async fn pause(
    member: Member,
    Id(id): Id<ConversationId>,
    Json(body): Json<PauseIn>,
) -> Result<Answer<ConversationOut>, Problem> {
    let duration = match body.duration {
        Some(text) => domain::duration::parse(&text).map_err(|error| Problem::invalid("duration", error))?,
        None => TAKEOVER,
    };
    let until = clock::now().plus(duration.min(LONGEST_PAUSE));
    Ok(Answer(member.objects.conversation(&id, &Pause { until }).await?.into()))
}

/// The agent has it again.
#[worker::send]
pub async fn resume(member: Member, Id(id): Id<ConversationId>) -> Result<Answer<ConversationOut>, Problem> {
    Ok(Answer(member.objects.conversation(&id, &Resume {}).await?.into()))
}

/// The matter is settled.
#[worker::send]
pub async fn resolve(member: Member, Id(id): Id<ConversationId>) -> Result<Answer<ConversationOut>, Problem> {
    Ok(Answer(member.objects.conversation(&id, &Resolve {}).await?.into()))
}

/// Out of sight for a while, or until the customer writes.
#[worker::send]
pub async fn snooze(
    member: Member,
    Id(id): Id<ConversationId>,
    Json(body): Json<SnoozeIn>,
) -> Result<Answer<ConversationOut>, Problem> {
    let duration =
        domain::duration::parse(&body.duration).map_err(|error| Problem::invalid("duration", error))?;
    let until = clock::now().plus(duration.min(LONGEST_PAUSE));
    Ok(Answer(member.objects.conversation(&id, &Snooze { until }).await?.into()))
}

/// Who wants the agent out for longer switches it off.
const LONGEST_PAUSE: Duration = Duration::from_hours(365 * 24);
