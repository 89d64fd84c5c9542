//! A send whose answer got lost is reconciled, never repeated blindly: by statuses where they tell, else by asking the
//! channel what it has.

use std::time::Duration;

use serde_json::Value;
use simulator::{Call, CallKind, EchoMode, Fault, Status, StatusMode};

use crate::support::channel::{Channel, refusals};
use crate::support::time::{PATIENCE, RECONCILE_AFTER};
use crate::support::wait::stays;
use crate::support::{Run, Shop};

crate::on_channels![
    of_meta: [
        a_lost_reply_is_settled_by_what_is_told_of_it,
        a_reply_that_hangs_after_accepting_is_settled_by_what_is_told_of_it,
        what_was_never_accepted_is_sent_once_more,
        a_call_that_hangs_before_accepting_is_made_once_more,
        a_refusal_before_the_lost_reply_does_not_count_as_a_send,
    ],
    told_by_statuses: [
        a_status_long_after_the_lost_reply_settles_it,
        without_any_status_it_stays_unknown_and_staff_see_it,
    ],
    asked_what_it_has: [a_message_that_nothing_is_told_of_is_found_at_the_channel],
];

const QUESTION: &str = "How much is the Kebaya Nyonya?";

/// Long enough for a second send, if there were one.
const DOUBT: Duration = RECONCILE_AFTER.saturating_add(Duration::from_secs(2));

fn last_is(status: &'static str) -> impl Fn(&[Value]) -> bool {
    move |messages| messages.last().is_some_and(|last| last["status"] == status)
}

async fn sends_stay_at(shop: &Shop, count: usize) {
    stays(&format!("{count} sends"), DOUBT, || {
        let sends = shop.calls(CallKind::Send);
        if sends.len() == count { Ok(()) } else { Err(format!("{sends:?}")) }
    })
    .await;
}

/// Meta has the message and says so: nothing is sent again, and staff see it as read.
async fn settled(run: &'static Run, channel: Channel, fault: Fault) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.fault(fault);
    let person = shop.person().await;
    person.asks(QUESTION).await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer is read", last_is("read")).await;
    sends_stay_at(&shop, 1).await;
    assert_eq!(person.replies().await.len(), 1);
}

async fn a_lost_reply_is_settled_by_what_is_told_of_it(run: &'static Run, channel: Channel) {
    settled(run, channel, Fault::LoseReplyAfterAccepting).await;
}

async fn a_reply_that_hangs_after_accepting_is_settled_by_what_is_told_of_it(
    run: &'static Run,
    channel: Channel,
) {
    settled(run, channel, Fault::HangAfterAccepting(Duration::from_secs(2))).await;
}

async fn a_status_long_after_the_lost_reply_settles_it(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.status_mode(StatusMode::Manual);
    shop.number.fault(Fault::LoseReplyAfterAccepting);
    let person = shop.person().await;
    let answer = person.asks(QUESTION).await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer's outcome is unknown", last_is("unknown")).await;
    let told = shop.number.send_status(&answer.wamid, Status::Delivered).await;
    assert_eq!(told.expect("a message of the stand-in"), Some(200));
    shop.messages_until(&id, "the answer is delivered", last_is("delivered")).await;
    person.stays_at_for(1, DOUBT).await;
}

/// Neither an echo nor a receipt: the channel is asked, and has it.
async fn a_message_that_nothing_is_told_of_is_found_at_the_channel(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.status_mode(StatusMode::Off);
    shop.number.echo_mode(EchoMode::Off);
    shop.number.fault(Fault::LoseReplyAfterAccepting);
    let person = shop.person().await;
    person.asks(QUESTION).await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer's outcome is unknown", last_is("unknown")).await;
    shop.messages_until(&id, "the answer left", last_is("sent")).await;
    assert!(!shop.calls(CallKind::Conversations).is_empty(), "the channel was asked");
    person.stays_at(1).await;
}

/// Somebody whose answer Meta never got, and whose neighbour is answered meanwhile.
async fn sent_once_more(run: &'static Run, channel: Channel, faults: Vec<Fault>) {
    let shop = Shop::open_on(run, channel).await;
    let (unlucky, lucky) = (shop.person().await, shop.person().await);
    let lost = faults.len();
    for fault in faults {
        shop.number.fault(fault);
    }
    unlucky.says(QUESTION).await;
    let faulted = |calls: &[Call]| calls.iter().filter(|call| call.kind == CallKind::Send).count() == lost;
    let faulted = shop.number.wait_until(|_, calls, _| faulted(calls), PATIENCE).await;
    faulted.expect("the send that is lost");
    lucky.asks("How much is the Baju Kurung Melur?").await;
    unlucky.reply().await;
    unlucky.stays_at(1).await;
    assert_eq!(lucky.replies().await.len(), 1);
    assert_eq!(shop.calls(CallKind::Send).len(), lost + 2);
}

async fn what_was_never_accepted_is_sent_once_more(run: &'static Run, channel: Channel) {
    sent_once_more(run, channel, vec![Fault::CutConnection]).await;
}

async fn a_call_that_hangs_before_accepting_is_made_once_more(run: &'static Run, channel: Channel) {
    sent_once_more(run, channel, vec![Fault::Hang(Duration::from_secs(1))]).await;
}

/// Graph was overloaded and said so: that attempt came to nothing, so only the next one is in doubt.
async fn a_refusal_before_the_lost_reply_does_not_count_as_a_send(run: &'static Run, channel: Channel) {
    sent_once_more(run, channel, vec![refusals(channel).passing, Fault::CutConnection]).await;
}

async fn without_any_status_it_stays_unknown_and_staff_see_it(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.status_mode(StatusMode::Off);
    shop.number.fault(Fault::CutConnection);
    shop.person().await.says(QUESTION).await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer's outcome is unknown", last_is("unknown")).await;
    sends_stay_at(&shop, 1).await;
    shop.messages_until(&id, "the answer's outcome is still unknown", last_is("unknown")).await;
}
