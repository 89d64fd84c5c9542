//! A no on one channel is a no of the person, and outlives staff's mistake.

use serde_json::{Value, json};

use super::pair::{Pair, Side};
use crate::support::Run;
use crate::support::shop::text;
use crate::support::templates::order;
use crate::support::wait::until;
use crate::templates::send::{order_values, path};

crate::suite![
    a_no_of_before_counts_for_both_and_stays_when_they_are_taken_apart,
    a_no_on_one_channel_counts_on_the_other,
    a_no_also_ends_a_template_that_waits_to_leave_on_the_other,
    without_a_no_each_keeps_their_word,
];

/// A START is confirmed only to who is not to be written to.
async fn had_said_no(side: &Side) {
    let confirmed = side.customer.asks("START").await.text;
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
    pair.second.customer.asks("STOP").await;
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
    let (path, template) = (path(&pair.first.conversation), order_values("Aina"));
    pair.join().await;
    pair.shop.api.post(&path, &template).await.expect(201);
    pair.first.customer.reply().await;
    pair.second.customer.asks("STOP").await;
    is_opted(&pair, &pair.first.contact, "opted_out").await;
    let problem = pair.shop.api.post(&path, &template).await.problem(409);
    assert_eq!(problem["type"], "/problems/no-consent", "{problem}");
    // What they ask is answered on both.
    let resume = format!("/conversations/{}/resume", pair.first.conversation);
    pair.shop.api.post(&resume, &json!({})).await.expect(200);
    pair.first.customer.asks("How much is the Baju Kurung Melur?").await;
    // Whoever takes it back where they are asked for it is written to there.
    next_second().await;
    had_said_no(&pair.first).await;
    pair.first.customer.stays_at(4).await;
    pair.shop.api.post(&path, &template).await.expect(201);
    assert_eq!(
        pair.contact(&pair.first.contact).await["marketing"],
        "opted_out",
        "on the other they did not"
    );
}

async fn a_no_also_ends_a_template_that_waits_to_leave_on_the_other(run: &'static Run) {
    let pair = Pair::open(run).await;
    pair.shop.with_templates(&[order(run)]).await;
    pair.join().await;
    let channel = format!("/channels/{}", pair.shop.channel_id);
    pair.shop.api.patch(&channel, &json!({ "throughput": 1 })).await.expect(200);
    // At once: one after the other, a busy machine would be as slow as the number.
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (api, path) = (pair.shop.api.clone(), path(&pair.first.conversation));
        asked.spawn(async move { api.post(&path, &order_values("Aina")).await.expect(201) });
    }
    let said = asked.join_all().await;
    let last = said.iter().max_by_key(|one| one["id"].to_string()).expect("eight templates").clone();
    assert_eq!(last["status"], "planned", "the eighth in a second: {said:?}");
    pair.second.customer.says("STOP").await;
    let is_dropped =
        |messages: &[Value]| messages.iter().any(|one| one["id"] == last["id"] && one["status"] == "dropped");
    let what = "the template that waited is dropped";
    pair.shop.messages_until(&pair.first.conversation, what, is_dropped).await;
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
