//! Words that code obeys: STOP, START, DELETE MY DATA.

use crate::support::Run;
use crate::support::channel::{Channel, Stand};
use crate::support::shop::PRODUCT;
use crate::support::wait::until;

crate::on_every_channel![
    a_stop_is_confirmed_once_and_questions_are_still_answered,
    a_wish_to_be_deleted_is_carried_out_and_who_writes_again_is_new,
];

async fn a_stop_is_confirmed_once_and_questions_are_still_answered(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks("STOP").await;
    person.says("stop").await;
    person.stays_at(1).await;
    let contacts = stand.shop.api.get("/contacts").await.items();
    assert_eq!(contacts[0]["marketing"], "opted_out", "{contacts:?}");
    let answer = person.asks(&format!("How much is the {PRODUCT}?")).await;
    assert!(answer.contains("RM 129.00"), "{answer}");
    person.asks("START").await;
    let contacts = stand.shop.api.get("/contacts").await.items();
    assert_eq!(contacts[0]["marketing"], "opted_in", "{contacts:?}");
}

async fn a_wish_to_be_deleted_is_carried_out_and_who_writes_again_is_new(
    run: &'static Run,
    channel: Channel,
) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let before = stand.shop.api.get("/contacts").await.items();
    person.says("delete my data").await;
    until("an empty inbox", || async {
        let inbox = stand.shop.api.get("/conversations").await.items();
        if inbox.is_empty() { Ok(()) } else { Err(format!("{inbox:?}")) }
    })
    .await;
    assert_eq!(stand.shop.api.get("/contacts").await.items().len(), 0);
    if channel == Channel::Website {
        // The page lost its conversation with the rest: who comes back is a visitor like any other.
        return;
    }
    let farewell = person.replies_until(2).await;
    assert!(farewell[1].contains("deletion-status"), "{farewell:?}");
    // Meta's stamps are whole seconds: what came in the second of the wish counts as before it.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    person.asks("How much is the Kebaya Nyonya?").await;
    stand.shop.conversation().await;
    let after = stand.shop.api.get("/contacts").await.items();
    assert_ne!(after[0]["id"], before[0]["id"]);
}
