//! A no on one channel is a no of the person, and outlives staff's mistake.

use serde_json::json;

use super::pair::{Pair, Side};
use crate::support::Run;
use crate::support::shop::{asks, stays_at, text};
use crate::support::templates::order;
use crate::support::wait::until;

crate::suite![
    a_no_of_before_counts_for_both_and_stays_when_they_are_taken_apart,
    a_no_on_one_channel_counts_on_the_other,
    without_a_no_each_keeps_their_word,
];

/// A START is confirmed only to who is not to be written to.
async fn had_said_no(side: &Side) {
    let confirmed = asks(&side.customer, "START").await.text.unwrap_or_default();
    assert!(confirmed.contains("STOP"), "{confirmed}");
}

async fn next_second() {
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
}

async fn is_opted(pair: &Pair, contact: &str, consent: &str) {
    until(&format!("a contact who is {consent}"), || async {
        let contact = pair.contact(contact).await;
        if contact["marketing"] == consent { Ok(()) } else { Err(contact.to_string()) }
    })
    .await;
}

async fn a_no_of_before_counts_for_both_and_stays_when_they_are_taken_apart(run: &'static Run) {
    let pair = Pair::open(run).await;
    let yes = json!({ "marketing": "opted_in" });
    pair.shop.api.patch(&format!("/contacts/{}", pair.first.contact), &yes).await.expect(200);
    asks(&pair.second.customer, "STOP").await;
    is_opted(&pair, &pair.second.contact, "opted_out").await;
    assert_eq!(pair.join().await["marketing"], "opted_out");
    // Staff may not say yes for somebody who said no elsewhere.
    pair.shop.api.patch(&format!("/contacts/{}", pair.first.contact), &yes).await.problem(409);
    let own = text(&pair.split().await, "id");
    for contact in [&own, &pair.first.contact] {
        assert_eq!(pair.contact(contact).await["marketing"], "opted_out");
    }
    next_second().await;
    had_said_no(&pair.first).await;
    is_opted(&pair, &pair.first.contact, "opted_in").await;
    assert_eq!(pair.contact(&own).await["marketing"], "opted_out", "the yes of one is not the other's");
}

async fn a_no_on_one_channel_counts_on_the_other(run: &'static Run) {
    let pair = Pair::open(run).await;
    pair.shop.with_templates(&[order(run)]).await;
    let path = format!("/conversations/{}/messages", pair.first.conversation);
    let template = json!({ "template": { "name": "order_confirmation", "language": "en_US",
        "header": { "text": { "name": "order", "value": "A-1017" } },
        "body": [{ "name": "items", "value": "batik scarf" }, { "name": "first_name", "value": "Aina" }],
        "buttons": [{ "index": 0, "value": "parcel-1017" }, { "index": 1, "value": "a-1017" }] } });
    pair.join().await;
    pair.shop.api.post(&path, &template).await.expect(201);
    stays_at(&pair.first.customer, 2).await;
    asks(&pair.second.customer, "STOP").await;
    is_opted(&pair, &pair.first.contact, "opted_out").await;
    let problem = pair.shop.api.post(&path, &template).await.problem(409);
    assert_eq!(problem["type"], "/problems/no-consent", "{problem}");
    stays_at(&pair.first.customer, 2).await;
    // What they ask is answered on both.
    pair.shop
        .api
        .post(&format!("/conversations/{}/resume", pair.first.conversation), &json!({}))
        .await
        .expect(200);
    stays_at(&pair.first.customer, 2).await;
    asks_again(&pair.first, 2).await;
    // Whoever takes it back where they are asked for it is written to there.
    next_second().await;
    had_said_no(&pair.first).await;
    until("the template goes again", || async {
        let reply = pair.shop.api.post(&path, &template).await;
        if reply.status == 201 { Ok(()) } else { Err(reply.body.to_string()) }
    })
    .await;
    assert_eq!(
        pair.contact(&pair.first.contact).await["marketing"],
        "opted_out",
        "on the other they did not"
    );
}

async fn asks_again(side: &Side, before: usize) {
    asks(&side.customer, "How much is the Baju Kurung Melur?").await;
    stays_at(&side.customer, before + 1).await;
}

async fn without_a_no_each_keeps_their_word(run: &'static Run) {
    let pair = Pair::open(run).await;
    let yes = json!({ "marketing": "opted_in" });
    pair.shop.api.patch(&format!("/contacts/{}", pair.first.contact), &yes).await.expect(200);
    pair.join().await;
    let own = text(&pair.split().await, "id");
    assert_eq!(pair.contact(&own).await["marketing"], "unknown", "nobody said yes there");
    assert_eq!(pair.contact(&pair.first.contact).await["marketing"], "opted_in");
}
