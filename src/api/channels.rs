//! `GET /channels`, `GET|PATCH|DELETE /channels/{id}`.

pub mod connect;
pub mod health;
mod out;
mod subscription;

use axum::Json as Answer;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::ids::ChannelId;
use durable_objects::tenant::protocol::{ForgetChannel, GetNumbers, NumberView, SetThroughput};
use http::StatusCode;
use platform::directory::channels::Channel;
use serde::Deserialize;

use super::auth::{Admin, Member};
use super::input::{Id, Json};
use super::paging::List;
use crate::app::App;
use crate::problem::Problem;
use out::ChannelOut;

/// Meta gives no number more than this.
const MOST_A_SECOND: u32 = 1_000;

/// What changes in a channel.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelPatch {
    /// Messages a second: 20 for a number that also lives in the WhatsApp Business app.
    #[serde(default)]
    throughput: Option<u32>,
    /// Of the website's chat: the sites that may embed it; replaces the list.
    #[serde(default)]
    origins: Option<Vec<String>>,
}

/// The channels of the business.
#[worker::send]
pub async fn list(State(app): State<App>, member: Member) -> Result<Answer<List<ChannelOut>>, Problem> {
    let (channels, numbers) = all(&app, &member).await?;
    let shown = channels.into_iter().map(|channel| {
        let number = number(&numbers, channel.id);
        ChannelOut::of(channel, number)
    });
    Ok(Answer(List::whole(shown.collect())))
}

/// The channels of the business, and how their numbers stand.
pub(super) async fn all(app: &App, member: &Member) -> Result<(Vec<Channel>, Vec<NumberView>), Problem> {
    let channels = app.directory()?.channels(member.identity.tenant.tenant_id).await?;
    let numbers = member.objects.tenant(&GetNumbers {}).await?;
    Ok((channels, numbers))
}

/// How one of them stands; none: nothing is known.
pub(super) fn number(numbers: &[NumberView], id: ChannelId) -> Option<&NumberView> {
    numbers.iter().find(|number| number.channel_id == id)
}

/// One channel.
#[worker::send]
pub async fn read(
    State(app): State<App>,
    member: Member,
    Id(id): Id<ChannelId>,
) -> Result<Answer<ChannelOut>, Problem> {
    show(&app, &member, id).await
}

/// Changes a channel.
#[worker::send]
pub async fn change(
    State(app): State<App>,
    Admin(member): Admin,
    Id(id): Id<ChannelId>,
    Json(patch): Json<ChannelPatch>,
) -> Result<Answer<ChannelOut>, Problem> {
    let channel = find(&app, &member, id).await?;
    if let Some(origins) = &patch.origins {
        connect::website::change(&app, &channel, origins).await?;
    }
    if let Some(per_second) = patch.throughput {
        if !(1..=MOST_A_SECOND).contains(&per_second) {
            return Err(Problem::invalid("throughput", format!("must be from 1 to {MOST_A_SECOND}")));
        }
        member.objects.tenant(&SetThroughput { channel_id: id, per_second }).await?;
    }
    show(&app, &member, id).await
}

/// Disconnects a channel: its token is gone at once, and its conversations take nothing in any more. 204; or 200, which
/// tells what is left to do at Meta.
#[worker::send]
pub async fn disconnect(
    State(app): State<App>,
    Admin(member): Admin,
    Id(id): Id<ChannelId>,
) -> Result<Response, Problem> {
    let directory = app.directory()?;
    let channel = find(&app, &member, id).await?;
    // First, so that what fails here can be asked for again.
    super::closing::close(&member.objects, id).await?;
    directory.delete_channel(&channel).await?;
    let left_at_meta = subscription::end(&app, &channel).await;
    let left = directory.channels(member.identity.tenant.tenant_id).await?;
    let account_id = channel
        .account_id
        .filter(|account| !left.iter().any(|other| other.account_id.as_ref() == Some(account)));
    // It is gone whether its business hears of it now or not; what stays behind is shown nowhere.
    if let Err(error) = member.objects.tenant(&ForgetChannel { channel_id: id, account_id }).await {
        log::warn!("a channel that is gone was not forgotten: {error}");
    }
    Ok(left_at_meta
        .map_or_else(|| StatusCode::NO_CONTENT.into_response(), |left| Answer(left).into_response()))
}

/// A channel of this business.
pub(super) async fn find(app: &App, member: &Member, id: ChannelId) -> Result<Channel, Problem> {
    let channel = app.directory()?.channel(member.identity.tenant.tenant_id, id).await?;
    channel.ok_or_else(|| Problem::not_found("channel"))
}

async fn show(app: &App, member: &Member, id: ChannelId) -> Result<Answer<ChannelOut>, Problem> {
    let channel = find(app, member, id).await?;
    let numbers = member.objects.tenant(&GetNumbers {}).await?;
    let number = number(&numbers, id);
    Ok(Answer(ChannelOut::of(channel, number)))
}
