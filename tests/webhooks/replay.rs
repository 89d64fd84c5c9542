//! Meta delivers at least once, in any order: a replay is a no-op, a burst is one turn.

use serde_json::json;
use simulator::{About, Answer, DeliveryFault};

use crate::support::channel::Channel;
use crate::support::{Begun, Person, Run, Shop};

crate::on_channels![
    every: [
        what_comes_again_before_and_after_its_answer_changes_nothing,
        messages_in_a_burst_are_one_turn,
        a_message_after_the_answer_is_a_turn_of_its_own,
        words_are_kept_as_they_were_written,
    ],
    of_meta: [
        copies_that_arrive_at_once_are_one_message,
        two_messages_in_one_webhook_are_one_turn,
        messages_out_of_order_are_read_in_their_own_order,
    ],
];

const QUESTION: &str = "How much is the Kebaya Nyonya?";

/// So many messages of the person are stored, in one turn, with one answer.
async fn is_one_turn(shop: &Shop, person: &Person, inbound: usize) {
    person.reply().await;
    person.stays_at(1).await;
    let conversation = shop.conversation().await;
    let turns = shop.turns(&conversation).await;
    assert_eq!(turns.len(), 1, "{turns:?}");
    assert_eq!(turns[0]["message_ids"].as_array().map(Vec::len), Some(inbound), "{turns:?}");
    let messages = shop.messages(&conversation).await;
    let count = messages.iter().filter(|message| message["direction"] == "inbound").count();
    assert_eq!(count, inbound, "{messages:?}");
}

async fn what_comes_again_before_and_after_its_answer_changes_nothing(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    person.says(QUESTION).await;
    assert!(shop.hears_all_again().await > 0);
    is_one_turn(&shop, &person, 1).await;
    assert!(shop.hears_all_again().await > 0);
    person.stays_at(1).await;
    let id = shop.conversation().await;
    assert_eq!((shop.turns(&id).await.len(), shop.messages(&id).await.len()), (1, 2));
}

async fn copies_that_arrive_at_once_are_one_message(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    shop.number.delivery_fault(About::Message, DeliveryFault::Duplicate(4));
    person.says(QUESTION).await;
    is_one_turn(&shop, &person, 1).await;
    let attempts = shop.number.webhooks().into_iter().filter(|webhook| webhook.about == About::Message);
    let statuses: Vec<_> = attempts.map(|webhook| webhook.status).collect();
    assert_eq!(statuses, [Some(200); 5]);
}

async fn messages_in_a_burst_are_one_turn(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    // At once: a burst is what comes before its quiet period is over, however busy this machine is.
    tokio::join!(
        person.says("Hello there"),
        person.says("I am looking for something"),
        person.says(QUESTION)
    );
    is_one_turn(&shop, &person, 3).await;
    let replies = person.replies().await;
    assert!(replies[0].contains("RM 189.00"), "{replies:?}");
}

async fn two_messages_in_one_webhook_are_one_turn(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    let both = ["Hello, I have a question", QUESTION].map(|words| person.prepares(words));
    shop.brings(both.into()).await;
    is_one_turn(&shop, &person, 2).await;
}

async fn a_message_after_the_answer_is_a_turn_of_its_own(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    person.asks(QUESTION).await;
    person.stays_at(2).await;
    let turns = shop.turns(&id).await;
    assert_eq!(turns.len(), 2, "{turns:?}");
}

async fn messages_out_of_order_are_read_in_their_own_order(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.script(vec![Answer::text("Good day, I have read both.")]);
    let person = shop.person().await;
    for (words, seconds) in [("but it was closed", 5), ("I came to your shop", 15)] {
        let said = person.prepares(words).ago(std::time::Duration::from_secs(seconds));
        shop.brings(vec![said]).await;
    }
    is_one_turn(&shop, &person, 2).await;
    let asked = shop.llm_requests()[0].body["messages"].to_string();
    assert!(asked.find("I came to your shop") < asked.find("but it was closed"), "{asked}");
}

async fn words_are_kept_as_they_were_written(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let written = "Olá 😀 “quoted” \\ back/slash\n\u{202b}كم السعر؟\u{202c} 多少钱 \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}";
    shop.person().await.says(written).await;
    let messages = shop.messages(&shop.conversation().await).await;
    assert_eq!(messages[0]["text"], written);
}
