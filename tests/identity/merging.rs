//! Two conversations turn out to be one person's.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Fault, Wire, batch, meta_json};

use crate::identity::{conversations, one_conversation, said};
use crate::support::people::{Names, webhook, writes};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Env, Run, Shop};

crate::suite![
    what_waits_on_both_sides_is_answered_once,
    a_send_on_its_way_is_settled_and_not_repeated,
    a_power_cut_in_the_middle_loses_and_doubles_nothing,
];

async fn what_waits_on_both_sides_is_answered_once(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("merge-waiting", &[("QUIET_PERIOD", "4s")]).await);
    let shop = Shop::with_model_at(&env, Wire::Anthropic).await;
    let customer = shop.person().await;
    let bodies = [
        webhook(&shop, &customer, Names::Phone, "The first question, by number"),
        webhook(&shop, &customer, Names::Bsuid, "The second question, by id"),
        webhook(&shop, &customer, Names::Both, "The third question, by both"),
    ];
    for body in &bodies {
        assert_eq!(env.post_signed(body).await, 200);
    }
    customer.reply().await;
    let id = one_conversation(&shop).await;
    let turn = shop.turn(&id, "answered").await;
    assert_eq!(turn["message_ids"].as_array().map(Vec::len), Some(3), "{turn}");
    // Meta repeats all of it, to all names.
    for body in &bodies {
        assert_eq!(env.post_signed(body).await, 200);
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    customer.stays_at(1).await;
    let messages = shop.messages(&id).await;
    assert_eq!(messages.len(), 4, "{messages:?}");
    assert_eq!(conversations(&shop).await.len(), 1);
    let answered = shop.turns(&id).await.into_iter().filter(|turn| turn["outcome"] == "answered").count();
    assert_eq!(answered, 1);
}

async fn a_send_on_its_way_is_settled_and_not_repeated(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    writes(&shop, &customer, Names::Phone, "What do you sell in this shop?").await;
    customer.reply().await;
    let home = shop.conversation().await;
    writes(&shop, &customer, Names::Bsuid, "How much is the Kebaya Nyonya?").await;
    customer.reply().await;
    let younger = until("the younger conversation", || async {
        let found = conversations(&shop).await;
        let other = found.iter().map(|one| text(one, "id")).find(|id| *id != home);
        other.ok_or(format!("{found:?}"))
    })
    .await;
    shop.number.fault(Fault::Slow(Duration::from_millis(1_500)));
    let path = format!("/conversations/{younger}/messages");
    let reply = json!({ "text": "A person is writing to you" });
    let (sent, ()) = tokio::join!(shop.api.post_once(&path, "one-key", &reply), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        writes(&shop, &customer, Names::Both, "Both of my names").await;
    });
    assert!(matches!(sent.status, 201 | 503), "{sent:?}");
    assert_eq!(one_conversation(&shop).await, home);
    let is_settled = |messages: &[Value]| {
        let outbound = messages.iter().filter(|message| message["direction"] == "outbound");
        messages.len() == 6
            && outbound.clone().count() == 3
            && outbound.clone().all(|one| one["status"] == "read")
    };
    shop.messages_until(&home, "all three answers in one thread, read", is_settled).await;
    // Asked again under the old id, with the same key: it was sent already.
    let again = shop.api.post_once(&path, "one-key", &reply).await.expect(201);
    assert_eq!(again["text"], "A person is writing to you", "{again}");
    let replies = customer.replies().await;
    let by_person = replies.iter().filter(|reply| reply.as_str() == "A person is writing to you").count();
    assert_eq!((replies.len(), by_person), (3, 1), "{replies:?}");
}

/// As many messages as it takes to be handed over in several parts.
const MANY: usize = 130;

async fn a_power_cut_in_the_middle_loses_and_doubles_nothing(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("merge-cut", &[]).await);
    let shop = Shop::open_at(&env).await;
    for (round, wait) in [30_u64, 120, 260].into_iter().enumerate() {
        shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
        let customer = shop.person().await;
        writes(&shop, &customer, Names::Phone, &format!("Round {round}: the first of all")).await;
        let mut expected = vec![format!("Round {round}: the first of all")];
        let many: Vec<String> = (0..MANY).map(|index| format!("Round {round}: message {index:03}")).collect();
        for words in many.chunks(65) {
            let change = |words: &String| {
                let body = webhook(&shop, &customer, Names::Bsuid, words);
                let payload: Value = serde_json::from_slice(&body).expect("a payload");
                shop.number.change(payload["entry"][0]["changes"][0]["value"].clone())
            };
            let payload = batch(&words.iter().map(change).collect::<Vec<_>>());
            assert_eq!(env.post_signed(&meta_json(&payload)).await, 200);
        }
        expected.extend(many);
        tokio::time::sleep(Duration::from_secs(2)).await;
        shop.change_settings(&json!({ "agent": { "mode": "on" } })).await;
        writes(&shop, &customer, Names::Both, "How much is the Kebaya Nyonya?").await;
        expected.push("How much is the Kebaya Nyonya?".to_owned());
        tokio::time::sleep(Duration::from_millis(wait)).await;
        env.kill();
        env.restart().await;
        customer.reply().await;
        let home = until("one conversation more", || async {
            let found = conversations(&shop).await;
            if found.len() == round + 1 { Ok(text(&found[0], "id")) } else { Err(format!("{found:?}")) }
        })
        .await;
        let is_whole = |messages: &[Value]| said(messages).len() >= expected.len();
        let messages = shop.messages_until(&home, "everything is in one conversation", is_whole).await;
        let mut found = said(&messages);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        customer.stays_at(1).await;
    }
    // Whoever comes later is not touched by it.
    shop.person().await.asks("What do you sell in this shop?").await;
}
