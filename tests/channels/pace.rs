//! How fast messages leave: from one number, and to one person.

use std::time::{Duration, SystemTime};

use serde_json::json;

use crate::support::{Person, Run, Shop};

crate::suite![the_answers_of_a_slow_number_are_spread, a_person_gets_no_more_at_once_than_meta_allows,];

/// Customers who write at the same moment.
const CROWD: usize = 4;

async fn the_answers_of_a_slow_number_are_spread(run: &'static Run) {
    let shop = Shop::open(run).await;
    let path = format!("/channels/{}", shop.channel_id);
    shop.api.patch(&path, &json!({ "throughput": 1 })).await.expect(200);
    let crowd: Vec<Person> = (0..CROWD).map(|_| shop.customer().into()).collect();
    for customer in &crowd {
        customer.says("How much is the Kebaya Nyonya?").await;
    }
    for customer in &crowd {
        customer.reply().await;
    }
    let mut sent: Vec<SystemTime> = shop.number.sent().into_iter().map(|sent| sent.at).collect();
    sent.sort();
    assert_eq!(sent.len(), CROWD);
    let span = sent[CROWD - 1].duration_since(sent[0]).unwrap_or_default();
    // One a second: three seconds from the first to the fourth; a busy machine may hold up the first.
    assert!(span > Duration::from_millis(2_200), "{span:?} for {CROWD} answers at one a second");
}

/// Meta's burst for one pair of numbers.
const BURST: usize = 45;

async fn a_person_gets_no_more_at_once_than_meta_allows(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let customer = shop.person().await;
    customer.says("Please send me the whole catalog").await;
    let path = format!("/conversations/{}/messages", shop.conversation().await);
    for number in 1..=BURST {
        let said =
            shop.api.post(&path, &json!({ "text": format!("Page {number} of many") })).await.expect(201);
        assert_ne!(said["status"], "planned", "page {number}");
    }
    let waits = shop.api.post(&path, &json!({ "text": "One page more" })).await.expect(201);
    assert_eq!(waits["status"], "planned", "it waits for its time");
    customer.stays_at(BURST).await;
}
