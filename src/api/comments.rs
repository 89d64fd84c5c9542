//! `GET /comments`, `DELETE /comments/{id}`, `POST /comments/{id}/erase`: what was said in public on the business's Pages
//! and Instagram accounts.

use axum::Json as Answer;
use axum::extract::{Path, State};
use domain::ids::{ChannelId, ContactId};
use durable_objects::tenant::privacy::protocol::Subject;
use durable_objects::tenant::protocol::{
    CommentFacts, CommentKind, CommentView, DeleteComment, GetCommentPlace, ListComments,
};
use http::StatusCode;
use serde::Serialize;

use super::auth::{Admin, Member};
use super::erasures::{self, ErasureOut};
use super::input::Parameters;
use super::paging::{List, PageQuery};
use super::rfc3339;
use crate::app::App;
use crate::problem::Problem;

/// A comment or mention as the API shows it.
#[derive(Serialize)]
pub struct CommentOut {
    id: String,
    kind: CommentKind,
    channel_id: ChannelId,
    /// Its author, if they wrote to the business as well.
    contact_id: Option<ContactId>,
    author_name: Option<String>,
    /// None: a picture only, or Meta does not tell.
    text: Option<String>,
    /// At Meta, who takes it away after a while.
    photo_url: Option<String>,
    /// Meta's ids: of the post or medium, of the comment itself and of the one that it answers.
    post_id: Option<String>,
    comment_id: String,
    parent_id: Option<String>,
    ad_id: Option<String>,
    live: bool,
    edited: bool,
    hidden: bool,
    at: String,
    /// The latest word on it.
    changed_at: String,
}

impl From<CommentView> for CommentOut {
    fn from(view: CommentView) -> Self {
        let CommentFacts { kind, comment_id, post_id, parent_id, author_name, is_live, ad_id, written_at } =
            view.facts;
        Self {
            id: view.id,
            kind,
            channel_id: view.channel_id,
            contact_id: view.contact_id,
            author_name,
            text: view.said.text,
            photo_url: view.said.photo_url,
            post_id,
            comment_id,
            parent_id,
            ad_id,
            live: is_live,
            edited: view.is_edited,
            hidden: view.is_hidden,
            at: rfc3339(written_at),
            changed_at: rfc3339(view.changed_at),
        }
    }
}

/// What was said, the latest word first.
#[worker::send]
pub async fn list(
    member: Member,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<CommentOut>>, Problem> {
    let limit = query.limit()?;
    let page = member.objects.tenant(&ListComments { cursor: query.cursor(), limit }).await?;
    Ok(Answer(List::of(page, CommentOut::from)))
}

/// Takes one comment from here for good; at Meta it stays.
#[worker::send]
pub async fn remove(Admin(member): Admin, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    member.objects.tenant(&DeleteComment { id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Its author asked to be erased: everything that they said in public goes, and whatever they wrote to the business if
/// they did. The comment is gone then, so asking again finds none.
#[worker::send]
pub async fn erase(
    State(app): State<App>,
    Admin(member): Admin,
    Path(id): Path<String>,
) -> Result<(StatusCode, Answer<ErasureOut>), Problem> {
    let place = member.objects.tenant(&GetCommentPlace { id }).await?;
    let author = place.author.ok_or_else(|| {
        Problem::conflict(
            "Meta does not tell who wrote this comment, so nothing else of theirs is known. Delete it.",
        )
    })?;
    let subject = Subject::Conversation { id: author, channel_id: place.channel_id };
    erasures::begin(&app, member.identity.tenant.clone(), subject, Vec::new(), "api").await
}
