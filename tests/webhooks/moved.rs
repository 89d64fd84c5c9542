//! A number that moves to another business, or is disconnected.

use serde_json::json;

use crate::support::channel::Channel;
use crate::support::shop::{channel as connecting, text};
use crate::support::{Begun, Person, Run, Shop, random};

crate::on_channels![
    every: [a_channel_that_is_disconnected_takes_nothing_more],
    of_meta: [a_number_of_another_business_now_brings_its_events_there],
];

async fn a_number_of_another_business_now_brings_its_events_there(run: &'static Run, channel: Channel) {
    let Begun { shop: old, person, id: theirs } = Begun::on(run, channel).await;
    let new = Shop::open_on(run, channel).await;
    old.api.delete(&format!("/channels/{}", old.channel_id)).await.expect(204);
    let moved = new.api.post("/channels", &connecting(&old.number)).await.expect(201);
    person.asks("How much is the Kebaya Nyonya?").await;
    let id = new.conversation().await;
    let messages = new.messages(&id).await;
    assert_eq!(messages[0]["text"], "How much is the Kebaya Nyonya?", "{messages:?}");
    let conversation = new.api.get(&format!("/conversations/{id}")).await.expect(200);
    assert_eq!(text(&conversation, "channel_id"), text(&moved, "id"));
    // What was said before stays where it was, and can still be read.
    assert_eq!(old.messages(&theirs).await.len(), 2);
    person.stays_at(2).await;
}

async fn a_channel_that_is_disconnected_takes_nothing_more(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(204);
    match &person {
        // What Meta had under way.
        Person::Customer(_) => {
            shop.number.deliver_all_the_same();
            person.says("Is anybody still there?").await;
            person.stays_at(1).await;
        }
        Person::Visitor(visitor) => {
            let message = json!({ "id": random::hex(), "text": "Is anybody still there?" });
            visitor.door.post("/messages", &message).await.problem(404);
        }
    }
    assert_eq!(shop.messages(&id).await.len(), 2);
    assert!(shop.api.get("/channels").await.items().is_empty());
}
