//! `/conversations`, their messages and turns.

use serde_json::{Value, json};

use crate::support::shop::{sign_up, text};
use crate::support::wait::until;
use crate::support::{Run, Shop, random};

crate::suite![
    a_conversation_shows_its_messages_and_turns,
    conversations_and_messages_come_in_parts,
    another_business_does_not_find_it,
    an_unknown_conversation_is_not_found,
    a_reply_must_have_words,
    a_reply_must_have_an_idempotency_key,
];

fn is_time(value: &Value) -> bool {
    value.as_str().is_some_and(|time| time.len() >= 20 && time.contains('T') && time.ends_with('Z'))
}

async fn a_conversation_shows_its_messages_and_turns(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    // The inbox hears of a conversation when it begins, and of its window after the first answer.
    let shown = until("a conversation whose window is known", || async {
        let shown = shop.api.get(&format!("/conversations/{id}")).await.expect(200);
        if shown["window_closes_at"].is_string() { Ok(shown) } else { Err(shown.to_string()) }
    })
    .await;
    assert_eq!((&shown["state"], &shown["paused_until"]), (&json!("open"), &Value::Null), "{shown}");
    assert_eq!(text(&shown, "channel_id"), shop.channel_id);
    assert!(is_time(&shown["window_closes_at"]) && is_time(&shown["last_message_at"]), "{shown}");
    let messages = shop.messages(&id).await;
    let [question, answer] = messages.as_slice() else { panic!("two messages, not {messages:?}") };
    assert_eq!((&question["direction"], &question["author"]), (&json!("inbound"), &json!("customer")));
    assert_eq!(question["text"], "How much is the Kebaya Nyonya?");
    assert_eq!((&answer["direction"], &answer["author"]), (&json!("outbound"), &json!("agent")));
    assert_eq!((&answer["kind"], &answer["error"]), (&json!("text"), &Value::Null));
    assert!(is_time(&answer["at"]), "{answer}");
    let turns = shop.turns(&id).await;
    assert_eq!(turns[0]["message_ids"], json!([question["id"]]), "{turns:?}");
    let all = format!("{shown}{messages:?}{turns:?}");
    let sent = &shop.number.sent()[0].wamid;
    assert!(!all.contains(sent.as_str()), "Meta's ids hold phone numbers and are not shown");
}

async fn conversations_and_messages_come_in_parts(run: &'static Run) {
    let shop = Shop::open(run).await;
    for _ in 0..3 {
        shop.person().await.asks("What do you sell in this shop?").await;
    }
    let (mut listed, mut cursor) = (Vec::new(), String::new());
    for _ in 0..3 {
        let list = shop.api.get(&format!("/conversations?limit=1{cursor}")).await.expect(200);
        listed.extend(list["items"].as_array().expect("items").iter().map(|item| text(item, "id")));
        cursor = format!("&cursor={}", text(&list, "next_cursor"));
    }
    let whole = shop.api.get("/conversations").await.items();
    assert_eq!(listed, whole.iter().map(|item| text(item, "id")).collect::<Vec<_>>());
    let path = format!("/conversations/{}/messages?limit=1", listed[0]);
    let latest = shop.api.get(&path).await.expect(200);
    assert_eq!(latest["items"][0]["direction"], "outbound");
    let earlier = shop.api.get(&format!("{path}&cursor={}", text(&latest, "next_cursor"))).await.expect(200);
    assert_eq!(earlier["items"][0]["direction"], "inbound");
    shop.api.get(&format!("{path}&cursor=nonsense")).await.blames("cursor");
    shop.api.get("/conversations?cursor=nonsense").await.blames("cursor");
}

async fn another_business_does_not_find_it(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let (other, _) = sign_up(&shop.env).await;
    for path in ["", "/messages", "/turns"] {
        other.get(&format!("/conversations/{id}{path}")).await.problem(404);
    }
    other
        .post(&format!("/conversations/{id}/messages"), &json!({ "text": "Hello from a thief" }))
        .await
        .problem(404);
    for action in ["pause", "resume"] {
        other.post(&format!("/conversations/{id}/{action}"), &json!({})).await.problem(404);
    }
    assert!(other.get("/conversations").await.items().is_empty());
    assert_eq!(customer.replies().await.len(), 1);
}

async fn an_unknown_conversation_is_not_found(run: &'static Run) {
    let (api, _) = sign_up(&*run.shared().await).await;
    for id in [random::hex(), "nonsense".to_owned()] {
        for path in ["", "/messages", "/turns"] {
            api.get(&format!("/conversations/{id}{path}")).await.problem(404);
        }
    }
}

async fn a_reply_must_have_words(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let path = format!("/conversations/{}/messages", shop.conversation().await);
    for words in [String::new(), "x".repeat(5_000)] {
        shop.api.post(&path, &json!({ "text": words })).await.blames("text");
    }
    let problem = shop.api.post(&path, &json!({ "txet": "A typing mistake" })).await.problem(422);
    assert!(text(&problem, "detail").contains("txet"), "{problem}");
    shop.api.post_once(&path, &"k".repeat(300), &json!({ "text": "hello" })).await.blames("Idempotency-Key");
    assert_eq!(customer.replies().await.len(), 1);
}

async fn a_reply_must_have_an_idempotency_key(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let path = format!("/conversations/{}/messages", shop.conversation().await);
    for body in [json!({ "text": "A person says hello" }), json!({ "text": "" }), json!({})] {
        let problem = shop.api.post_raw(&path, body.to_string().as_bytes()).await.problem(400);
        assert_eq!(problem["field"], "Idempotency-Key", "{problem}");
        assert!(text(&problem, "detail").contains("Idempotency-Key"), "{problem}");
    }
    shop.api.post_once(&path, "", &json!({ "text": "A person says hello" })).await.blames("Idempotency-Key");
    assert_eq!(customer.replies().await.len(), 1);
    shop.api.post_once(&path, "a key", &json!({ "text": "A person says hello" })).await.expect(201);
}
