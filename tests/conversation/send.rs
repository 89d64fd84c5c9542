//! Graph refuses, fails or limits: the customer sees exactly one answer.

use simulator::{Answer, Call, CallKind, CustomerConfig, Fault, Sent, WebhookAttempt, Wire};

use crate::support::shop::{asks, says, stays_at};
use crate::support::time::PATIENCE;
use crate::support::wait::until;
use crate::support::{Run, Shop, random};

crate::suite![
    the_pair_limit_is_waited_out,
    a_token_that_works_again_is_used_again,
    an_error_of_graph_that_passes_is_retried,
    a_busy_number_is_retried,
    a_page_of_html_instead_of_an_answer_is_not_sent_twice,
    a_refusal_for_good_is_shown_and_not_retried,
    the_agent_shows_ticks_and_typing_before_it_answers,
    a_slow_graph_gets_one_message,
    a_long_answer_is_split_and_arrives_in_order,
    who_hides_the_number_is_answered_all_the_same,
];

fn sends(shop: &Shop) -> Vec<Call> {
    shop.number.requests().into_iter().filter(|call| call.kind == CallKind::Send).collect()
}

/// One answer reaches the customer although sending it met this first; the message ends as read.
async fn answered_once_after(run: &'static Run, fault: Fault) {
    let shop = Shop::open(run).await;
    shop.number.fault(fault);
    let customer = shop.customer();
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
    assert!(answer.text.is_some_and(|text| text.contains("RM 189.00")));
    stays_at(&customer, 1).await;
    assert_eq!(sends(&shop).len(), 2, "{:?}", sends(&shop));
    let id = shop.conversation().await;
    let is_read =
        |messages: &[serde_json::Value]| messages.last().is_some_and(|last| last["status"] == "read");
    shop.messages_until(&id, "the answer is read", is_read).await;
}

async fn the_pair_limit_is_waited_out(run: &'static Run) {
    answered_once_after(run, Fault::graph(400, 131_056)).await;
}

async fn a_token_that_works_again_is_used_again(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let good = shop.number.config().access_token;
    shop.number.set_access_token("another token, for a while");
    says(&customer, "How much is the Kebaya Nyonya?").await;
    until("the channel asks to be connected again", || async {
        let channels = shop.api.get("/channels").await.items();
        if channels[0]["health"]["status"] == "reconnect" { Ok(()) } else { Err(format!("{channels:?}")) }
    })
    .await;
    assert!(customer.replies().is_empty());
    shop.number.set_access_token(&good);
    customer.wait_for_reply(PATIENCE).await.expect("an answer once the token works");
    stays_at(&customer, 1).await;
    until("the channel is well", || async {
        let channels = shop.api.get("/channels").await.items();
        if channels[0]["health"]["status"] == "ok" { Ok(()) } else { Err(format!("{channels:?}")) }
    })
    .await;
}

async fn an_error_of_graph_that_passes_is_retried(run: &'static Run) {
    answered_once_after(run, Fault::graph(500, 131_000)).await;
}

async fn a_busy_number_is_retried(run: &'static Run) {
    answered_once_after(run, Fault::graph(429, 130_429)).await;
}

/// Nobody knows what a gateway's page means, so the send must not be repeated blindly.
async fn a_page_of_html_instead_of_an_answer_is_not_sent_twice(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.fault(Fault::Http500Html);
    let customer = shop.customer();
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let is_unknown =
        |messages: &[serde_json::Value]| messages.last().is_some_and(|last| last["status"] == "unknown");
    shop.messages_until(&id, "the answer's outcome is unknown", is_unknown).await;
    stays_at(&customer, 0).await;
    assert_eq!(sends(&shop).len(), 1);
}

async fn a_refusal_for_good_is_shown_and_not_retried(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.fault(Fault::graph(400, 131_026));
    let customer = shop.customer();
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let is_failed =
        |messages: &[serde_json::Value]| messages.last().is_some_and(|last| last["status"] == "failed");
    let messages = shop.messages_until(&id, "the answer failed", is_failed).await;
    let error = &messages.last().expect("the answer")["error"];
    assert_eq!(error["code"], 131_026, "{error}");
    assert!(error["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{error}");
    stays_at(&customer, 0).await;
    assert_eq!(sends(&shop).len(), 1);
}

async fn the_agent_shows_ticks_and_typing_before_it_answers(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let answered = |_: &[Sent], calls: &[Call], _: &[WebhookAttempt]| {
        calls.iter().any(|call| call.kind == CallKind::Send)
    };
    shop.number.wait_until(answered, PATIENCE).await.expect("a send");
    let calls = shop.number.requests();
    let place = |kind| calls.iter().position(|call| call.kind == kind);
    let (read, send) = (place(CallKind::Read), place(CallKind::Send));
    assert!(read.is_some() && read < send, "{:?}", calls.iter().map(|call| call.kind).collect::<Vec<_>>());
}

async fn a_slow_graph_gets_one_message(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.fault(Fault::Slow(std::time::Duration::from_secs(3)));
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    stays_at(&customer, 1).await;
    assert_eq!(sends(&shop).len(), 1);
}

async fn a_long_answer_is_split_and_arrives_in_order(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let long: Vec<String> =
        (1..=150).map(|number| format!("Sentence {number} of a very long story is this one.")).collect();
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::Text(long.join(" "))]);
    // The first part fails once, and must not be overtaken by the second.
    shop.number.fault(Fault::graph(500, 131_000));
    let customer = shop.customer();
    asks(&customer, "Tell me a very long story please").await;
    customer.wait_for_reply(PATIENCE).await.expect("the second part");
    stays_at(&customer, 2).await;
    let whole = customer.replies().join(" ");
    let places: Vec<_> = long.iter().map(|sentence| whole.find(sentence.as_str())).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{whole}");
}

async fn who_hides_the_number_is_answered_all_the_same(run: &'static Run) {
    let shop = Shop::open(run).await;
    let name = format!("Aina {}", random::digits(9));
    let customer = shop
        .number
        .add_customer(CustomerConfig::with_username(&name, &format!("@aina{}", random::digits(9))));
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
    assert_eq!((answer.recipient, answer.body.get("to")), (customer.bsuid(), None));
    stays_at(&customer, 1).await;
    let id = shop.conversation().await;
    let is_read =
        |messages: &[serde_json::Value]| messages.last().is_some_and(|last| last["status"] == "read");
    shop.messages_until(&id, "the answer is read", is_read).await;
}
