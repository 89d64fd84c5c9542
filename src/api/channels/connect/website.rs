//! The website's chat as a channel: it needs no token, and has the shop's own public name.

use axum::Json as Answer;
use domain::channel::ChannelKind;
use domain::ids::ChannelId;
use domain::origin;
use durable_objects::Refusal;
use http::StatusCode;
use platform::directory::channels::{Channel, NewChannel};
use platform::{clock, random};
use serde::Deserialize;

use crate::api::auth::Member;
use crate::api::channels::out::ChannelOut;
use crate::app::App;
use crate::problem::Problem;

/// What opens the website's chat.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebsiteIn {
    /// The sites that may embed it; the hosted page needs none.
    #[serde(default)]
    origins: Vec<String>,
}

/// Opens the chat, or lists its sites anew.
///
/// # Errors
/// A problem that names the field.
pub(super) async fn connect(
    app: &App,
    member: &Member,
    site: WebsiteIn,
) -> Result<(StatusCode, Answer<ChannelOut>), Problem> {
    let origins = checked(&site.origins)?;
    let directory = app.directory()?;
    let tenant = &member.identity.tenant;
    let known = directory.channels(tenant.tenant_id).await?;
    let known = known.into_iter().find(|channel| channel.kind == ChannelKind::Website);
    let is_new = known.is_none();
    let channel = match known {
        Some(channel) => channel,
        None => open(app, member).await?,
    };
    directory.set_origins(&channel, &origins).await?;
    let channel = directory.channel(tenant.tenant_id, channel.id).await?.ok_or_else(Problem::unavailable)?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Answer(ChannelOut::of(channel, None))))
}

async fn open(app: &App, member: &Member) -> Result<Channel, Problem> {
    let directory = app.directory()?;
    let tenant = &member.identity.tenant;
    let slug = directory.slug(tenant.tenant_id).await?.ok_or_else(Problem::unavailable)?;
    let id = ChannelId::new(clock::now(), random::bytes());
    let channel = NewChannel {
        id,
        tenant_id: tenant.tenant_id,
        kind: ChannelKind::Website,
        external_id: &slug,
        account_id: None,
        app_id: None,
        label: &slug,
        credentials: &[],
        created_at: clock::now(),
    };
    directory.insert_channel(&channel).await?;
    directory.channel(tenant.tenant_id, id).await?.ok_or_else(Problem::unavailable)
}

/// Lists the sites of a chat anew.
///
/// # Errors
/// A problem that names the entry.
pub(in crate::api::channels) async fn change(
    app: &App,
    channel: &Channel,
    origins: &[String],
) -> Result<(), Problem> {
    if channel.kind != ChannelKind::Website {
        return Err(Problem::invalid("origins", "belong to the website's chat only"));
    }
    Ok(app.directory()?.set_origins(channel, &checked(origins)?).await?)
}

fn checked(origins: &[String]) -> Result<Vec<String>, Problem> {
    Ok(origin::parse_all("origins", origins).map_err(Refusal::from)?)
}
