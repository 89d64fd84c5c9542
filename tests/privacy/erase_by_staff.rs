//! `POST /contacts/{id}/erase`.

use std::sync::Arc;

use serde_json::json;

use super::{done, inbox, next_second};
use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::{Begun, Env, Person, Run, Shop, directory};

crate::on_channels![
    once: [an_agent_erases_nobody],
    every: [
        staff_erase_a_contact_and_hand_on_the_code,
        erasing_twice_is_one_erasure,
        who_is_not_there_or_somebody_elses_is_not_erased,
    ],
    of_meta: [what_meta_sends_again_brings_nobody_back],
];

async fn contact(shop: &Shop) -> String {
    shop.conversation().await;
    text(&inbox(shop).await[0], "contact_id")
}

async fn staff_erase_a_contact_and_hand_on_the_code(run: &'static Run, channel: Channel) {
    let (shop, person) = erased(run, channel).await;
    person.forgets();
    let answer = person.asks("How much is the Baju Kurung Melur?").await.text;
    assert!(answer.contains("RM 129.00"), "{answer}");
    assert_eq!(shop.messages(&shop.conversation().await).await.len(), 2, "only what came after");
}

/// A shop, and somebody who was erased by its staff.
async fn erased(run: &'static Run, channel: Channel) -> (Shop, Person) {
    let Begun { shop, person, .. } = Begun::on(run, channel).await;
    let contact = contact(&shop).await;
    let erased = shop.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.expect(202);
    let (code, url) = (text(&erased, "confirmation_code"), text(&erased, "url"));
    assert_eq!(url, format!("{}/deletion-status?code={code}", shop.env.url()));
    done(&shop.env, &code).await;
    assert!(inbox(&shop).await.is_empty());
    next_second().await;
    (shop, person)
}

async fn what_meta_sends_again_brings_nobody_back(run: &'static Run, channel: Channel) {
    let (shop, person) = erased(run, channel).await;
    assert!(shop.hears_all_again().await > 0);
    person.stays_at(1).await;
    assert!(inbox(&shop).await.is_empty());
}

async fn erasing_twice_is_one_erasure(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    let path = format!("/contacts/{}/erase", contact(&shop).await);
    let first = shop.api.post(&path, &json!({})).await.expect(202);
    let second = shop.api.post(&path, &json!({})).await.expect(202);
    assert_eq!(first, second);
}

async fn who_is_not_there_or_somebody_elses_is_not_erased(run: &'static Run, channel: Channel) {
    let (shop, other) = (Shop::open_on(run, channel).await, Shop::open_on(run, channel).await);
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    let contact = contact(&shop).await;
    other.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.problem(404);
    shop.api.post("/contacts/0195-nobody/erase", &json!({})).await.problem(404);
    let nobody = "01953f7a-0000-7000-8000-000000000000";
    shop.api.post(&format!("/contacts/{nobody}/erase"), &json!({})).await.problem(404);
    assert_eq!(inbox(&shop).await.len(), 1);
}

async fn an_agent_erases_nobody(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erase-roles", &[]).await);
    let shop = Shop::open_at(&env).await;
    shop.person().await.asks("How much is the Kebaya Nyonya?").await;
    let contact = contact(&shop).await;
    env.kill();
    directory::execute(&env, "UPDATE members SET role = 'agent'").await;
    env.restart().await;
    shop.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.problem(403);
    assert_eq!(inbox(&shop).await.len(), 1);
}
