//! `POST /{line}/messages` with a message: checked, its file fetched, accepted, shown on the phone, echoed.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::{content, files, no_such_person, recipient};
use crate::config::EchoMode;
use crate::graph::check::rule;
use crate::graph::errors::GraphError;
use crate::ids::Direction;
use crate::people;
use crate::record::Sent;
use crate::state::{NumberState, Shared, text_at};
use crate::status::Status;
use crate::statuses;
use crate::thread::{Bubble, shown_text};
use crate::wire::Rules;

/// How long a person, and nobody else, may write after the window.
const HUMAN_AGENT: Duration = Duration::from_hours(7 * 24);
/// An echo that comes first must not hold the answer up for ever.
const ECHO_LIMIT: Duration = Duration::from_secs(2);

pub(super) async fn send(shared: &Arc<Shared>, line: &str, body: &Value) -> Result<Value, GraphError> {
    let rules = shared.read(|world| world.numbers.get(line).and_then(|line| line.config.product.rules()));
    let rules = rules.ok_or_else(GraphError::permission)?;
    let (mut shown, human) = (content::read(rules, &body["message"])?, is_human(rules, body)?);
    // Whom it cannot reach is known before anything is fetched.
    shared.read(|world| reachable(world.numbers.get(line), rules, body, human))?;
    files::fetch(shared, line, &mut shown).await?;
    let (sent, echo) = shared
        .number(line, |line| {
            reachable(Some(line), rules, body, human)?;
            Ok((accept(line, body, &shown)?, line.echo))
        })
        .ok_or_else(GraphError::permission)??;
    if echo == EchoMode::Before {
        let told = statuses::send(shared, line, &sent.wamid, &Status::Sent);
        // Late or refused: retries go on behind our back, the answer does not wait for them.
        let _ = tokio::time::timeout(ECHO_LIMIT, told).await;
    }
    statuses::follow(shared, line, &sent.wamid);
    Ok(json!({ "recipient_id": sent.recipient, "message_id": sent.wamid }))
}

/// Whether it is sent as a person's; an ordinary answer says so only on Messenger.
fn is_human(rules: &Rules, body: &Value) -> Result<bool, GraphError> {
    let unknown = || {
        GraphError::parameter("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}")
    };
    match text_at(body, "/messaging_type") {
        Some("MESSAGE_TAG") => {
            rule(body["tag"] == "HUMAN_AGENT", || {
                GraphError::parameter("Param tag must be one of {HUMAN_AGENT}")
            })?;
            Ok(true)
        }
        Some("RESPONSE" | "UPDATE") => Ok(false),
        None if !rules.typed && body.get("messaging_type").is_none() => Ok(false),
        _ => Err(unknown()),
    }
}

/// Is there such a person, is the thread ours, and may we write now?
fn reachable(line: Option<&NumberState>, rules: &Rules, body: &Value, human: bool) -> Result<(), GraphError> {
    let line = line.ok_or_else(GraphError::permission)?;
    let customer = people::find(line, recipient(body)?).ok_or_else(no_such_person)?;
    rule(!customer.standby, || {
        GraphError::messaging(10, 2_018_300, "Another app is controlling this thread now.")
    })?;
    let age = customer.last_inbound.map(|at| at.elapsed().unwrap_or_default());
    let most = if human { HUMAN_AGENT.max(line.window) } else { line.window };
    rule(age.is_some_and(|age| age < most), || {
        GraphError::messaging(10, rules.window_subcode, "This message is sent outside of allowed window.")
    })
}

fn accept(line: &mut NumberState, body: &Value, shown: &Value) -> Result<Sent, GraphError> {
    let to = recipient(body)?;
    let kind = text_at(shown, "/type").unwrap_or("text");
    let sent = Sent {
        wamid: line.config.product.message_id(Direction::FromBusiness, to),
        recipient: to.to_owned(),
        kind: kind.to_owned(),
        body: body.clone(),
        text: shown_text(shown, kind),
        callback_data: text_at(body, "/message/metadata").map(str::to_owned),
        statuses: Vec::new(),
        at: SystemTime::now(),
        app_id: line.app_id.clone(),
    };
    if let Some(customer) = people::find_mut(line, to) {
        customer.typing_until = None;
        customer.thread.push(Bubble::new(&sent.wamid, false, shown, sent.at));
        customer.replies.push(sent.wamid.clone());
    }
    line.sent.push(sent.clone());
    Ok(sent)
}
