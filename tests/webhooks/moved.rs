//! A number that moves to another business.

use crate::support::shop::{asks, channel, stays_at, text};
use crate::support::{Run, Shop};

crate::suite![a_number_of_another_business_now_brings_its_events_there, a_disconnected_number_brings_nothing];

async fn a_number_of_another_business_now_brings_its_events_there(run: &'static Run) {
    let (old, new) = (Shop::open(run).await, Shop::open(run).await);
    let customer = old.customer();
    asks(&customer, "What do you sell in this shop?").await;
    let theirs = old.conversation().await;
    old.api.delete(&format!("/channels/{}", old.channel_id)).await.expect(204);
    let moved = new.api.post("/channels", &channel(&old.number)).await.expect(201);
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    let id = new.conversation().await;
    let messages = new.messages(&id).await;
    assert_eq!(messages[0]["text"], "How much is the Kebaya Nyonya?", "{messages:?}");
    let conversation = new.api.get(&format!("/conversations/{id}")).await.expect(200);
    assert_eq!(text(&conversation, "channel_id"), text(&moved, "id"));
    // What was said before stays where it was, and can still be read.
    assert_eq!(old.messages(&theirs).await.len(), 2);
    stays_at(&customer, 2).await;
}

async fn a_disconnected_number_brings_nothing(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    let id = shop.conversation().await;
    shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(204);
    // What Meta had under way.
    shop.number.deliver_all_the_same();
    assert_eq!(customer.say("Is anybody still there?").await.http_status, Some(200));
    stays_at(&customer, 1).await;
    assert_eq!(shop.messages(&id).await.len(), 2);
}
