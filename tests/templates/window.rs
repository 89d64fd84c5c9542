//! Meta's service window and templates: what may go when it is closed, and when Meta closes it before us.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use simulator::{CallKind, Fault, Refusals};

use crate::support::templates::{offer, order, reminder};
use crate::support::wait::until;
use crate::support::{Person, Run, Shop};

crate::suite![
    outside_of_the_window_only_a_template_goes,
    meta_denies_an_open_window_once_and_takes_the_retry,
    meta_denies_an_open_window_twice_and_is_believed,
    meta_denies_an_open_window_by_status,
];

const DAY_AND_MORE: Duration = Duration::from_hours(25);

fn path(conversation: &str) -> String {
    format!("/conversations/{conversation}/messages")
}

fn template() -> Value {
    let body = json!([{ "value": "Encik" }, { "value": "Friday" }]);
    json!({ "template": { "name": "pickup_reminder", "language": "en", "body": body } })
}

/// Somebody wrote a day ago and only now it is heard of.
async fn wrote_yesterday(shop: &Shop) -> (Person, String) {
    let customer = shop.person().await;
    let yesterday = SystemTime::now() - DAY_AND_MORE;
    let seconds = yesterday.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let late = json!({ "type": "text", "timestamp": seconds.to_string(), "text": { "body": "I wrote this yesterday" } });
    assert_eq!(customer.send(late).await.http_status, Some(200));
    (customer, shop.conversation().await)
}

async fn outside_of_the_window_only_a_template_goes(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run), reminder(run), offer(run)]).await;
    shop.number.set_template_status("raya_offer_2026", "ms", "PAUSED").await.expect("a template");
    let (customer, id) = wrote_yesterday(&shop).await;
    let failed = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "failed");
    shop.messages_until(&id, "the agent's answer cannot be sent", failed).await;
    let words = json!({ "text": "Too late for a free-form reply." });
    let problem = shop.api.post(&path(&id), &words).await.problem(409);
    assert_eq!(problem["type"], "/problems/window-closed");
    assert_eq!(
        problem["templates"],
        json!(["order_confirmation (en_US)", "pickup_reminder (en)"]),
        "{problem}"
    );
    shop.api.post(&path(&id), &template()).await.expect(201);
    let sent = customer.reply().await;
    assert_eq!(sent.kind, "template");
    // It opens no window.
    shop.api.post(&path(&id), &words).await.problem(409);
    customer.stays_at(1).await;
}

fn sends(shop: &Shop) -> usize {
    shop.number.requests().iter().filter(|call| call.kind == CallKind::Send).count()
}

async fn meta_denies_an_open_window_once_and_takes_the_retry(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.fault(Fault::graph(400, 131_047));
    let customer = shop.person().await;
    customer.says("How much is the Kebaya Nyonya?").await;
    let answer = customer.reply().await;
    assert!(answer.text.contains("RM 189.00"));
    customer.stays_at(1).await;
    assert_eq!(sends(&shop), 2);
    let conversation = shop.api.get("/conversations").await.items().remove(0);
    assert_eq!(conversation["state"], "open");
}

/// The stand-in's window is older than ours: after two refusals ours is closed too, and a person is called.
async fn believed(run: &'static Run, refusals: Refusals) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[reminder(run)]).await;
    shop.number.refusals(refusals);
    let customer = shop.person().await;
    customer.says("How much is the Kebaya Nyonya?").await;
    customer.age_window(DAY_AND_MORE);
    let id = shop.conversation().await;
    let failed = |messages: &[Value]| messages.iter().any(|one| one["status"] == "failed");
    let messages = shop.messages_until(&id, "the answer fails", failed).await;
    let answer = messages.iter().find(|one| one["status"] == "failed").expect("the answer");
    assert_eq!((&answer["error"]["code"], &answer["author"]), (&json!(131_047), &json!("agent")), "{answer}");
    assert!(messages.iter().any(|one| one["author"] == "system"), "a note says why: {messages:?}");
    assert_eq!(sends(&shop), 2, "one delayed retry");
    let closed = until("the conversation waits for a person", || async {
        let one = shop.api.get(&format!("/conversations/{id}")).await.expect(200);
        if one["state"] == "waiting" { Ok(one) } else { Err(one.to_string()) }
    })
    .await;
    let closes_at = closed["window_closes_at"].as_str().expect("when it closed").to_owned();
    let opened_for = messages[0]["at"].as_str().expect("when it was written").to_owned();
    assert!(closes_at[..13] <= *following_hour(&opened_for), "{closes_at} is not a day after {opened_for}");
    let problem = shop.api.post(&path(&id), &json!({ "text": "And free-form now?" })).await.problem(409);
    assert_eq!(problem["templates"], json!(["pickup_reminder (en)"]));
    shop.api.post(&path(&id), &template()).await.expect(201);
    let sent = customer.reply().await;
    assert_eq!(sent.kind, "template");
}

/// Date and hour of a time, a little later; text, because that is how the API writes times.
fn following_hour(at: &str) -> String {
    // The test takes less than an hour, so the window was not closed by its own end a day later.
    let (date, hour) = at[..13].split_once('T').expect("RFC 3339");
    let hour: u32 = hour.parse().expect("an hour");
    if hour < 23 { format!("{date}T{:02}", hour + 1) } else { format!("{date}T24") }
}

async fn meta_denies_an_open_window_twice_and_is_believed(run: &'static Run) {
    believed(run, Refusals::AtOnce).await;
}

async fn meta_denies_an_open_window_by_status(run: &'static Run) {
    believed(run, Refusals::ByStatus).await;
}
