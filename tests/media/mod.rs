//! Files and every other kind of message, in and out.

mod ending;
mod inbound;
mod limit;
mod outgoing;
mod pictures;
mod staff;
mod threads;
mod trouble;
mod uploads;
mod voice;

use std::sync::Arc;

use libtest_mimic::Trial;
use serde_json::Value;
use simulator::{Customer, Media};

use crate::support::begun::each;
use crate::support::channel::{Channel, of_meta};
use crate::support::shop::text;
use crate::support::{Env, Run, Shop};

/// The tests of files and of kinds of messages.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        ending::suite(run),
        inbound::suite(run),
        limit::suite(run),
        outgoing::suite(run),
        pictures::suite(run),
        staff::suite(run),
        threads::suite(run),
        trouble::suite(run),
        uploads::suite(run),
        voice::suite(run),
    ];
    suites.into_iter().flatten().collect()
}

/// A shop on each of Meta's products, all on one Worker.
async fn of_metas(env: &Arc<Env>) -> Vec<Shop> {
    let channels: Vec<Channel> = Channel::ALL.into_iter().filter(|channel| of_meta(*channel)).collect();
    each(&channels, async |channel| Shop::open_on_at(env, *channel).await).await
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
