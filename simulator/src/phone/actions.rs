//! What the page asks for. Only JSON is taken, so that no form of another site can type into the phone.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::config::{CustomerConfig, StatusMode};
use crate::customer::Customer;
use crate::media::{Media, SAMPLE_PICTURE, SAMPLE_VOICE};
use crate::people;
use crate::state::Shared;
use crate::status::Status;
use crate::statuses;
use crate::thread::Bubble;
use crate::webhook::digits;
use crate::wire::Product;

/// What WhatsApp lets a person type at once.
const LONGEST: usize = 65_536;

#[derive(Deserialize)]
pub(super) struct Add {
    number: String,
    name: String,
    phone: Option<String>,
    username: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Say {
    customer: String,
    text: String,
}

#[derive(Deserialize)]
pub(super) struct Press {
    customer: String,
    choice: String,
}

/// What becomes of a message that is there.
#[derive(Deserialize)]
pub(super) struct Change {
    customer: String,
    message: String,
    /// The new words, or the emoji; empty takes a reaction back.
    #[serde(default)]
    text: String,
}

/// A built-in file.
#[derive(Deserialize)]
pub(super) struct Send {
    customer: String,
    /// `picture` or `voice`.
    what: String,
}

#[derive(Deserialize)]
pub(super) struct Look {
    customer: String,
}

pub(super) async fn add(State(shared): State<Arc<Shared>>, Json(add): Json<Add>) -> Response {
    let name = add.name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return refuse("A name is needed, at most 80 characters.");
    }
    let phone = add.phone.map(|phone| digits(&phone)).filter(|phone| !phone.is_empty());
    if phone.as_ref().is_some_and(|phone| !(7..=15).contains(&phone.len())) {
        return refuse("A phone number has 7 to 15 digits, with its country code.");
    }
    let taken = |world: &crate::state::World| {
        let number = world.numbers.get(&add.number)?;
        Some(
            phone
                .as_ref()
                .is_some_and(|phone| number.customers.iter().any(|one| one.phone.as_ref() == Some(phone))),
        )
    };
    match shared.read(taken) {
        None => refuse("There is no such number."),
        Some(true) => refuse("Somebody has this phone number already."),
        Some(false) => {
            let username = add.username.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            let config =
                CustomerConfig { name: name.to_owned(), phone, username, ..CustomerConfig::default() };
            let added = people::add(&shared, &add.number, config);
            Json(json!({ "customer": added.id() })).into_response()
        }
    }
}

pub(super) async fn say(State(shared): State<Arc<Shared>>, Json(say): Json<Say>) -> Response {
    let text = say.text.trim();
    if let Some(problem) = wrong_with(text) {
        return refuse(&problem);
    }
    match handle(&shared, &say.customer) {
        Some(customer) => Json(json!({ "webhook": customer.say(text).await.http_status })).into_response(),
        None => refuse("There is no such person."),
    }
}

pub(super) async fn press(State(shared): State<Arc<Shared>>, Json(press): Json<Press>) -> Response {
    let Some(customer) = handle(&shared, &press.customer) else { return refuse("There is no such person.") };
    match customer.press(&press.choice).await {
        Ok(delivered) => Json(json!({ "webhook": delivered.http_status })).into_response(),
        Err(_) => refuse("This button is gone."),
    }
}

pub(super) async fn react(State(shared): State<Arc<Shared>>, Json(change): Json<Change>) -> Response {
    let Some(customer) = handle(&shared, &change.customer) else { return refuse("There is no such person.") };
    if change.text.chars().count() > 16 || !has(&customer, &change.message, None) {
        return refuse("There is no such message.");
    }
    Json(json!({ "webhook": customer.react(&change.message, &change.text).await.http_status }))
        .into_response()
}

pub(super) async fn edit(State(shared): State<Arc<Shared>>, Json(change): Json<Change>) -> Response {
    let Some(customer) = handle(&shared, &change.customer) else { return refuse("There is no such person.") };
    let text = change.text.trim();
    if !has(&customer, &change.message, Some("text")) {
        return refuse("Only words of one's own can be changed.");
    }
    if let Some(problem) = wrong_with(text) {
        return refuse(&problem);
    }
    Json(json!({ "webhook": customer.edit(&change.message, text).await.http_status })).into_response()
}

pub(super) async fn revoke(State(shared): State<Arc<Shared>>, Json(change): Json<Change>) -> Response {
    let Some(customer) = handle(&shared, &change.customer) else { return refuse("There is no such person.") };
    let own =
        customer.look(|one| one.thread.iter().any(|bubble| bubble.mine && bubble.wamid == change.message));
    if !own {
        return refuse("Only a message of one's own can be taken back.");
    }
    Json(json!({ "webhook": customer.revoke(&change.message).await.http_status })).into_response()
}

/// Why these words cannot be sent.
fn wrong_with(text: &str) -> Option<String> {
    let count = text.chars().count();
    match count {
        0 => Some("An empty message cannot be sent.".to_owned()),
        1..=LONGEST => None,
        _ => Some(format!("A message has at most {LONGEST} characters; this one has {count}.")),
    }
}

/// Whether the message is in the chat; of one kind, then it must be the person's own.
fn has(customer: &Customer, message: &str, kind: Option<&str>) -> bool {
    let fits = |bubble: &Bubble| kind.is_none_or(|kind| bubble.mine && bubble.kind == kind);
    customer.look(|one| one.thread.iter().any(|bubble| bubble.wamid == message && fits(bubble)))
}

pub(super) async fn send(State(shared): State<Arc<Shared>>, Json(send): Json<Send>) -> Response {
    let Some(customer) = handle(&shared, &send.customer) else { return refuse("There is no such person.") };
    let media = match send.what.as_str() {
        "picture" => Media::image("image/png", SAMPLE_PICTURE),
        "voice" => Media::voice(SAMPLE_VOICE),
        _ => return refuse("Only a picture or a voice note can be sent."),
    };
    Json(json!({ "webhook": customer.send_media(media).await.http_status })).into_response()
}

/// The chat is on the screen: what was delivered is read now, where the number leaves that to the phone.
pub(super) async fn look(State(shared): State<Arc<Shared>>, Json(look): Json<Look>) -> Response {
    let Some((number, unread)) = unread(&shared, &look.customer) else {
        return refuse("There is no such person.");
    };
    for wamid in unread {
        statuses::send(&shared, &number, &wamid, &Status::Read).await;
    }
    Json(json!({})).into_response()
}

fn unread(shared: &Shared, customer: &str) -> Option<(String, Vec<String>)> {
    shared.read(|world| {
        let (id, number) = world.numbers.iter().find(|(_, number)| number.customer(customer).is_some())?;
        let replies = &number.customer(customer)?.replies;
        let has =
            |sent: &crate::record::Sent, status: &str| sent.statuses.iter().any(|known| known == status);
        let fresh = number.sent.iter().filter(|sent| replies.contains(&sent.wamid));
        // Instagram tells nobody that a message arrived.
        let arrived = if number.config.product == Product::Instagram { "sent" } else { "delivered" };
        let fresh = fresh.filter(|sent| has(sent, arrived) && !has(sent, "read") && !has(sent, "failed"));
        let by_phone = matches!(number.status_mode, StatusMode::Phone { .. });
        Some((id.clone(), fresh.filter(|_| by_phone).map(|sent| sent.wamid.clone()).collect()))
    })
}

pub(super) fn handle(shared: &Arc<Shared>, customer: &str) -> Option<Customer> {
    let number = shared.read(|world| {
        world.numbers.iter().find(|(_, number)| number.customer(customer).is_some()).map(|(id, _)| id.clone())
    });
    Some(Customer::new(Arc::clone(shared), number?, customer.to_owned()))
}

pub(super) fn refuse(problem: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "problem": problem }))).into_response()
}
