//! `GET /alerts`: what an owner should act on.

use axum::Json as Answer;
use axum::extract::State;
use domain::ids::ChannelId;
use meta::health::Severity;
use serde::Serialize;

use super::auth::Member;
use super::channels::health::{HealthItem, items};
use super::channels::{all, number};
use super::paging::List;
use crate::app::App;
use crate::problem::Problem;

/// Something to act on.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AlertOut {
    /// Messages of a channel do not go, or soon may not.
    ChannelHealth {
        /// Which.
        channel_id: ChannelId,
        /// What is wrong.
        #[serde(flatten)]
        item: HealthItem,
    },
}

/// What is open, worst first. Never so much that it would need parts.
#[worker::send]
pub async fn list(State(app): State<App>, member: Member) -> Result<Answer<List<AlertOut>>, Problem> {
    let (channels, numbers) = all(&app, &member).await?;
    let mut open = Vec::new();
    for channel in &channels {
        let notes = number(&numbers, channel.id).map(|number| number.health.as_slice()).unwrap_or_default();
        let items = items(&channel.health, notes).filter(|item| item.severity >= Severity::Warning);
        open.extend(items.map(|item| (channel.id, item)));
    }
    open.sort_by_key(|(_, item)| std::cmp::Reverse(item.severity));
    let shown = open.into_iter().map(|(channel_id, item)| AlertOut::ChannelHealth { channel_id, item });
    Ok(Answer(List::whole(shown.collect())))
}
