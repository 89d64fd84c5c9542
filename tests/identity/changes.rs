//! Meta says that somebody goes by another name from now on.

use serde_json::Value;
use simulator::CustomerConfig;

use crate::identity::{contact_until, conversations, names_of};
use crate::support::people::{Names, writes};
use crate::support::wait::until;
use crate::support::{Person, Run, Shop, random};

crate::suite![
    a_new_number_goes_on_in_the_old_conversation,
    a_new_id_that_is_told_before_the_next_message,
    a_new_id_that_is_told_after_messages_under_it,
    a_new_name_of_a_stranger_makes_no_conversation,
];

async fn a_new_number_goes_on_in_the_old_conversation(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    let (old_id, old_number) = (customer.bsuid(), customer.wa_id().expect("a number"));
    let new_number = format!("601{}", random::digits(9));
    shop.env.run.seen.add(&new_number);
    assert_eq!(customer.change_number(&new_number).await.http_status, Some(200));
    assert_ne!(customer.bsuid(), old_id);
    let answer = customer.asks("How much is the Kebaya Nyonya?").await;
    assert_eq!(answer.body["to"], format!("+{new_number}"), "{answer:?}");
    let mut expected = vec![customer.bsuid(), new_number];
    expected.sort();
    contact_until(&shop, "the contact has the new names alone", |one| names_of(one) == expected).await;
    let found = until("one conversation", || async {
        let found = conversations(&shop).await;
        if found.len() == 1 { Ok(found) } else { Err(format!("{found:?}")) }
    });
    assert_eq!(found.await[0]["id"], id.as_str());
    let is_whole = |messages: &[Value]| messages.len() == 5;
    let messages = shop.messages_until(&id, "both answers in one thread", is_whole).await;
    assert!(messages.iter().any(|message| message["kind"] == "system"), "{messages:?}");
    // A late message under the old number is this person's as well.
    customer.stays_at(2).await;
    assert_ne!(old_number, customer.wa_id().expect("a number"));
}

async fn a_new_id_that_is_told_before_the_next_message(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    customer.hide_phone();
    customer.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    assert_eq!(customer.change_user_id().await.http_status, Some(200));
    let new = customer.bsuid();
    contact_until(&shop, "the contact has the new id", |one| names_of(one) == [new.clone()]).await;
    let answer = customer.asks("How much is the Kebaya Nyonya?").await;
    assert_eq!(answer.body["recipient"], new.as_str(), "{answer:?}");
    assert_eq!(shop.conversation().await, id);
    assert_eq!(shop.turns(&id).await.len(), 2);
}

async fn a_new_id_that_is_told_after_messages_under_it(run: &'static Run) {
    let shop = Shop::open(run).await;
    let before = shop.person().await;
    before.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    let number = before.wa_id().expect("a number");
    // The same person and number; nobody has said so yet.
    let bsuid = format!("MY.{}{}", random::digits(10), random::digits(10));
    let config = CustomerConfig { bsuid: Some(bsuid), ..CustomerConfig::with_phone("Aina Again", &number) };
    let after = Person::from(shop.number.add_customer(config));
    writes(&shop, &after, Names::Bsuid, "How much is the Kebaya Nyonya?").await;
    after.reply().await;
    assert_eq!(conversations(&shop).await.len(), 2);
    assert_eq!(shop.number.user_id_update(&after, &before.bsuid()).await, Some(200));
    let is_whole = |messages: &[Value]| messages.len() == 4;
    let messages =
        shop.messages_until(&id, "what came under the new id is in the old conversation", is_whole);
    let messages = messages.await;
    assert!(messages.windows(2).all(|pair| pair[0]["at"].as_str() <= pair[1]["at"].as_str()), "{messages:?}");
    assert_eq!(conversations(&shop).await.len(), 1);
    let has_both = |one: &Value| {
        names_of(one) == {
            let mut names = vec![after.bsuid(), number.clone()];
            names.sort();
            names
        }
    };
    contact_until(&shop, "one contact with the new id", has_both).await;
    after.stays_at(1).await;
}

async fn a_new_name_of_a_stranger_makes_no_conversation(run: &'static Run) {
    let shop = Shop::open(run).await;
    let stranger = shop.person().await;
    assert_eq!(shop.number.user_id_update(&stranger, "MY.12345678901234567890").await, Some(200));
    assert!(conversations(&shop).await.is_empty());
    assert!(shop.api.get("/contacts").await.items().is_empty());
    stranger.asks("What do you sell in this shop?").await;
    assert_eq!(conversations(&shop).await.len(), 1);
}
