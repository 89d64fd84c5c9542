//! One person, whatever names their messages come under.

mod changes;
mod files;
mod merging;
mod names;
mod new_owner;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Run, Shop};

/// The tests of identities.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        changes::suite(run),
        files::suite(run),
        merging::suite(run),
        names::suite(run),
        new_owner::suite(run),
    ];
    suites.into_iter().flatten().collect()
}

/// The only contact of a shop, once it fits.
async fn contact_until(shop: &Shop, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
    until(what, || async {
        match shop.api.get("/contacts").await.items().as_slice() {
            [one] if fits(one) => Ok(one.clone()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

/// The values of a contact's names, sorted.
fn names_of(contact: &Value) -> Vec<String> {
    let aliases = contact["aliases"].as_array().cloned().unwrap_or_default();
    let mut values: Vec<String> = aliases.iter().map(|alias| text(alias, "value")).collect();
    values.sort();
    values
}

/// How many conversations the inbox shows.
async fn conversations(shop: &Shop) -> Vec<Value> {
    shop.api.get("/conversations").await.items()
}

/// The only conversation, once there is no other.
async fn one_conversation(shop: &Shop) -> String {
    until("one conversation is left", || async {
        match conversations(shop).await.as_slice() {
            [one] => Ok(text(one, "id")),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

/// What the customer said, as a thread shows it.
fn said(messages: &[Value]) -> Vec<String> {
    let theirs = messages.iter().filter(|message| message["author"] == "customer");
    theirs.map(|message| text(message, "text")).collect()
}
