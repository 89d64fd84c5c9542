//! What a member feels about a customer's message.

use serde_json::{Value, json};

use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::time::PATIENCE;
use crate::support::{Run, Shop};

crate::suite![a_members_reaction_arrives_as_the_product_takes_it];

async fn a_members_reaction_arrives_as_the_product_takes_it(run: &'static Run) {
    for (product, emoji, told) in [(Channel::Messenger, "👍", "👍"), (Channel::Instagram, "❤️", "love")]
    {
        let shop = Shop::open_on(run, product).await;
        let customer = shop.person().await;
        customer.asks("What do you sell in this shop?").await;
        let id = shop.conversation().await;
        let question = text(&shop.messages(&id).await[0], "id");
        let path = format!("/conversations/{id}/messages");
        let react = |emoji: Value| json!({ "reaction": { "message_id": question, "emoji": emoji } });
        shop.api.post(&path, &react(json!(emoji))).await.expect(201);
        let sent =
            shop.number.wait_for(|sent| sent.kind == "reaction", PATIENCE).await.expect("the reaction");
        assert_eq!(sent.body["payload"]["reaction"], told, "{}", sent.body);
        assert_eq!(shop.messages(&id).await[0]["reactions"][0]["emoji"], emoji);
        shop.api.post(&path, &react(Value::Null)).await.expect(201);
        assert_eq!(shop.messages(&id).await[0]["reactions"], json!([]));
        let taken_back = |sent: &simulator::Sent| sent.body["sender_action"] == "unreact";
        shop.number.wait_for(taken_back, PATIENCE).await.expect("that it is taken back");
        if product == Channel::Instagram {
            shop.api.post(&path, &react(json!("👍"))).await.blames("reaction.emoji");
        }
        // It is no answer: the agent goes on.
        customer.says("How much is the Kebaya Nyonya?").await;
        customer.reply().await;
    }
}
