//! `POST /contacts/{id}/join|split`: staff know that one person wrote on several channels, or that they were wrong.

use axum::Json as Answer;
use domain::ids::{ContactId, ConversationId};
use durable_objects::Objects;
use durable_objects::conversation::protocol::Wake;
use durable_objects::tenant::protocol::{JoinContacts, Joined, SplitContact};
use futures_util::future::join_all;
use serde::Deserialize;

use super::auth::Member;
use super::contacts::{ContactOut, tell};
use super::input::{Id, Json};
use crate::problem::Problem;

/// Who is the same person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinIn {
    /// Becomes part of the one in the address.
    contact_id: ContactId,
}

/// What is somebody else's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitIn {
    /// Gets a contact of its own.
    conversation_id: ConversationId,
}

/// The other contact becomes part of this one; answers with it.
#[worker::send]
pub async fn join(
    member: Member,
    Id(id): Id<ContactId>,
    Json(body): Json<JoinIn>,
) -> Result<Answer<ContactOut>, Problem> {
    let joined = member.objects.tenant(&JoinContacts { id, other: body.contact_id }).await?;
    Ok(Answer(finish(&member.objects, joined).await))
}

/// A conversation gets a contact of its own; answers with that.
#[worker::send]
pub async fn split(
    member: Member,
    Id(id): Id<ContactId>,
    Json(body): Json<SplitIn>,
) -> Result<Answer<ContactOut>, Problem> {
    let conversation_id = body.conversation_id;
    let joined = member.objects.tenant(&SplitContact { id, conversation_id }).await?;
    Ok(Answer(finish(&member.objects, joined).await))
}

/// The tenant has decided; the conversations hear of it. One that does not now, does by the sweep, and the tenant tells
/// its next turn who is blocked.
async fn finish(objects: &Objects, joined: Joined) -> ContactOut {
    let woken = join_all(joined.unaware.iter().map(|id| objects.conversation(id, &Wake {}))).await;
    for error in woken.into_iter().filter_map(Result::err) {
        log::warn!("a conversation does not know its contact yet: {error}");
    }
    // Of two who are joined the other one may not have been blocked.
    if joined.contact.blocked
        && !joined.unaware.is_empty()
        && let Err(error) = tell(objects, &joined.contact).await
    {
        log::warn!("a conversation does not know yet that its contact is blocked: {error}");
    }
    joined.contact.into()
}
