//! `GET /alerts`: what an owner should act on.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use domain::ids::ChannelId;
use durable_objects::tenant::protocol::{
    FailedSync, GetFailedSyncs, GetMediaUse, MediaUse, Overdue, OverdueDeadEnds,
};
use meta::health::Severity;
use platform::clock;
use serde::Serialize;

use super::auth::Member;
use super::channels::health::{HealthItem, items};
use super::channels::{all, number};
use super::paging::List;
use super::rfc3339;
use crate::app::App;
use crate::problem::Problem;

/// What was given up is an alert when nobody has decided on it for so long.
const OVERDUE: Duration = Duration::from_hours(1);

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
    /// The templates of an account could not be synced.
    TemplatesNotSynced {
        /// Which.
        waba_id: String,
        /// As for channels.
        severity: Severity,
        /// Why.
        sentence: String,
        /// When they last were, if ever.
        synced_at: Option<String>,
    },
    /// Something was given up, and waits for staff for long; `GET /dead-ends` tells what.
    DeadEnds {
        /// In how many conversations.
        conversations: u32,
        /// As for channels.
        severity: Severity,
        /// What to do.
        sentence: &'static str,
        /// Since when the oldest waits.
        since: Option<String>,
    },
    /// The day had no room for files that came: `media.daily_megabytes` of the settings.
    MediaLimit {
        /// How many were not kept today.
        files: u32,
        /// As for channels.
        severity: Severity,
        /// What to do.
        sentence: String,
        /// When files are kept again.
        resets_at: String,
    },
}

impl AlertOut {
    fn of_dead_ends(overdue: Overdue) -> Option<Self> {
        (overdue.conversations > 0).then(|| Self::DeadEnds {
            conversations: overdue.conversations,
            severity: Severity::Warning,
            sentence: "Messages or answers were given up and wait for somebody to decide.",
            since: overdue.since.map(rfc3339),
        })
    }

    fn of_media(day: MediaUse) -> Option<Self> {
        (day.refused > 0).then(|| Self::MediaLimit {
            files: day.refused,
            severity: Severity::Warning,
            sentence: format!(
                "Files were not kept, because those of today come to {} megabytes already. The limit is a setting.",
                day.stored_bytes.div_ceil(1_000_000)
            ),
            resets_at: rfc3339(day.resets_at),
        })
    }

    fn of_sync(failed: FailedSync) -> Self {
        Self::TemplatesNotSynced {
            waba_id: failed.account_id,
            severity: Severity::Warning,
            sentence: format!("The templates could not be read from Meta. {}", failed.failure),
            synced_at: failed.synced_at.map(rfc3339),
        }
    }
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
    let failed = member.objects.tenant(&GetFailedSyncs {}).await?;
    let overdue = member.objects.tenant(&OverdueDeadEnds { before: clock::now().minus(OVERDUE) }).await?;
    let day = member.objects.tenant(&GetMediaUse {}).await?;
    let others = AlertOut::of_dead_ends(overdue).into_iter().chain(AlertOut::of_media(day));
    let others = others.chain(failed.into_iter().map(AlertOut::of_sync));
    Ok(Answer(List::whole(shown.chain(others).collect())))
}
