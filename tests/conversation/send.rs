//! Graph refuses, fails or limits: the customer sees exactly one answer.

use serde_json::Value;
use simulator::{Answer, Call, CallKind, CustomerConfig, Fault};

use crate::support::channel::{Channel, fits, refusals};
use crate::support::time::PATIENCE;
use crate::support::wait::until;
use crate::support::{Person, Run, Shop, random};

crate::on_channels![
    every: [a_long_answer_comes_in_parts_that_fit_and_in_order],
    of_meta: [
        a_part_that_is_refused_is_not_overtaken_by_the_next,
        what_passes_is_waited_out,
        a_token_that_works_again_is_used_again,
        a_page_of_html_instead_of_an_answer_is_not_sent_twice,
        a_refusal_for_good_is_shown_and_not_retried,
        the_agent_shows_ticks_and_typing_before_it_answers,
        a_slow_graph_gets_one_message,
    ],
    with_templates: [the_pair_limit_is_waited_out, who_hides_the_number_is_answered_all_the_same],
];

const QUESTION: &str = "How much is the Kebaya Nyonya?";

fn last_is(status: &'static str) -> impl Fn(&[Value]) -> bool {
    move |messages| messages.last().is_some_and(|last| last["status"] == status)
}

/// One answer reaches the customer although sending it met this first; the message ends as read.
async fn answered_once_after(run: &'static Run, channel: Channel, fault: Fault) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.fault(fault);
    let person = shop.person().await;
    let answer = person.asks(QUESTION).await.text;
    assert!(answer.contains("RM 189.00"), "{answer}");
    person.stays_at(1).await;
    let sends = shop.calls(CallKind::Send);
    assert_eq!(sends.len(), 2, "{sends:?}");
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer is read", last_is("read")).await;
}

async fn what_passes_is_waited_out(run: &'static Run, channel: Channel) {
    let refusals = refusals(channel);
    tokio::join!(
        answered_once_after(run, channel, refusals.passing),
        answered_once_after(run, channel, refusals.busy)
    );
}

/// Of one business to one person on WhatsApp.
async fn the_pair_limit_is_waited_out(run: &'static Run, channel: Channel) {
    answered_once_after(run, channel, Fault::graph(400, 131_056)).await;
}

async fn a_token_that_works_again_is_used_again(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    let good = shop.number.config().access_token;
    let is = async |status: &str| {
        until(&format!("a channel that is {status}"), || async {
            let channels = shop.api.get("/channels").await.items();
            if channels[0]["health"]["status"] == status { Ok(()) } else { Err(format!("{channels:?}")) }
        })
        .await;
    };
    shop.number.set_access_token("another token, for a while");
    person.says(QUESTION).await;
    is("reconnect").await;
    assert!(person.replies().await.is_empty());
    shop.number.set_access_token(&good);
    person.reply().await;
    person.stays_at(1).await;
    is("ok").await;
}

/// Nobody knows what a gateway's page means, so the send must not be repeated blindly.
async fn a_page_of_html_instead_of_an_answer_is_not_sent_twice(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.fault(Fault::Http500Html);
    let person = shop.person().await;
    person.says(QUESTION).await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer's outcome is unknown", last_is("unknown")).await;
    person.stays_at(0).await;
    assert_eq!(shop.calls(CallKind::Send).len(), 1);
}

async fn a_refusal_for_good_is_shown_and_not_retried(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let code = refusals(channel).for_good;
    shop.number.fault(Fault::graph(400, code));
    let person = shop.person().await;
    person.says(QUESTION).await;
    let id = shop.conversation().await;
    let messages = shop.messages_until(&id, "the answer failed", last_is("failed")).await;
    let error = &messages.last().expect("the answer")["error"];
    assert_eq!(error["code"], code, "{error}");
    assert!(error["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{error}");
    person.stays_at(0).await;
    assert_eq!(shop.calls(CallKind::Send).len(), 1);
}

async fn the_agent_shows_ticks_and_typing_before_it_answers(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.person().await.says(QUESTION).await;
    let answered = |calls: &[Call]| calls.iter().any(|call| call.kind == CallKind::Send);
    let answered = shop.number.wait_until(|_, calls, _| answered(calls), PATIENCE).await;
    answered.expect("a send");
    let calls = shop.number.requests();
    let place = |kind| calls.iter().position(|call| call.kind == kind);
    let (read, send) = (place(CallKind::Read), place(CallKind::Send));
    assert!(read.is_some() && read < send, "{:?}", calls.iter().map(|call| call.kind).collect::<Vec<_>>());
}

async fn a_slow_graph_gets_one_message(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.fault(Fault::Slow(std::time::Duration::from_secs(3)));
    let person = shop.person().await;
    person.asks(QUESTION).await;
    person.stays_at(1).await;
    assert_eq!(shop.calls(CallKind::Send).len(), 1);
}

async fn a_long_answer_comes_in_parts_that_fit_and_in_order(run: &'static Run, channel: Channel) {
    comes_in_parts(Shop::thinking_on(run, channel).await).await;
}

async fn a_part_that_is_refused_is_not_overtaken_by_the_next(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.number.fault(refusals(channel).passing);
    comes_in_parts(shop).await;
}

async fn comes_in_parts(shop: Shop) {
    let long: Vec<String> =
        (1..=150).map(|number| format!("Sentence {number} of a very long story is this óne.")).collect();
    let long = long.join(" ");
    shop.script(vec![Answer::text(&long)]);
    let person = shop.person().await;
    person.says("Tell me a very long story please").await;
    let whole = until("all parts of the story", || async {
        let replies = person.replies().await;
        if replies.join(" ").contains("Sentence 150 of") { Ok(replies) } else { Err(format!("{replies:?}")) }
    })
    .await;
    person.stays_at(whole.len()).await;
    assert!(whole.len() > 1 && whole.iter().all(|part| fits(shop.channel, part)), "{whole:?}");
    assert!(whole.join(" ").starts_with(&long), "in order, and nothing is missing: {whole:?}");
}

async fn who_hides_the_number_is_answered_all_the_same(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let name = format!("Aina {}", random::digits(9));
    let config = CustomerConfig::with_username(&name, &format!("@aina{}", random::digits(9)));
    let person = Person::Customer(shop.number.add_customer(config));
    let answer = person.asks(QUESTION).await;
    assert_eq!((&answer.recipient, answer.body.get("to")), (&person.bsuid(), None));
    person.stays_at(1).await;
    let id = shop.conversation().await;
    shop.messages_until(&id, "the answer is read", last_is("read")).await;
}
