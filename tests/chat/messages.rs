//! What visitors and the shop say to each other.

use serde_json::json;

use crate::support::chat::{Chat, is_theirs, messages};
use crate::support::shop::{PRICE, text};
use crate::support::wait::until;
use crate::support::{Run, Shop, random};

crate::suite![
    a_visitor_asks_and_the_agent_answers_and_says_what_it_is,
    the_same_message_again_is_kept_once,
    what_is_wrong_is_named,
    staff_answer_in_the_same_thread_and_take_over,
    a_button_says_its_title,
    the_visitors_receipt_reaches_staff,
    reading_goes_on_from_any_cursor,
];

async fn a_visitor_asks_and_the_agent_answers_and_says_what_it_is(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let answer = visitor.asks("How much is the Baju Kurung Melur?").await;
    assert_eq!(answer["from"], "agent", "{answer}");
    let words = text(&answer, "text");
    assert!(words.contains(PRICE), "{words}");
    assert!(words.contains("assistant of Kedai Seri"), "the disclosure is in the first reply: {words}");
    let again = visitor.asks("And the Kebaya Nyonya?").await;
    assert!(!text(&again, "text").contains("assistant of Kedai Seri"), "not in the second: {again}");
    // The inbox has it like any other conversation, with a trace.
    let id = shop.conversation().await;
    assert_eq!(shop.messages(&id).await.len(), 4);
    assert_eq!(shop.turn(&id, "answered").await["provider"], "offline");
}

async fn the_same_message_again_is_kept_once(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let id = random::hex();
    for _ in 0..3 {
        visitor.says_as(&id, "How much is the Kebaya Nyonya?").await;
    }
    let thread = visitor.thread_until("an answer", |thread| thread.iter().any(|m| !is_theirs(m))).await;
    visitor.says_as(&id, "How much is the Kebaya Nyonya?").await;
    assert_eq!(thread.len(), 2, "{thread:?}");
    assert_eq!(thread[0]["client_id"], id.as_str());
    assert_eq!(visitor.thread().await.len(), 2);
}

async fn what_is_wrong_is_named(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let id = random::hex();
    let long = "a".repeat(4_097);
    for (body, field) in [
        (json!({ "id": "x", "text": "hello" }), "id"),
        (json!({ "id": id, "text": "  " }), "text"),
        (json!({ "id": id, "text": long }), "text"),
        (json!({ "id": id }), "text"),
        (json!({ "id": id, "button": { "id": "", "title": "Yes" } }), "button.id"),
    ] {
        visitor.door.post("/messages", &body).await.blames(field);
    }
    visitor.door.post_raw("/messages", b"{").await.problem(400);
    visitor.door.post_raw("/messages", &vec![b' '; 40_000]).await.problem(413);
    visitor.door.get("/messages?after=x").await.problem(400);
    visitor.door.delete("/messages").await.problem(405);
    visitor.door.get("/nothing").await.problem(404);
    assert!(shop.api.get("/conversations").await.items().is_empty(), "nothing began");
}

async fn staff_answer_in_the_same_thread_and_take_over(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let path = format!("/conversations/{id}/messages");
    let reply = json!({ "text": "Mei here. I can alter the waist for free." });
    let sent = shop.api.post_once(&path, &random::hex(), &reply).await.expect(201);
    assert_eq!(sent["status"], "accepted", "{sent}");
    let news = visitor.news(0).await;
    let last = messages(&news).pop().expect("the reply");
    assert_eq!((&last["from"], &last["text"]), (&json!("person"), &sent["text"]), "{news}");
    assert_eq!(news["state"]["person"], true, "{news}");
    assert_eq!(news["state"]["seen"], last["seq"], "{news}");
    // The person has it: the agent does not answer.
    visitor.says("Thank you, Mei!").await;
    shop.turn(&id, "gated").await;
    shop.api.post(&format!("/conversations/{id}/resume"), &json!({})).await.expect(200);
    until("the agent again", || async {
        let news = visitor.news(0).await;
        if news["state"]["person"] == false { Ok(()) } else { Err(news.to_string()) }
    })
    .await;
}

async fn a_button_says_its_title(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let pressed = json!({ "id": random::hex(), "button": { "id": "size-m", "title": "Size M, please" } });
    visitor.door.post("/messages", &pressed).await.expect(200);
    let thread = visitor.thread().await;
    assert_eq!(thread[0]["text"], "Size M, please", "{thread:?}");
    let id = shop.conversation().await;
    let message = shop.messages(&id).await.remove(0);
    assert_eq!(message["content"]["id"], "size-m", "{message}");
}

async fn the_visitors_receipt_reaches_staff(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let answer = visitor.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    assert_eq!(shop.messages(&id).await[1]["status"], "accepted");
    visitor.door.post("/seen", &json!({ "cursor": answer["seq"] })).await.expect(204);
    assert_eq!(shop.messages(&id).await[1]["status"], "read");
    visitor.door.post("/seen", &json!({ "cursor": "x" })).await.blames("cursor");
}

async fn reading_goes_on_from_any_cursor(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    for words in ["One of the first words", "Two of the first words", "Three of the first words"] {
        visitor.says(words).await;
    }
    let thread = visitor.thread_until("an answer", |thread| thread.len() == 4).await;
    let cursor = |at: usize| thread[at]["seq"].as_i64().expect("a cursor");
    for at in 0..4 {
        let rest = messages(&visitor.news(cursor(at)).await);
        assert_eq!(rest, thread[at + 1..], "after {at}");
    }
    assert_eq!(visitor.news(0).await["cursor"], cursor(3));
    assert_eq!(messages(&visitor.news(-2).await), thread[2..], "the latest two");
}
