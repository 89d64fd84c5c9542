//! A send whose answer got lost is reconciled, never repeated blindly.

use std::time::Duration;

use serde_json::Value;
use simulator::{Call, CallKind, Fault, Status, StatusMode};

use crate::support::shop::{asks, says, stays_at};
use crate::support::time::{PATIENCE, RECONCILE_AFTER};
use crate::support::wait::stays;
use crate::support::{Run, Shop};

crate::suite![
    a_lost_reply_is_settled_by_the_status,
    a_reply_that_hangs_after_accepting_is_settled_by_the_status,
    a_status_long_after_the_lost_reply_settles_it,
    a_connection_cut_before_accepting_is_retried_once_others_get_statuses,
    a_call_that_hangs_before_accepting_is_retried_once_others_get_statuses,
    a_refusal_before_the_lost_reply_does_not_count_as_a_send,
    without_any_status_it_stays_unknown_and_staff_see_it,
];

fn sends(shop: &Shop) -> Vec<Call> {
    shop.number.requests().into_iter().filter(|call| call.kind == CallKind::Send).collect()
}

fn last_is(status: &'static str) -> impl Fn(&[Value]) -> bool {
    move |messages| messages.last().is_some_and(|last| last["status"] == status)
}

/// Meta has the message and says so by its statuses: nothing is sent again, and staff see it as read.
async fn settled_by_statuses(run: &'static Run, fault: Fault) {
    let shop = Shop::open(run).await;
    shop.number.fault(fault);
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer is read", last_is("read")).await;
    stays("one send", RECONCILE_AFTER + Duration::from_secs(2), || {
        let sends = sends(&shop);
        if sends.len() == 1 { Ok(()) } else { Err(format!("{sends:?}")) }
    })
    .await;
    assert_eq!(customer.replies().len(), 1);
}

async fn a_lost_reply_is_settled_by_the_status(run: &'static Run) {
    settled_by_statuses(run, Fault::LoseReplyAfterAccepting).await;
}

async fn a_reply_that_hangs_after_accepting_is_settled_by_the_status(run: &'static Run) {
    settled_by_statuses(run, Fault::HangAfterAccepting(Duration::from_secs(2))).await;
}

async fn a_status_long_after_the_lost_reply_settles_it(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.status_mode(StatusMode::Manual);
    shop.number.fault(Fault::LoseReplyAfterAccepting);
    let customer = shop.customer();
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer's outcome is unknown", last_is("unknown")).await;
    let status =
        shop.number.send_status(&answer.wamid, Status::Delivered).await.expect("a message of the stand-in");
    assert_eq!(status, Some(200));
    shop.messages_until(&id, "the answer is delivered", last_is("delivered")).await;
    stays("one message", RECONCILE_AFTER + Duration::from_secs(1), || {
        let replies = customer.replies();
        if replies.len() == 1 { Ok(()) } else { Err(format!("{replies:?}")) }
    })
    .await;
}

/// Meta never got it, while others on the same number get their statuses: then it is sent once more.
async fn retried_once(run: &'static Run, fault: Fault) {
    let shop = Shop::open(run).await;
    let (unlucky, lucky) = (shop.customer(), shop.customer());
    shop.number.fault(fault);
    says(&unlucky, "How much is the Kebaya Nyonya?").await;
    let faulted = |_: &[simulator::Sent], calls: &[Call], _: &[simulator::WebhookAttempt]| {
        calls.iter().any(|call| call.kind == CallKind::Send)
    };
    shop.number.wait_until(faulted, PATIENCE).await.expect("the send that is lost");
    asks(&lucky, "How much is the Baju Kurung Melur?").await;
    unlucky.wait_for_reply(PATIENCE).await.expect("the answer, sent once more");
    stays_at(&unlucky, 1).await;
    stays_at(&lucky, 1).await;
    assert_eq!(sends(&shop).len(), 3);
}

async fn a_connection_cut_before_accepting_is_retried_once_others_get_statuses(run: &'static Run) {
    retried_once(run, Fault::CutConnection).await;
}

async fn a_call_that_hangs_before_accepting_is_retried_once_others_get_statuses(run: &'static Run) {
    retried_once(run, Fault::Hang(Duration::from_secs(1))).await;
}

/// Graph was overloaded and said so: that attempt came to nothing, so only the next one is in doubt.
async fn a_refusal_before_the_lost_reply_does_not_count_as_a_send(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (unlucky, lucky) = (shop.customer(), shop.customer());
    shop.number.fault(Fault::graph(429, 130_429));
    shop.number.fault(Fault::CutConnection);
    says(&unlucky, "How much is the Kebaya Nyonya?").await;
    let faulted = |_: &[simulator::Sent], calls: &[Call], _: &[simulator::WebhookAttempt]| {
        calls.iter().filter(|call| call.kind == CallKind::Send).count() == 2
    };
    shop.number.wait_until(faulted, PATIENCE).await.expect("a refusal, then a send that is lost");
    asks(&lucky, "How much is the Baju Kurung Melur?").await;
    unlucky.wait_for_reply(PATIENCE).await.expect("the answer, sent once more");
    stays_at(&unlucky, 1).await;
    assert_eq!(sends(&shop).len(), 4);
}

async fn without_any_status_it_stays_unknown_and_staff_see_it(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.status_mode(StatusMode::Off);
    shop.number.fault(Fault::CutConnection);
    let customer = shop.customer();
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer's outcome is unknown", last_is("unknown")).await;
    stays("one send", RECONCILE_AFTER + Duration::from_secs(2), || {
        let sends = sends(&shop);
        if sends.len() == 1 { Ok(()) } else { Err(format!("{sends:?}")) }
    })
    .await;
    shop.messages_until(&id, "the answer's outcome is still unknown", last_is("unknown")).await;
}
