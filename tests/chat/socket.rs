//! Sockets: they shorten the wait, and lose and double nothing.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::support::chat::{Chat, messages};
use crate::support::socket::{Heard, Socket};
use crate::support::{Env, Run, Shop, random};

crate::suite![
    a_socket_tells_what_comes_and_that_somebody_is_typing,
    a_socket_that_comes_back_misses_nothing_and_hears_nothing_twice,
    a_socket_hears_that_a_person_took_over,
    the_runtime_answers_whether_we_are_there,
    a_socket_is_for_the_visitor_only,
    sockets_and_cursors_outlive_a_restart,
];

fn seqs(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(|message| message["seq"].as_i64().expect("a number")).collect()
}

async fn a_socket_tells_what_comes_and_that_somebody_is_typing(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let before = visitor.asks("How much is the Kebaya Nyonya?").await;
    let mut socket = visitor.listens(0).await;
    assert_eq!(socket.protocol, "counterhand.v1");
    let first = socket.frame("news").await;
    assert_eq!(messages(&first)[0]["text"], "How much is the Kebaya Nyonya?");
    assert_eq!(first["cursor"], before["seq"], "{first}");
    visitor.says("And the Baju Kurung Melur?").await;
    let mut is_typing = false;
    let answer = loop {
        let Heard::Frame(frame) = socket.next().await else { panic!("the socket ended") };
        match frame["type"].as_str() {
            Some("typing") => is_typing |= frame["on"] == true,
            _ if messages(&frame).iter().any(|message| message["from"] == "agent") => break frame,
            _ => {}
        }
    };
    assert!(is_typing, "nobody was seen typing before {answer}");
    let told = messages(&answer);
    assert_eq!((told.len(), &answer["cursor"]), (1, &told[0]["seq"]), "{answer}");
}

async fn a_socket_that_comes_back_misses_nothing_and_hears_nothing_twice(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let mut socket = visitor.listens(0).await;
    let first = socket.frame("news").await;
    let cursor = first["cursor"].as_i64().expect("a cursor");
    drop(socket);
    // Nobody listens while this is said.
    visitor.asks("And the Baju Kurung Melur?").await;
    let mut socket = visitor.listens(cursor).await;
    let second = socket.frame("news").await;
    visitor.says("Thank you, that is all").await;
    let third = socket.frame("news").await;
    let heard: Vec<Value> = [first, second, third].iter().flat_map(messages).collect();
    let thread = visitor.thread().await;
    assert_eq!(seqs(&heard), seqs(&thread)[..heard.len()], "each once, in order");
    assert!(heard.len() >= 5, "{heard:?}");
}

async fn a_socket_hears_that_a_person_took_over(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let mut socket = visitor.listens(0).await;
    assert_eq!(socket.frame("news").await["state"]["person"], false);
    shop.api.post(&format!("/conversations/{id}/pause"), &json!({ "duration": "1h" })).await.expect(200);
    let paused = socket.frame("news").await;
    assert_eq!((&paused["state"]["person"], messages(&paused).len()), (&json!(true), 0), "{paused}");
    let reply = json!({ "text": "A person answers here" });
    shop.api.post_once(&format!("/conversations/{id}/messages"), &random::hex(), &reply).await.expect(201);
    let told = messages(&socket.frame("news").await);
    assert_eq!((&told[0]["from"], &told[0]["text"]), (&json!("person"), &reply["text"]));
}

async fn the_runtime_answers_whether_we_are_there(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let mut socket = visitor.listens(i64::from(u32::MAX)).await;
    socket.frame("news").await;
    socket.say("ping").await;
    assert!(matches!(socket.next().await, Heard::Text(text) if text == "pong"));
    // Nothing else is taken: messages go by POST, where they are kept before they are acknowledged.
    socket.say(&json!({ "text": "this is not a way in" }).to_string()).await;
    socket.say("ping").await;
    assert!(matches!(socket.next().await, Heard::Text(text) if text == "pong"));
    assert_eq!(visitor.thread().await.len(), 2);
}

async fn a_socket_is_for_the_visitor_only(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &["https://shop.example"]).await;
    let visitor = chat.visitor().await;
    visitor.says("How much is the Kebaya Nyonya?").await;
    let url = chat.socket_url(0);
    let offered = format!("counterhand.v1, {}", visitor.token);
    let protocol = ("sec-websocket-protocol", offered.as_str());
    let refused = async |headers: &[(&'static str, &str)]| Socket::open(&url, headers).await.err();
    assert_eq!(refused(&[]).await, Some(401));
    assert_eq!(refused(&[("sec-websocket-protocol", "counterhand.v1")]).await, Some(401));
    assert_eq!(refused(&[("sec-websocket-protocol", "counterhand.v1, v1.a.b.c")]).await, Some(401));
    assert_eq!(refused(&[protocol, ("origin", "https://elsewhere.example")]).await, Some(403));
    assert!(Socket::open(&url, &[protocol, ("origin", "https://shop.example")]).await.is_ok());
    // Before the first message there is no conversation to listen to.
    let silent = chat.visitor().await;
    let offered = format!("counterhand.v1, {}", silent.token);
    assert!(Socket::open(&url, &[("sec-websocket-protocol", &offered)]).await.is_err());
    chat.door().get("/socket").await.problem(400);
}

async fn sockets_and_cursors_outlive_a_restart(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("chat-restart", &[]).await);
    let shop = Shop::open_at(&env).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let mut socket = visitor.listens(0).await;
    let before = socket.frame("news").await;
    let id = random::hex();
    visitor.says_as(&id, "And the Baju Kurung Melur?").await;
    env.restart().await;
    // The page does not know whether its message was kept, and sends it again.
    visitor.says_as(&id, "And the Baju Kurung Melur?").await;
    let thread = visitor.thread_until("the answer after the restart", |thread| thread.len() == 4).await;
    let mut socket = visitor.listens(before["cursor"].as_i64().expect("a cursor")).await;
    let after = socket.frame("news").await;
    let heard: Vec<Value> = [before, after].iter().flat_map(messages).collect();
    assert_eq!(seqs(&heard), seqs(&thread), "each once, in order");
}
