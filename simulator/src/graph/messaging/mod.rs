//! The Graph API of Instagram and Messenger.

mod account;
mod action;
mod content;
mod files;
mod people;
mod send;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use super::account::unsupported;
use super::call::Incoming;
use super::errors::GraphError;
use crate::fault::CallKind;
use crate::state::{NumberState, Shared, World, text_at};
use crate::wire::Product;

/// What a call is for and on which line, if it is one of these products'.
pub(super) fn target<'a>(world: &'a World, incoming: &Incoming) -> Option<(CallKind, &'a str)> {
    let person = || {
        let whole = incoming.edge.is_none() && incoming.method == Method::GET;
        lines(world).filter(|_| whole).find(|(_, line)| is_person(line, &incoming.node))
    };
    match line(world, incoming) {
        Some(id) => Some((kind(incoming), id)),
        None => person().map(|(id, _)| (CallKind::Profile, id)),
    }
}

/// The line that the node stands for: by its id, through its Page, or by the token.
///
/// A Page's own Messenger and the Instagram account that is linked to it share the node: who is meant tells the
/// recipient, or the platform.
fn line<'a>(world: &'a World, incoming: &Incoming) -> Option<&'a str> {
    let named = lines(world).filter(|(id, line)| {
        *id == incoming.node
            || line.config.waba_id == incoming.node
            || incoming.node == "me" && Some(line.config.access_token.as_str()) == incoming.token.as_deref()
    });
    let candidates: Vec<_> = named.collect();
    let recipient = text_at(&incoming.body, "/recipient/id").or_else(|| query(incoming, "user_id"));
    let platform = query(incoming, "platform");
    let meant = |(_, line): &&(&str, &NumberState)| {
        recipient.is_some_and(|id| is_person(line, id)) || platform == Some(line.config.product.name())
    };
    let own = |(id, _): &&(&str, &NumberState)| *id == incoming.node;
    let best =
        candidates.iter().find(meant).or_else(|| candidates.iter().find(own)).or_else(|| candidates.first());
    best.map(|(id, _)| *id)
}

fn lines(world: &World) -> impl Iterator<Item = (&str, &NumberState)> {
    let all = world.numbers.iter().filter(|(_, line)| line.config.product != Product::WhatsApp);
    all.map(|(id, line)| (id.as_str(), line))
}

fn is_person(line: &NumberState, id: &str) -> bool {
    line.customers.iter().any(|customer| customer.bsuid == id)
}

fn query<'a>(incoming: &'a Incoming, name: &str) -> Option<&'a str> {
    incoming.query.get(name).map(String::as_str)
}

fn kind(incoming: &Incoming) -> CallKind {
    let post = incoming.method == Method::POST;
    match incoming.edge.as_deref() {
        Some("messages") if post => match text_at(&incoming.body, "/sender_action") {
            None => CallKind::Send,
            Some("mark_seen") => CallKind::Read,
            Some(_) => CallKind::Action,
        },
        Some("conversations") => CallKind::Conversations,
        Some("subscribed_apps") => CallKind::Account,
        _ => CallKind::Phone,
    }
}

pub(super) async fn act(
    shared: &Arc<Shared>,
    line: &str,
    kind: CallKind,
    incoming: &Incoming,
) -> Result<Value, GraphError> {
    match kind {
        CallKind::Send => send::send(shared, line, &incoming.body).await,
        CallKind::Read | CallKind::Action => action::act(shared, line, &incoming.body),
        CallKind::Profile => people::profile(shared, line, incoming),
        CallKind::Conversations => Ok(people::conversations(shared, line, incoming)),
        CallKind::Account => account::subscription(shared, line, incoming),
        CallKind::Phone if incoming.method == Method::GET && incoming.edge.is_none() => {
            account::object(shared, line, incoming)
        }
        _ => Err(unsupported(incoming)),
    }
}

/// `recipient.id`, or what is wrong with it.
fn recipient(body: &Value) -> Result<&str, GraphError> {
    let id = text_at(body, "/recipient/id").filter(|id| !id.is_empty());
    id.ok_or_else(|| GraphError::parameter("Param recipient[id] must be a non-empty string"))
}

fn no_such_person() -> GraphError {
    GraphError::messaging(100, 2_018_001, "No matching user found")
}

fn success() -> Value {
    json!({ "success": true })
}
