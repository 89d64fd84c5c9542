//! Statuses after an accepted message: by themselves, or one at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::config::{EchoMode, StatusMode};
use crate::fault::About;
use crate::people;
use crate::state::{NumberState, Shared};
use crate::status::Status;
use crate::thread::Tick;
use crate::webhook::deliver::deliver;
use crate::webhook::{Change, Parcel, batch};
use crate::wire::Product;

/// The change that tells one status: none where the product tells nothing of it. None: unknown id.
pub(crate) fn changes(number: &NumberState, wamid: &str, status: &Status) -> Option<Vec<Change>> {
    let sent = number.sent.iter().rev().find(|sent| sent.wamid == wamid)?;
    let customer = people::find(number, &sent.recipient);
    let told = number.config.product.status(&number.config, customer, sent, status);
    Some(told.map(|(field, value)| number.config.change(field, value)).into_iter().collect())
}

/// Marks and delivers one status. The outer None: unknown id.
pub(crate) async fn send(
    shared: &Arc<Shared>,
    number: &str,
    wamid: &str,
    status: &Status,
) -> Option<Option<u16>> {
    let changes = shared.number(number, |number| {
        let changes = changes(number, wamid, status)?;
        mark(number, wamid, status);
        Some(changes)
    })??;
    if changes.is_empty() {
        return Some(None);
    }
    let body = batch(&changes);
    let parcel = Parcel { about: About::Status, wamid: Some(wamid.to_owned()), body };
    Some(deliver(shared, number, parcel).await)
}

fn mark(number: &mut NumberState, wamid: &str, status: &Status) {
    if let Some(sent) = number.sent_mut(wamid) {
        sent.statuses.push(status.name().to_owned());
    }
    // On Instagram nothing tells that it arrived, so that it has when it left.
    let left = if number.config.product == Product::Instagram { Tick::Delivered } else { Tick::Sent };
    let Some(bubble) = number.bubble_mut(wamid) else { return };
    match status {
        Status::Sent => bubble.reach(left),
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
        Some((number.status_mode, reaction, number.config.product, number.echo))
    });
    let Some((mode, reaction, product, echo)) = plan else { return };
    let [all, without_reading, of_reaction] = product.steps();
    let (steps, delay): (&[Status], Duration) = match (mode, reaction) {
        // Meta tells nothing more of a reaction than that it left.
        (StatusMode::Auto { delay } | StatusMode::Phone { delay }, true) => (of_reaction, delay),
        (StatusMode::Auto { delay }, false) => (all, delay),
        (StatusMode::Phone { delay }, false) => (without_reading, delay),
        _ => return,
    };
    let (shared, number, wamid) = (Arc::clone(shared), number.to_owned(), wamid.to_owned());
    tokio::spawn(async move {
        for status in steps {
            if *status == Status::Sent && echo != EchoMode::After {
                continue;
            }
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
