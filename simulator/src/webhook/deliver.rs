//! A webhook's way: faults, the signed POST, the retries.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Method;

use super::Parcel;
use crate::client;
use crate::fault::DeliveryFault;
use crate::record::WebhookAttempt;
use crate::signature::{meta_json, sign};
use crate::state::{NumberState, Shared};
use crate::thread::Tick;

/// Delivers once and returns the answer's status. Whatever a fault holds back returns None and goes on in the
/// background, as retries do.
pub(crate) async fn deliver(shared: &Arc<Shared>, number: &str, parcel: Parcel) -> Option<u16> {
    match shared.number(number, |number| route(number, parcel))? {
        Route::Now(parcel) => at_random(shared, number, parcel).await,
        Route::Copies(parcel, copies) => {
            for _ in 0..copies {
                spawn(shared, number, vec![parcel.clone()], Duration::ZERO);
            }
            first_attempt(shared, number, parcel).await
        }
        Route::Later(parcels, delay) => {
            spawn(shared, number, parcels, delay);
            None
        }
        Route::Nowhere => None,
    }
}

/// Copies and delays, while the stand-in is unreliable. Shuffled ones are not waited for.
async fn at_random(shared: &Arc<Shared>, number: &str, parcel: Parcel) -> Option<u16> {
    let chance = shared.change(|world| world.chaos(number).map(|chaos| (chaos.webhook(), chaos.shuffles())));
    let (mut delays, shuffled) = chance.unwrap_or_default();
    if !shuffled {
        delays.pop();
    }
    for delay in delays {
        spawn(shared, number, vec![parcel.clone()], delay);
    }
    if shuffled { None } else { first_attempt(shared, number, parcel).await }
}

enum Route {
    Now(Parcel),
    Copies(Parcel, u32),
    Later(Vec<Parcel>, Duration),
    Nowhere,
}

fn route(number: &mut NumberState, parcel: Parcel) -> Route {
    if !number.subscribed {
        return Route::Nowhere;
    }
    if let Some(released) = hold(number, &parcel) {
        return released;
    }
    match number.take_delivery_fault(parcel.about) {
        None => Route::Now(parcel),
        Some(DeliveryFault::Duplicate(copies)) => Route::Copies(parcel, copies),
        Some(DeliveryFault::Delay(delay)) => Route::Later(vec![parcel], delay),
        Some(DeliveryFault::Lose) => Route::Nowhere,
        Some(DeliveryFault::Reorder(wanted)) => {
            number.held.wanted = wanted;
            number.held.about = Some(parcel.about);
            hold(number, &parcel).unwrap_or(Route::Now(parcel))
        }
    }
}

/// While a reorder is under way: keeps the parcel, and lets all go once there are enough.
fn hold(number: &mut NumberState, parcel: &Parcel) -> Option<Route> {
    let held = &mut number.held;
    if held.about != Some(parcel.about) {
        return None;
    }
    held.parcels.push(parcel.clone());
    if held.parcels.len() < held.wanted {
        return Some(Route::Nowhere);
    }
    Some(Route::Later(release(number), Duration::ZERO))
}

/// What is held, last first; nothing is held afterwards.
pub(crate) fn release(number: &mut NumberState) -> Vec<Parcel> {
    let held = std::mem::take(&mut number.held);
    held.parcels.into_iter().rev().collect()
}

/// One after the other in the background.
pub(crate) fn spawn(shared: &Arc<Shared>, number: &str, parcels: Vec<Parcel>, delay: Duration) {
    let (shared, number) = (Arc::clone(shared), number.to_owned());
    tokio::spawn(async move {
        tokio::time::sleep(delay).await;
        for parcel in parcels {
            first_attempt(&shared, &number, parcel).await;
        }
    });
}

async fn first_attempt(shared: &Arc<Shared>, number: &str, parcel: Parcel) -> Option<u16> {
    let status = attempt(shared, number, &parcel, 1).await;
    if status != Some(200) {
        let (shared, number) = (Arc::clone(shared), number.to_owned());
        tokio::spawn(async move { retry(&shared, &number, &parcel).await });
    }
    status
}

/// Until 200 or until the schedule ends, as Meta does for days.
async fn retry(shared: &Arc<Shared>, number: &str, parcel: &Parcel) {
    let schedule = shared.read(|world| world.numbers.get(number).map(|number| number.retries.clone()));
    for (pause, round) in schedule.unwrap_or_default().into_iter().zip(2..) {
        tokio::time::sleep(pause).await;
        if attempt(shared, number, parcel, round).await == Some(200) {
            return;
        }
    }
}

async fn attempt(shared: &Arc<Shared>, number: &str, parcel: &Parcel, round: u32) -> Option<u16> {
    let target = shared.read(|world| {
        let config = &world.numbers.get(number)?.config;
        Some((config.webhook_url.clone(), config.app_secret.clone()))
    });
    let (url, secret) = target?;
    let bytes = meta_json(&parcel.body);
    let signature = sign(&secret, &bytes);
    let status = post(&url, bytes.into(), Some(&signature)).await.ok();
    shared.change(|world| {
        world.wire.webhook(number, parcel, round, status);
        if let Some(number) = world.numbers.get_mut(number) {
            record(number, parcel, round, status);
        }
    });
    status
}

/// The POST itself; `signature` is the header's value, None leaves it out.
pub(crate) async fn post(url: &str, body: Bytes, signature: Option<&str>) -> std::io::Result<u16> {
    let mut headers = vec![("content-type", "application/json"), ("user-agent", "facebookexternalua")];
    headers.extend(signature.map(|signature| ("x-hub-signature-256", signature)));
    Ok(client::send(Method::POST, url, &headers, body).await?.status)
}

fn record(number: &mut NumberState, parcel: &Parcel, attempt: u32, status: Option<u16>) {
    number.attempts.push(WebhookAttempt {
        about: parcel.about,
        wamid: parcel.wamid.clone(),
        attempt,
        body: parcel.body.clone(),
        status,
        at: SystemTime::now(),
    });
    let last = usize::try_from(attempt).unwrap_or(usize::MAX) > number.retries.len();
    let next = if last { "Given up." } else { "It will be tried again." };
    let Some(bubble) = parcel.wamid.as_deref().and_then(|wamid| number.bubble_mut(wamid)).filter(|b| b.mine)
    else {
        return;
    };
    if status == Some(200) {
        bubble.note = None;
        bubble.reach(Tick::Delivered);
        return;
    }
    let happened = status.map_or("did not answer".to_owned(), |status| format!("answered {status}, not 200"));
    bubble.note = Some(format!("Not delivered: the webhook {happened}. {next}"));
}
