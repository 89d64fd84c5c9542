//! A template in `POST /conversations/{id}/messages`, and the templates that could be sent where words may not.

use axum::Json as Answer;
use domain::ids::{ConversationId, MessageId};
use durable_objects::conversation::protocol::{MessageView, SendTemplate};
use durable_objects::tenant::protocol::{GetConversation, ListTemplates};
use http::StatusCode;
use meta::graph::templates::{ButtonValue, Filling, HeaderValue, TemplateValues};
use serde::Deserialize;

use super::graph::Account;
use crate::api::auth::Member;
use crate::api::channels::find;
use crate::api::messages::MessageOut;
use crate::app::App;
use crate::problem::Problem;

/// As many as help somebody choose.
const SUGGESTED: u32 = 20;

/// A template and what fills it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateMessageIn {
    name: String,
    language: String,
    #[serde(default)]
    header: Option<HeaderValue>,
    #[serde(default)]
    body: Vec<Filling>,
    #[serde(default)]
    buttons: Vec<ButtonValue>,
}

/// Sends a template; the window may be closed.
pub async fn send(
    member: &Member,
    id: &ConversationId,
    template: TemplateMessageIn,
    idempotency_key: String,
    reply_to: Option<MessageId>,
) -> Result<(StatusCode, Answer<MessageOut>), Problem> {
    let TemplateMessageIn { name, language, header, body, buttons } = template;
    let values = TemplateValues { header, body, buttons };
    let member_id = member.identity.member_id;
    let send = SendTemplate { member_id, idempotency_key, name, language, values, reply_to };
    let message: MessageView = member.objects.conversation(id, &send).await?;
    Ok((StatusCode::CREATED, Answer(message.into())))
}

/// The approved templates of a conversation's number, by name and language. Empty also where they cannot be asked
/// for: the caller has bad news enough.
pub async fn suggested(app: &App, member: &Member, id: &ConversationId) -> Vec<String> {
    approved(app, member, id).await.unwrap_or_default()
}

async fn approved(app: &App, member: &Member, id: &ConversationId) -> Result<Vec<String>, Problem> {
    let conversation = member.objects.tenant(&GetConversation { id: id.clone() }).await?;
    let account_id = Account::of(&find(app, member, conversation.channel_id).await?)?;
    let list = ListTemplates { account_id, only_approved: true, cursor: None, limit: SUGGESTED };
    let page = member.objects.tenant(&list).await?;
    let names =
        page.items.into_iter().map(|view| format!("{} ({})", view.template.name, view.template.language));
    Ok(names.collect())
}
