//! Messenger takes a Page's right to write, or gives it back: the owner sees it on the channel.

use futures_util::future::join_all;
use meta::webhook::EventKind;

use super::deliver::Batch;
use super::tally::{Tally, add_to};
use crate::app::App;

/// What an event does to its channel's health. `None`: nothing; a warning takes no right yet.
pub(super) fn health(event: &EventKind) -> Option<&'static str> {
    let EventKind::PolicyEnforcement(enforcement) = event else { return None };
    match enforcement.action.as_deref() {
        Some("block") => Some("blocked"),
        Some("unblock") => Some("ok"),
        _ => None,
    }
}

/// Notes it on each channel. What the directory does not take counts as lost, so that Meta sends it again.
pub(super) async fn deliver(app: &App, batches: &[Batch]) -> Tally {
    let told = batches.iter().filter_map(|batch| Some((batch, batch.health?)));
    let noted = join_all(told.map(|(batch, health)| note(app, batch, health))).await;
    let mut tally = Tally::default();
    for is_noted in noted {
        add_to(if is_noted { &mut tally.kept } else { &mut tally.lost }, 1);
    }
    tally
}

async fn note(app: &App, batch: &Batch, health: &str) -> bool {
    let noted = match app.directory() {
        Ok(directory) => directory.set_channel_health(&batch.channel, health).await,
        Err(error) => Err(error),
    };
    noted.inspect_err(|error| log::error!("channel health not noted: {error}")).is_ok()
}
