//! Statuses only go forward, in whatever order they come.

use serde_json::Value;
use simulator::{Fault, Number, Status, StatusMode, batch, meta_json};

use crate::support::channel::Channel;
use crate::support::time::SILENCE;
use crate::support::{Begun, Run, Shop};

crate::on_channels![
    every: [an_answer_that_was_read_is_seen_to_be],
    of_meta: [read_before_sent_stays_read],
    tells_arrival: [
        delivered_before_sent_stays_delivered,
        read_before_delivered_stays_read,
        statuses_in_one_webhook_out_of_order_end_at_the_furthest,
    ],
    told_by_statuses: [
        a_failure_after_acceptance_is_shown_with_its_explanation,
        statuses_before_the_answer_to_the_send_are_kept,
        a_status_of_a_message_that_is_not_ours_changes_nothing,
    ],
];

async fn an_answer_that_was_read_is_seen_to_be(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let answer = person.asks("How much is the Kebaya Nyonya?").await;
    shop.is_read_by(&person, &answer).await;
    shop.messages_until(&id, "the answer is read", last_is("read")).await;
}

/// An answered shop whose statuses the test sends itself: the answer's id at Meta, and the conversation.
async fn answered(shop: &Shop) -> (String, String) {
    shop.number.status_mode(StatusMode::Manual);
    let answer = shop.person().await.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer is accepted", last_is("accepted")).await;
    (answer.wamid.clone(), id)
}

fn last_is(status: &'static str) -> impl Fn(&[Value]) -> bool {
    move |messages| messages.last().is_some_and(|last| last["status"] == status)
}

async fn reports(number: &Number, wamid: &str, status: Status) {
    let answer = number.send_status(wamid, status).await.expect("a message of the stand-in");
    assert_eq!(answer, Some(200));
}

async fn in_this_order(run: &'static Run, channel: Channel, first: Status, second: Status) {
    let shop = Shop::open_on(run, channel).await;
    let (wamid, id) = answered(&shop).await;
    let furthest = first.name();
    reports(&shop.number, &wamid, first).await;
    shop.messages_until(&id, furthest, last_is(furthest)).await;
    reports(&shop.number, &wamid, second).await;
    let messages = shop.messages(&id).await;
    assert_eq!(messages.last().expect("the answer")["status"], furthest, "{messages:?}");
}

async fn delivered_before_sent_stays_delivered(run: &'static Run, channel: Channel) {
    in_this_order(run, channel, Status::Delivered, Status::Sent).await;
}

async fn read_before_delivered_stays_read(run: &'static Run, channel: Channel) {
    in_this_order(run, channel, Status::Read, Status::Delivered).await;
}

/// On Instagram and Messenger it is an echo that says so.
async fn read_before_sent_stays_read(run: &'static Run, channel: Channel) {
    in_this_order(run, channel, Status::Read, Status::Sent).await;
}

async fn a_failure_after_acceptance_is_shown_with_its_explanation(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (wamid, id) = answered(&shop).await;
    reports(&shop.number, &wamid, Status::failed(131_026)).await;
    let messages = shop.messages_until(&id, "the answer failed", last_is("failed")).await;
    let error = &messages.last().expect("the answer")["error"];
    assert_eq!(error["code"], 131_026, "{error}");
    assert!(error["explanation"].as_str().is_some_and(|sentence| sentence.len() > 20), "{error}");
}

async fn statuses_before_the_answer_to_the_send_are_kept(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.status_mode(StatusMode::Manual);
    // Meta has the message and reports on it, but its answer takes much longer.
    shop.number.fault(Fault::HangAfterAccepting(SILENCE * 2));
    let customer = shop.person().await;
    customer.says("How much is the Kebaya Nyonya?").await;
    let sent = customer.reply().await;
    reports(&shop.number, &sent.wamid, Status::Read).await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer is read", last_is("read")).await;
    customer.stays_at(1).await;
    // Long enough for the call to end without an answer, which must not take the status back.
    tokio::time::sleep(SILENCE).await;
    let messages = shop.messages(&id).await;
    assert_eq!(messages.last().expect("the answer")["status"], "read", "{messages:?}");
}

async fn statuses_in_one_webhook_out_of_order_end_at_the_furthest(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (wamid, id) = answered(&shop).await;
    let changes = [Status::Read, Status::Sent, Status::Delivered].map(|status| {
        let value = shop.number.status_value(&wamid, &status).expect("a message of the stand-in");
        shop.number.change(value)
    });
    assert_eq!(shop.env.post_signed(&meta_json(&batch(&changes))).await, 200);
    shop.messages_until(&id, "the answer is read", last_is("read")).await;
}

async fn a_status_of_a_message_that_is_not_ours_changes_nothing(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (wamid, id) = answered(&shop).await;
    let value = shop.number.status_value(&wamid, &Status::Read).expect("a message of the stand-in");
    let mut forged = value.clone();
    forged["statuses"][0]["id"] = Value::from("wamid.HBgLNjAxMjM0NTY3ODkVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA");
    // Another message's callback data, cut in the middle: neither may lead to this message.
    forged["statuses"][0]["biz_opaque_callback_data"] = Value::from("v1.0123456789abcdef.2.00");
    assert_eq!(shop.env.post_signed(&shop.number.webhook(forged)).await, 200);
    let messages = shop.messages(&id).await;
    assert_eq!(messages.last().expect("the answer")["status"], "accepted", "{messages:?}");
}
