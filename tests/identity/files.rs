//! The files of two conversations that turn out to be one person's.

use std::sync::Arc;

use serde_json::{Value, json};
use simulator::{Media, MediaFault, SAMPLE_PICTURE};

use crate::identity::{conversations, one_conversation};
use crate::support::objects::stored_keys;
use crate::support::people::{Names, webhook_of, writes};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Env, Person, Run, Shop};

crate::suite![
    a_file_is_read_from_where_it_moved_to_and_ends_there,
    a_file_that_is_on_its_way_arrives_where_its_message_moved_to,
];

async fn shop(env: &Arc<Env>) -> Shop {
    let shop = Shop::open_at(env).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    shop
}

/// A picture under the name that the home does not know; the webhook's message id.
async fn shows_a_picture(shop: &Shop, customer: &Person) -> String {
    let message = customer.media_message(&Media::image("image/png", SAMPLE_PICTURE));
    let body = webhook_of(shop, customer, Names::Bsuid, message);
    assert_eq!(shop.env.post_signed(&body).await, 200);
    let body: Value = serde_json::from_slice(&body).expect("a payload");
    text(&body["entry"][0]["changes"][0]["value"]["messages"][0], "id")
}

/// The message with the picture, once it is stored.
async fn stored(shop: &Shop, conversation: &str) -> Value {
    let is_stored = |message: &&Value| message["media"][0]["state"] == "stored";
    let has_picture = |messages: &[Value]| messages.iter().any(|one| is_stored(&one));
    let messages = shop.messages_until(conversation, "a picture that is stored", has_picture).await;
    messages.iter().find(is_stored).expect("a picture").clone()
}

async fn is_served(shop: &Shop, conversation: &str, message: &Value) {
    let file = text(&message["media"][0], "id");
    let answer = shop.api.fetch(&format!("/conversations/{conversation}/media/{file}")).await;
    assert!(answer.status == 200 && answer.body == SAMPLE_PICTURE, "{} from {conversation}", answer.status);
}

async fn a_file_is_read_from_where_it_moved_to_and_ends_there(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("merge-files", &[]).await);
    let shop = shop(&env).await;
    let customer = shop.person().await;
    writes(&shop, &customer, Names::Phone, "The first message, by number").await;
    let home = shop.conversation().await;
    let wamid = shows_a_picture(&shop, &customer).await;
    let younger = until("the younger conversation", || async {
        let found = conversations(&shop).await;
        found.iter().map(|one| text(one, "id")).find(|id| *id != home).ok_or(format!("{found:?}"))
    })
    .await;
    is_served(&shop, &younger, &stored(&shop, &younger).await).await;
    writes(&shop, &customer, Names::Both, "The last message, by both names").await;
    assert_eq!(one_conversation(&shop).await, home);
    let message = stored(&shop, &home).await;
    is_served(&shop, &home, &message).await;
    // An address that somebody has open still leads to it.
    is_served(&shop, &younger, &message).await;
    let revoke = json!({ "type": "revoke", "revoke": { "original_message_id": wamid } });
    let revoke = webhook_of(&shop, &customer, Names::Bsuid, revoke);
    assert_eq!(env.post_signed(&revoke).await, 200);
    let is_gone = |messages: &[Value]| messages.iter().all(|one| one["media"] == json!([]));
    shop.messages_until(&home, "the picture was taken back", is_gone).await;
    until("no file in the bucket", || async {
        let keys = stored_keys(&env, "media/");
        if keys.is_empty() { Ok(()) } else { Err(format!("{keys:?}")) }
    })
    .await;
}

async fn a_file_that_is_on_its_way_arrives_where_its_message_moved_to(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("merge-fetching", &[]).await);
    let shop = shop(&env).await;
    let customer = shop.person().await;
    writes(&shop, &customer, Names::Phone, "The first message, by number").await;
    let home = shop.conversation().await;
    // As long as the two take to become one, and longer.
    shop.number.media_fault(MediaFault::Status(503), 3);
    shows_a_picture(&shop, &customer).await;
    writes(&shop, &customer, Names::Both, "The last message, by both names").await;
    assert_eq!(one_conversation(&shop).await, home);
    let waits = |messages: &[Value]| messages.len() == 3;
    let messages = shop.messages_until(&home, "all three messages", waits).await;
    assert!(messages.iter().any(|one| one["media"][0]["state"] == "wanted"), "{messages:?}");
    is_served(&shop, &home, &stored(&shop, &home).await).await;
}
