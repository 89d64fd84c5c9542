//! Numbers are given to new owners, who must not get the old one's conversation.

use std::time::Duration;

use serde_json::Value;
use simulator::CustomerConfig;

use crate::identity::{conversations, said};
use crate::support::people::{Names, writes};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Person, Run, Shop, random};

crate::suite![
    the_new_owner_of_a_number_is_another_person,
    a_new_owner_that_nobody_announced_is_another_person_too,
];

fn owner_of(shop: &Shop, number: &str) -> Person {
    let bsuid = Some(format!("MY.{}{}", random::digits(10), random::digits(10)));
    let name = format!("Badrul {}", random::digits(9));
    shop.number.add_customer(CustomerConfig { bsuid, ..CustomerConfig::with_phone(&name, number) }).into()
}

async fn two_conversations(shop: &Shop) -> Vec<Value> {
    until("two conversations", || async {
        let found = conversations(shop).await;
        if found.len() == 2 { Ok(found) } else { Err(format!("{found:?}")) }
    })
    .await
}

async fn the_new_owner_of_a_number_is_another_person(run: &'static Run) {
    let shop = Shop::open(run).await;
    let old = shop.person().await;
    let number = old.wa_id().expect("a number");
    writes(&shop, &old, Names::Phone, "Do you remember my secret order?").await;
    old.reply().await;
    let first = shop.conversation().await;
    let next_number = format!("601{}", random::digits(9));
    shop.env.run.seen.add(&next_number);
    assert_eq!(old.change_number(&next_number).await.http_status, Some(200));
    old.asks("This is my new number").await;
    // Meta's stamps are whole seconds: what is said in the second of the change is the old owner's.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let new = owner_of(&shop, &number);
    writes(&shop, &new, Names::Phone, "How much is the Kebaya Nyonya?").await;
    let found = two_conversations(&shop).await;
    let second = found.iter().map(|one| text(one, "id")).find(|id| *id != first).expect("another one");
    let is_answered = |messages: &[Value]| messages.len() == 2;
    let messages = shop.messages_until(&second, "the new owner's own thread", is_answered).await;
    assert_eq!(said(&messages), ["How much is the Kebaya Nyonya?"]);
    assert!(!said(&shop.messages(&first).await).contains(&"How much is the Kebaya Nyonya?".to_owned()));
    // Under both names it is the same new person.
    writes(&shop, &new, Names::Both, "And the Baju Kurung Melur?").await;
    let goes_on = |messages: &[Value]| messages.len() == 4;
    shop.messages_until(&second, "the new owner's thread goes on", goes_on).await;
    assert_eq!(two_conversations(&shop).await.len(), 2);
    assert_ne!(found[0]["contact_id"], found[1]["contact_id"]);
}

async fn a_new_owner_that_nobody_announced_is_another_person_too(run: &'static Run) {
    let shop = Shop::open(run).await;
    let old = shop.person().await;
    let number = old.wa_id().expect("a number");
    old.asks("Do you remember my secret order?").await;
    let first = shop.conversation().await;
    let new = owner_of(&shop, &number);
    writes(&shop, &new, Names::Both, "How much is the Kebaya Nyonya?").await;
    two_conversations(&shop).await;
    assert_eq!(said(&shop.messages(&first).await), ["Do you remember my secret order?"]);
}
