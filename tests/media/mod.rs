//! Files and every other kind of message, in and out.

mod ending;
mod inbound;
mod limit;
mod outgoing;
mod pictures;
mod threads;
mod trouble;
mod uploads;
mod voice;

use libtest_mimic::Trial;
use serde_json::Value;
use simulator::{Customer, Media};

use crate::support::shop::text;
use crate::support::{Run, Shop};

/// The tests of files and of kinds of messages.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        ending::suite(run),
        inbound::suite(run),
        limit::suite(run),
        outgoing::suite(run),
        pictures::suite(run),
        threads::suite(run),
        trouble::suite(run),
        uploads::suite(run),
        voice::suite(run),
    ];
    suites.into_iter().flatten().collect()
}

/// The customer sends a file, and the webhook is acknowledged; its id at Meta.
async fn sends(customer: &Customer, media: Media) -> String {
    let delivered = customer.send_media(media).await;
    assert_eq!(delivered.http_status, Some(200), "the webhook of a file");
    delivered.wamid
}

/// The first message that has a file, once the file is in this state; the conversation's id before it.
async fn file_is(shop: &Shop, state: &str) -> (String, Value) {
    let id = shop.conversation().await;
    let has_file = |message: &&Value| message["media"][0]["state"] == state;
    let messages = shop
        .messages_until(&id, &format!("a file that is {state}"), |messages| {
            messages.iter().any(|one| has_file(&one))
        })
        .await;
    let message = messages.iter().find(has_file).expect("a message with a file").clone();
    (id, message)
}

/// Where the API has the message's first file.
fn address(conversation: &str, message: &Value) -> String {
    format!("/conversations/{conversation}/media/{}", text(&message["media"][0], "id"))
}
