//! Statuses after an accepted message: by themselves, or one at a time.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;

use crate::config::StatusMode;
use crate::fault::About;
use crate::people;
use crate::state::{NumberState, Shared};
use crate::status::Status;
use crate::thread::Tick;
use crate::webhook::deliver::deliver;
use crate::webhook::{Change, Parcel, batch, status_value};

/// The value of one status; None for an unknown id.
pub(crate) fn value(number: &NumberState, wamid: &str, status: &Status) -> Option<Value> {
    let sent = number.sent.iter().rev().find(|sent| sent.wamid == wamid)?;
    let customer = people::find(number, &sent.recipient);
    Some(status_value(&number.config, customer, sent, status))
}

/// Marks and delivers one status. The outer None: unknown id.
pub(crate) async fn send(
    shared: &Arc<Shared>,
    number: &str,
    wamid: &str,
    status: &Status,
) -> Option<Option<u16>> {
    let body = shared.number(number, |number| {
        let value = value(number, wamid, status)?;
        mark(number, wamid, status);
        let change = Change { waba_id: number.config.waba_id.clone(), field: "messages".to_owned(), value };
        Some(batch(&[change]))
    })??;
    let parcel = Parcel { about: About::Status, wamid: Some(wamid.to_owned()), body };
    Some(deliver(shared, number, parcel).await)
}

fn mark(number: &mut NumberState, wamid: &str, status: &Status) {
    if let Some(sent) = number.sent_mut(wamid) {
        sent.statuses.push(status.name().to_owned());
    }
    let Some(bubble) = number.bubble_mut(wamid) else { return };
    match status {
        Status::Sent => bubble.reach(Tick::Sent),
        Status::Delivered => bubble.reach(Tick::Delivered),
        Status::Read => bubble.reach(Tick::Read),
        Status::Failed { code, title, .. } => {
            bubble.reach(Tick::Failed);
            bubble.note = Some(format!("Not delivered: {title} ({code})"));
        }
    }
}

/// What the number's mode asks for after a message was accepted.
pub(crate) fn follow(shared: &Arc<Shared>, number: &str, wamid: &str) {
    let plan = shared.read(|world| {
        let number = world.numbers.get(number)?;
        let reaction = number.sent.iter().rev().find(|sent| sent.wamid == wamid)?.kind == "reaction";
        Some((number.status_mode, reaction))
    });
    let (steps, delay): (&[Status], Duration) = match plan {
        // Meta tells nothing more of a reaction than that it left.
        Some((StatusMode::Auto { delay } | StatusMode::Phone { delay }, true)) => (&[Status::Sent], delay),
        Some((StatusMode::Auto { delay }, false)) => {
            (&[Status::Sent, Status::Delivered, Status::Read], delay)
        }
        Some((StatusMode::Phone { delay }, false)) => (&[Status::Sent, Status::Delivered], delay),
        _ => return,
    };
    let (shared, number, wamid) = (Arc::clone(shared), number.to_owned(), wamid.to_owned());
    tokio::spawn(async move {
        for status in steps {
            sleep(delay).await;
            send(&shared, &number, &wamid, status).await;
        }
    });
}

/// Fails an accepted message, for numbers that refuse by status.
pub(crate) fn fail(shared: &Arc<Shared>, number: &str, wamid: &str, status: Status) {
    let (shared, number, wamid) = (Arc::clone(shared), number.to_owned(), wamid.to_owned());
    tokio::spawn(async move { send(&shared, &number, &wamid, &status).await });
}
