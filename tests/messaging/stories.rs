//! Answers to a story, mentions in one, and who comes by a link.

use serde_json::Value;

use crate::support::channel::Channel;
use crate::support::{Run, Shop};

crate::suite![an_answer_to_a_story_is_kept_and_answered, who_comes_by_a_link_is_noted_and_not_answered];

async fn an_answer_to_a_story_is_kept_and_answered(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Instagram).await;
    let customer = shop.person().await;
    let said = customer.reply_to_story("How much is the Kebaya Nyonya?").await;
    assert_eq!(said.http_status, Some(200));
    customer.wait_for_reply(crate::support::time::PATIENCE).await.expect("an answer to a story's answer");
    let id = shop.conversation().await;
    let messages = shop.messages(&id).await;
    assert_eq!(messages[0]["content"]["on_story"], true, "{messages:?}");
    let mentioned = customer.mention_in_story().await;
    assert_eq!(mentioned.http_status, Some(200));
    let is_here = |messages: &[Value]| messages.iter().any(|message| message["kind"] == "story_mention");
    shop.messages_until(&id, "the mention", is_here).await;
}

async fn who_comes_by_a_link_is_noted_and_not_answered(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    let opened = customer.open_link("spring-sale").await;
    assert_eq!(opened.http_status, Some(200));
    let is_noted = |messages: &[Value]| {
        messages
            .iter()
            .any(|message| message["author"] == "system" && message["content"]["text"] == "spring-sale")
    };
    shop.messages_until(&id, "a note of the link", is_noted).await;
    customer.stays_at(1).await;
}
