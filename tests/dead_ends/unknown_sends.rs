//! A send of which nobody knows what became.

use std::sync::Arc;

use serde_json::{Value, json};
use simulator::{Customer, Fault, Status, StatusMode};

use crate::dead_ends::{dead_ends, dead_ends_until};
use crate::support::shop::{says, stays_at, text};
use crate::support::time::PATIENCE;
use crate::support::wait::until;
use crate::support::{Env, Run, Shop};

crate::suite![
    an_unknown_send_is_listed_and_sent_once_more_if_staff_say_so,
    an_unknown_send_that_is_dismissed_stays_unknown,
    a_late_status_ends_the_doubt,
];

async fn shop(run: &'static Run, name: &str) -> Shop {
    let env: Arc<Env> = Arc::new(run.own(name, &[("RECONCILE_AFTER", "200ms")]).await);
    Shop::open_at(&env).await
}

/// A customer whose answer nobody knows anything of.
async fn doubted(shop: &Shop, fault: Fault) -> (Customer, Value) {
    shop.number.status_mode(StatusMode::Off);
    shop.number.fault(fault);
    let customer = shop.customer();
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let found = dead_ends_until(shop, 1).await.remove(0);
    assert_eq!((&found["kind"], &found["what"]), (&json!("unknown_send"), &json!("send")), "{found}");
    assert_eq!(found["conversation_id"], shop.conversation().await.as_str(), "{found}");
    assert!(found["reason"].as_str().is_some_and(|reason| reason.ends_with('.')), "{found}");
    (customer, found)
}

async fn an_unknown_send_is_listed_and_sent_once_more_if_staff_say_so(run: &'static Run) {
    let shop = shop(run, "doubt-replayed").await;
    let (customer, found) = doubted(&shop, Fault::CutConnection).await;
    stays_at(&customer, 0).await;
    let path = format!("/dead-ends/{}/replay", text(&found, "id"));
    // Nobody else's business.
    let other = Shop::open_at(&shop.env).await;
    other.api.post(&path, &json!({})).await.problem(404);
    shop.api.post(&path, &json!({})).await.expect(204);
    customer.wait_for_reply(PATIENCE).await.expect("the answer, sent once more");
    dead_ends_until(&shop, 0).await;
    stays_at(&customer, 1).await;
    shop.api.post(&path, &json!({})).await.problem(404);
    shop.api.post("/dead-ends/nonsense/replay", &json!({})).await.problem(404);
}

async fn an_unknown_send_that_is_dismissed_stays_unknown(run: &'static Run) {
    let shop = shop(run, "doubt-dismissed").await;
    let (customer, found) = doubted(&shop, Fault::CutConnection).await;
    let path = format!("/dead-ends/{}/dismiss", text(&found, "id"));
    shop.api.post(&path, &json!({})).await.expect(204);
    assert!(dead_ends(&shop).await.is_empty());
    let messages = shop.messages(&shop.conversation().await).await;
    assert_eq!(messages[1]["status"], "unknown", "{messages:?}");
    stays_at(&customer, 0).await;
}

async fn a_late_status_ends_the_doubt(run: &'static Run) {
    let shop = shop(run, "doubt-ended").await;
    let (customer, _) = doubted(&shop, Fault::LoseReplyAfterAccepting).await;
    let sent = customer.wait_for_reply(PATIENCE).await.expect("Meta had it all the time");
    shop.number.status_mode(StatusMode::Manual);
    let reported = shop.number.send_status(&sent.wamid, Status::Delivered).await;
    assert_eq!(reported.expect("a message of the stand-in"), Some(200));
    dead_ends_until(&shop, 0).await;
    until("the answer is delivered", || async {
        let messages = shop.messages(&shop.conversation().await).await;
        if messages[1]["status"] == "delivered" { Ok(()) } else { Err(format!("{messages:?}")) }
    })
    .await;
    stays_at(&customer, 1).await;
}
