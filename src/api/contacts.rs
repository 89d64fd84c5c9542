//! `GET /contacts`, `GET|PATCH /contacts/{id}`. `POST …/join|split` have a file of their own.

use axum::Json as Answer;
use domain::channel::{Alias, AliasKind, ChannelKind};
use domain::consent::Consent;
use domain::ids::{ChannelId, ContactId, ConversationId};
use durable_objects::conversation::protocol::Block;
use durable_objects::tenant::protocol::{ContactView, GetContact, ListContacts, PatchContact};
use durable_objects::{CallError, Objects};
use futures_util::future::try_join_all;
use serde::Serialize;
use serde_json::Value;

use super::auth::Member;
use super::input::{Id, Json, Parameters};
use super::paging::{List, PageQuery};
use super::rfc3339;
use crate::problem::Problem;

/// A contact as the API shows it.
#[derive(Serialize)]
pub struct ContactOut {
    id: ContactId,
    name: Option<String>,
    username: Option<String>,
    /// As they left it in the website's chat.
    email: Option<String>,
    phone: Option<String>,
    aliases: Vec<AliasOut>,
    blocked: bool,
    marketing: Consent,
    conversations: Vec<ConversationId>,
    channels: Vec<ChannelId>,
    created_at: String,
}

/// A name that they go by.
#[derive(Serialize)]
struct AliasOut {
    channel: ChannelKind,
    kind: AliasKind,
    value: String,
}

impl From<ContactView> for ContactOut {
    fn from(view: ContactView) -> Self {
        let alias = |Alias { kind, value }| AliasOut { channel: kind.channel(), kind, value };
        Self {
            id: view.id,
            name: view.name,
            username: view.username,
            email: view.details.email,
            phone: view.details.phone.map(String::from),
            aliases: view.aliases.into_iter().map(alias).collect(),
            blocked: view.blocked,
            marketing: view.marketing,
            conversations: view.conversations,
            channels: view.channels,
            created_at: rfc3339(view.created_at),
        }
    }
}

/// The contacts, latest first.
#[worker::send]
pub async fn list(
    member: Member,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<ContactOut>>, Problem> {
    let limit = query.limit()?;
    let page = member.objects.tenant(&ListContacts { before: query.parsed()?, limit }).await?;
    Ok(Answer(List::of(page, ContactOut::from)))
}

/// One contact; under an id that it had before it was joined, the one it is now.
#[worker::send]
pub async fn read(member: Member, Id(id): Id<ContactId>) -> Result<Answer<ContactOut>, Problem> {
    Ok(Answer(member.objects.tenant(&GetContact { id }).await?.into()))
}

/// Changes what staff decide about them.
#[worker::send]
pub async fn change(
    member: Member,
    Id(id): Id<ContactId>,
    Json(patch): Json<Value>,
) -> Result<Answer<ContactOut>, Problem> {
    let is_about_blocking = patch.get("blocked").is_some();
    let contact = member.objects.tenant(&PatchContact { id, patch }).await?;
    if is_about_blocking {
        tell(&member.objects, &contact).await?;
    }
    Ok(Answer(contact.into()))
}

/// A turn that is thinking ends here. The tenant tells the next ones, so a conversation that does not hear this is
/// late by one answer at most, and asking again is safe.
pub(super) async fn tell(objects: &Objects, contact: &ContactView) -> Result<(), CallError> {
    let block = Block { blocked: contact.blocked };
    try_join_all(contact.conversations.iter().map(|id| objects.conversation(id, &block))).await.map(drop)
}
