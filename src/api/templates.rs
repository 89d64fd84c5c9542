//! `GET|POST /channels/{id}/templates`, `POST …/sync`, `DELETE …/{name}`.

pub mod create;
mod graph;
pub mod out;
pub mod send;

use axum::Json as Answer;
use axum::extract::{Path, State};
use domain::ids::ChannelId;
use durable_objects::tenant::protocol::{ForgetTemplate, GetTemplates, ListTemplates, SyncTemplates, Synced};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::auth::{Admin, Member};
use super::channels::find;
use super::input::{Id, Parameters};
use super::paging::{List, PageQuery};
use super::rfc3339;
use crate::app::App;
use crate::problem::Problem;
use graph::Account;
use out::TemplateOut;

/// What a sync came to.
#[derive(Serialize)]
pub struct SyncedOut {
    /// How many templates are known now.
    templates: u32,
    synced_at: Option<String>,
}

/// What is deleted of a template.
#[derive(Deserialize)]
pub struct RemoveQuery {
    /// Only this language; all without one.
    language: Option<String>,
}

/// The templates of a number's account, by name.
#[worker::send]
pub async fn list(
    State(app): State<App>,
    member: Member,
    Id(id): Id<ChannelId>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<TemplateOut>>, Problem> {
    let account = Account::of(&find(&app, &member, id).await?)?;
    let limit = query.limit()?;
    let list = ListTemplates { account_id: account, only_approved: false, cursor: query.cursor(), limit };
    Ok(Answer(List::of(member.objects.tenant(&list).await?, TemplateOut::from)))
}

/// Asks Meta for all of them now.
#[worker::send]
pub async fn sync(
    State(app): State<App>,
    Admin(member): Admin,
    Id(id): Id<ChannelId>,
) -> Result<Answer<SyncedOut>, Problem> {
    let account_id = Account::of(&find(&app, &member, id).await?)?;
    let Synced { templates, synced_at, failure } =
        member.objects.tenant(&SyncTemplates { account_id }).await?;
    match failure {
        None => Ok(Answer(SyncedOut { templates, synced_at: synced_at.map(rfc3339) })),
        Some(failure) => Err(Problem::upstream(failure)),
    }
}

/// Deletes a template at Meta, in one language or all. Meta lets nobody use its name for 30 days.
#[worker::send]
pub async fn remove(
    State(app): State<App>,
    Admin(member): Admin,
    Path((id, name)): Path<(String, String)>,
    Parameters(query): Parameters<RemoveQuery>,
) -> Result<StatusCode, Problem> {
    let id: ChannelId = id.parse().map_err(|_| Problem::not_found("channel"))?;
    let account = Account::open(&app, &member, id).await?;
    let account_id = account.id.clone();
    let get =
        GetTemplates { account_id: account_id.clone(), name: name.clone(), language: query.language.clone() };
    let known = member.objects.tenant(&get).await?;
    let first = known.first().ok_or_else(|| Problem::not_found("template"))?;
    let only = query.language.is_some().then_some(first.template.id.as_str());
    account.delete(&name, only).await?;
    member.objects.tenant(&ForgetTemplate { account_id, name, language: query.language }).await?;
    Ok(StatusCode::NO_CONTENT)
}
