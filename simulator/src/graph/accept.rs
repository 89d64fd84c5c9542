//! `POST /{number}/messages` with a message: checked, accepted, shown on the phone, followed by statuses.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use serde_json::{Value, json};

use super::check::{self, Checked};
use super::errors::GraphError;
use super::{attachment, template};
use crate::config::Refusals;
use crate::ids::{self, Direction};
use crate::people;
use crate::record::Sent;
use crate::state::{CustomerState, NumberState, Shared, World, text_at};
use crate::status::Status;
use crate::statuses;
use crate::thread::{Bubble, shown_text};
use crate::webhook::digits;

pub(super) fn send(shared: &Arc<Shared>, id: &str, body: &Value) -> Result<Value, GraphError> {
    let accepted = shared.change(|world| accept(world, id, body))?;
    let links = attachment::links(body);
    match accepted.failure {
        Some(failure) => statuses::fail(shared, id, &accepted.wamid, failure),
        None if links.is_empty() => statuses::follow(shared, id, &accepted.wamid),
        None => drop(tokio::spawn(fetch(Arc::clone(shared), id.to_owned(), accepted.wamid, links))),
    }
    Ok(accepted.answer)
}

/// As Meta does, files that are named by link are fetched after the answer; what cannot be fetched fails.
async fn fetch(shared: Arc<Shared>, id: String, wamid: String, links: Vec<(String, String)>) {
    for (kind, link) in links {
        if let Err(details) = attachment::fetch(&kind, &link).await {
            return statuses::fail(&shared, &id, &wamid, as_status(GraphError::whatsapp(131_053, &details)));
        }
    }
    statuses::follow(&shared, &id, &wamid);
}

struct Accepted {
    wamid: String,
    answer: Value,
    /// Known already, told by a status.
    failure: Option<Status>,
}

fn accept(world: &mut World, id: &str, body: &Value) -> Result<Accepted, GraphError> {
    let checked = check::message(body)?;
    attachment::check(&world.media, id, body)?;
    let number = world.numbers.get_mut(id).ok_or_else(GraphError::permission)?;
    if digits(checked.recipient.text()) == digits(&number.config.display_phone_number)
        && checked.recipient.is_phone()
    {
        return Err(GraphError::whatsapp(131_021, "The sender and the recipient are the same number"));
    }
    let filled = match checked.kind {
        "template" => Some(template::fill(world.accounts.get(&number.config.waba_id), &body["template"])?),
        _ => None,
    };
    let failure = reachable(number, &checked, filled.as_ref()).err();
    if let Some(error) = failure.as_ref().filter(|_| number.refusals == Refusals::AtOnce) {
        return Err(error.clone());
    }
    pair_rate(number, &checked)?;
    Ok(store(number, &checked, body, filled, failure))
}

/// Is there such a person, and may we write freely now?
fn reachable(
    number: &NumberState,
    checked: &Checked,
    template: Option<&template::Filled>,
) -> Result<(), GraphError> {
    let customer = people::find(number, checked.recipient.text());
    let customer = customer.ok_or_else(|| GraphError::whatsapp(131_026, "Message undeliverable."))?;
    if customer.no_marketing && template.is_some_and(|template| template.category == "MARKETING") {
        return Err(GraphError::whatsapp(131_050, "The recipient does not want marketing messages."));
    }
    let open = customer.last_inbound.is_some_and(|at| at.elapsed().unwrap_or_default() < number.window);
    if open || checked.kind == "template" {
        return Ok(());
    }
    let details =
        "More time has passed since the customer last wrote to this number than free-form messages allow.";
    Err(GraphError::whatsapp(131_047, details))
}

fn pair_rate(number: &mut NumberState, checked: &Checked) -> Result<(), GraphError> {
    let rate = number.pair_rate;
    let customer = people::find_mut(number, checked.recipient.text());
    if customer.is_none_or(|customer| customer.bucket.take(rate, Instant::now())) {
        return Ok(());
    }
    let details = "Too many messages sent to the same recipient in a short period";
    Err(GraphError::whatsapp(131_056, details))
}

fn store(
    number: &mut NumberState,
    checked: &Checked,
    body: &Value,
    filled: Option<template::Filled>,
    failure: Option<GraphError>,
) -> Accepted {
    let recipient = checked.recipient.text();
    let wamid = ids::wamid(Direction::FromBusiness, &digits(recipient));
    let text = filled.as_ref().map(|filled| filled.text.clone()).or_else(|| shown_text(body, checked.kind));
    let sent = Sent {
        wamid: wamid.clone(),
        recipient: recipient.to_owned(),
        kind: checked.kind.to_owned(),
        body: body.clone(),
        text,
        callback_data: text_at(body, "/biz_opaque_callback_data").map(str::to_owned),
        statuses: Vec::new(),
        at: SystemTime::now(),
        app_id: number.app_id.clone(),
    };
    if let Some(customer) = people::find_mut(number, recipient) {
        show(customer, &sent, filled);
        if failure.is_none() && sent.kind != "reaction" {
            customer.replies.push(sent.wamid.clone());
        }
    }
    number.sent.push(sent);
    Accepted { answer: answer(checked, &wamid), failure: failure.map(as_status), wamid }
}

/// A message ends the typing indicator; a reaction sits on its message.
fn show(customer: &mut CustomerState, sent: &Sent, filled: Option<template::Filled>) {
    if sent.kind == "reaction" {
        let target = text_at(&sent.body, "/reaction/message_id").unwrap_or_default();
        if let Some(bubble) = customer.thread.iter_mut().find(|bubble| bubble.wamid == target) {
            bubble.reaction = sent.text.clone().filter(|emoji| !emoji.is_empty());
        }
        return;
    }
    customer.typing_until = None;
    let mut bubble = Bubble::new(&sent.wamid, false, &sent.body, sent.at);
    bubble.text.clone_from(&sent.text);
    if let Some(filled) = filled {
        (bubble.header, bubble.footer) = (filled.header, filled.footer);
        bubble.choices = filled.choices;
    }
    customer.thread.push(bubble);
}

/// A number comes back as `wa_id`, a user id as `user_id`; only templates say `message_status`.
fn answer(checked: &Checked, wamid: &str) -> Value {
    let input = checked.recipient.text();
    let contact = if checked.recipient.is_phone() {
        json!({ "input": input, "wa_id": digits(input) })
    } else {
        json!({ "input": input, "user_id": input })
    };
    let mut message = json!({ "id": wamid });
    if checked.kind == "template" {
        message["message_status"] = json!("accepted");
    }
    json!({ "messaging_product": "whatsapp", "contacts": [contact], "messages": [message] })
}

fn as_status(error: GraphError) -> Status {
    let title = super::title(error.code).unwrap_or("Message failed").to_owned();
    Status::Failed { code: error.code, details: error.details.unwrap_or_else(|| title.clone()), title }
}
