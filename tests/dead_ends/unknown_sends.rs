//! A send of which nobody knows what became: only where it goes by Meta.

use std::sync::Arc;

use serde_json::{Value, json};
use simulator::{CallKind, EchoMode, Fault, Status, StatusMode};

use crate::dead_ends::{dead_ends, dead_ends_until};
use crate::support::begun::each;
use crate::support::channel::{Channel, asked_what_it_has, of_meta, refusals};
use crate::support::shop::text;
use crate::support::{Env, Person, Run, Shop};

crate::suite![
    an_unknown_send_is_listed_and_sent_once_more_if_staff_say_so,
    an_unknown_send_that_is_dismissed_stays_unknown,
    a_late_status_ends_the_doubt,
];

/// A shop on each of Meta's products.
async fn shops(run: &'static Run, name: &str) -> Vec<Shop> {
    let env: Arc<Env> = Arc::new(run.own(name, &[("RECONCILE_AFTER", "200ms")]).await);
    let channels: Vec<Channel> = Channel::ALL.into_iter().filter(|channel| of_meta(*channel)).collect();
    each(&channels, async |channel| Shop::open_on_at(&env, *channel).await).await
}

/// A customer whose answer nobody knows anything of: nothing is told, and who is asked does not answer.
async fn doubted(shop: &Shop, fault: Fault) -> (Person, Value) {
    shop.number.status_mode(StatusMode::Off);
    shop.number.echo_mode(EchoMode::Off);
    if asked_what_it_has(shop.channel) {
        shop.number.fault_on(CallKind::Conversations, refusals(shop.channel).passing, 20);
    }
    shop.number.fault(fault);
    let person = shop.person().await;
    person.says("How much is the Kebaya Nyonya?").await;
    let found = dead_ends_until(shop, 1).await.remove(0);
    assert_eq!((&found["kind"], &found["what"]), (&json!("unknown_send"), &json!("send")), "{found}");
    assert_eq!(found["conversation_id"], shop.conversation().await.as_str(), "{found}");
    assert!(found["reason"].as_str().is_some_and(|reason| reason.ends_with('.')), "{found}");
    (person, found)
}

async fn an_unknown_send_is_listed_and_sent_once_more_if_staff_say_so(run: &'static Run) {
    let shops = shops(run, "doubt-replayed").await;
    each(&shops, async |shop| {
        let (person, found) = doubted(shop, Fault::CutConnection).await;
        person.stays_at(0).await;
        let path = format!("/dead-ends/{}/replay", text(&found, "id"));
        // Nobody else's business.
        let other = Shop::open_at(&shop.env).await;
        other.api.post(&path, &json!({})).await.problem(404);
        shop.api.post(&path, &json!({})).await.expect(204);
        person.reply().await;
        dead_ends_until(shop, 0).await;
        person.stays_at(1).await;
        shop.api.post(&path, &json!({})).await.problem(404);
        shop.api.post("/dead-ends/nonsense/replay", &json!({})).await.problem(404);
    })
    .await;
}

async fn an_unknown_send_that_is_dismissed_stays_unknown(run: &'static Run) {
    let shops = shops(run, "doubt-dismissed").await;
    each(&shops, async |shop| {
        let (person, found) = doubted(shop, Fault::CutConnection).await;
        let path = format!("/dead-ends/{}/dismiss", text(&found, "id"));
        shop.api.post(&path, &json!({})).await.expect(204);
        assert!(dead_ends(shop).await.is_empty());
        let messages = shop.messages(&shop.conversation().await).await;
        assert_eq!(messages[1]["status"], "unknown", "{messages:?}");
        person.stays_at(0).await;
    })
    .await;
}

/// On Instagram and Messenger an echo tells that it left.
async fn a_late_status_ends_the_doubt(run: &'static Run) {
    let shops = shops(run, "doubt-ended").await;
    each(&shops, async |shop| {
        let (person, _) = doubted(shop, Fault::LoseReplyAfterAccepting).await;
        // Meta had it all the time.
        let sent = person.reply().await;
        let told = shop.number.send_status(&sent.wamid, Status::Sent).await;
        assert_eq!(told.expect("a message of the stand-in"), Some(200));
        dead_ends_until(shop, 0).await;
        let id = shop.conversation().await;
        shop.messages_until(&id, "the answer left", |messages| messages[1]["status"] == "sent").await;
        person.stays_at(1).await;
    })
    .await;
}
