//! What has an end: a closed matter, a disconnected channel, a power cut in between.

use std::sync::Arc;

use serde_json::json;

use crate::support::channel::{CHANNELS, Channel, Person, Stand};
use crate::support::shop::PRODUCT;
use crate::support::suite::trial;
use crate::support::wait::until;
use crate::support::{Run, random};

/// The tests of this module.
pub fn suite(run: &'static Run) -> Vec<libtest_mimic::Trial> {
    let clocks = "every_conversation_ends_with_its_clock";
    let mut trials = by_line(run);
    trials.push(trial(run, module_path!(), clocks, every_conversation_ends_with_its_clock));
    trials
}

crate::on_every_channel![by_line:
    a_resolved_conversation_opens_again_with_a_new_message,
    a_channel_that_is_disconnected_takes_nothing_more,
];

async fn a_resolved_conversation_opens_again_with_a_new_message(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let path = format!("/conversations/{}", stand.shop.conversation().await);
    let resolved = stand.shop.api.post(&format!("{path}/resolve"), &json!({})).await.expect(200);
    assert_eq!(resolved["state"], "resolved");
    person.asks("How much is the Kebaya Nyonya?").await;
    until("an open conversation", || async {
        let shown = stand.shop.api.get(&path).await.expect(200);
        if shown["state"] == "open" { Ok(()) } else { Err(shown.to_string()) }
    })
    .await;
}

async fn a_channel_that_is_disconnected_takes_nothing_more(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let deleted = stand.shop.api.delete(&format!("/channels/{}", stand.channel_id())).await;
    assert_eq!(deleted.status, 204);
    // What Meta had under way.
    stand.shop.number.deliver_all_the_same();
    match &person {
        Person::Customer(_) => person.says("Is anybody there?").await,
        Person::Visitor(visitor) => {
            let message = json!({ "id": random::hex(), "text": "Is anybody there?" });
            visitor.door.post("/messages", &message).await.problem(404);
            return;
        }
    }
    assert_eq!(stand.shop.messages(&id).await.len(), 2);
    person.stays_at(1).await;
}

/// One Worker with a short clock, and a conversation of each kind on it.
async fn every_conversation_ends_with_its_clock(run: &'static Run) {
    let env = Arc::new(run.own("retention-channels", &[("CONVERSATION_RETENTION", "8s")]).await);
    let mut stands = Vec::new();
    for (channel, _) in CHANNELS {
        let stand = Stand::open_at(&env, channel).await;
        stand.person().await.asks(&format!("How much is the {PRODUCT}?")).await;
        stands.push(stand);
    }
    for stand in &stands {
        until("an inbox and contacts that are empty", || async {
            let inbox = stand.shop.api.get("/conversations").await.items();
            let contacts = stand.shop.api.get("/contacts").await.items();
            if inbox.is_empty() && contacts.is_empty() {
                Ok(())
            } else {
                Err(format!("{inbox:?} {contacts:?}"))
            }
        })
        .await;
    }
}
