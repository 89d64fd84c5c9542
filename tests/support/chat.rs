//! A shop's website chat and its visitors, as a page speaks for them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::shop::text;
use super::socket::Socket;
use super::wait::until;
use super::{Api, Env, Run, Shop, client, random};

/// A shop's chat.
pub struct Chat {
    /// Its name in addresses.
    pub slug: String,
    /// Its channel.
    pub channel_id: String,
    base: String,
    run: &'static Run,
}

/// Somebody on a page.
pub struct Visitor {
    /// Their token.
    pub token: String,
    /// The door, with their token.
    pub door: Api,
    /// What the session told.
    pub session: Value,
    base: String,
    run: &'static Run,
    /// What they wrote, as their page sent it.
    posted: Mutex<Vec<Value>>,
    /// The cursor of the latest reply that a test waited for.
    heard: AtomicI64,
}

impl Chat {
    /// Opens the chat of a shop; `origins` may embed it.
    pub async fn open(shop: &Shop, origins: &[&str]) -> Self {
        Self::connect(&shop.env, &shop.api, origins).await
    }

    /// The same for a business that is known by its token only.
    pub async fn connect(env: &Env, api: &Api, origins: &[&str]) -> Self {
        let channel = api.post("/channels", &json!({ "kind": "website", "origins": origins })).await;
        let channel = channel.expect(201);
        let slug = text(&channel, "slug");
        let base = format!("{}/chat/{slug}", env.url());
        Self { slug, channel_id: text(&channel, "id"), base, run: env.run }
    }

    /// The door without a token.
    pub fn door(&self) -> Api {
        Api::at(&self.base, None)
    }

    /// Where its sockets are.
    pub fn socket_url(&self, after: i64) -> String {
        format!("{}/socket?after={after}", self.base)
    }

    /// A new visitor.
    pub async fn visitor(&self) -> Visitor {
        let session = self.door().post("/session", &json!({})).await.expect(200);
        let token = text(&session, "token");
        self.run.seen.add(&token);
        let door = Api::at(&self.base, Some(&token));
        let (posted, heard) = (Mutex::default(), AtomicI64::new(0));
        Visitor { token, door, session, base: self.base.clone(), run: self.run, posted, heard }
    }
}

impl Visitor {
    /// Writes; the id of the message.
    pub async fn says(&self, words: &str) -> String {
        let id = random::hex();
        self.says_as(&id, words).await;
        id
    }

    /// Writes under an id that a page made.
    pub async fn says_as(&self, id: &str, words: &str) {
        self.posts(&json!({ "id": id, "text": words })).await;
    }

    /// Sends a message as a page made it.
    pub async fn posts(&self, message: &Value) {
        self.run.seen.add(message["text"].as_str().unwrap_or_default());
        let said = self.door.post("/messages", message).await.expect(200);
        assert_eq!((&said["status"], &said["id"]), (&json!("kept"), &message["id"]), "{said}");
        self.posted.lock().unwrap_or_else(PoisonError::into_inner).push(message.clone());
    }

    /// Sends all of it once more, as a page does that got no answer; how many messages that are.
    pub async fn posts_all_again(&self) -> usize {
        let posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for message in &posted {
            self.door.post("/messages", message).await.expect(200);
        }
        posted.len()
    }

    /// The conversation is gone: whatever the shop says from now on is new.
    pub fn forgets(&self) {
        self.heard.store(0, Ordering::Relaxed);
    }

    /// What the shop said next, if it did; each reply comes once.
    pub async fn next_reply(&self) -> Option<Value> {
        let news = messages(&self.news(self.heard.load(Ordering::Relaxed)).await);
        let reply = news.into_iter().find(|message| !is_theirs(message))?;
        self.run.seen.add(reply["text"].as_str().unwrap_or_default());
        self.heard.store(reply["seq"].as_i64().unwrap_or_default(), Ordering::Relaxed);
        Some(reply)
    }

    /// Writes as a page does that meets a Worker that is away: again and again under one id, until it is kept.
    pub async fn says_until_kept(&self, words: &str) {
        let message = json!({ "id": random::hex(), "text": words });
        while self.tries(&message).await != Some(200) {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    }

    /// Sends a message as a page made it, once, whatever becomes of it: the answer's status, if there is one.
    pub async fn tries(&self, message: &Value) -> Option<u16> {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let url = format!("{}/messages", self.base);
        let answer = client::send("POST", &url, &headers, message.to_string().into_bytes()).await;
        answer.ok().map(|answer| answer.status)
    }

    /// What came after the cursor.
    pub async fn news(&self, after: i64) -> Value {
        self.door.get(&format!("/messages?after={after}")).await.expect(200)
    }

    /// The whole thread.
    pub async fn thread(&self) -> Vec<Value> {
        let (mut whole, mut after) = (Vec::new(), 0);
        loop {
            let part = self.news(after).await;
            whole.extend(messages(&part));
            if part["more"] != true {
                return whole;
            }
            after = part["cursor"].as_i64().unwrap_or_else(|| panic!("no cursor in {part}"));
        }
    }

    /// The thread, once it fits.
    pub async fn thread_until(&self, what: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        until(what, || async {
            let thread = self.thread().await;
            if fits(&thread) { Ok(thread) } else { Err(format!("{thread:?}")) }
        })
        .await
    }

    /// Writes, and gets the next answer.
    pub async fn asks(&self, words: &str) -> Value {
        let before = self.thread().await.len();
        self.says(words).await;
        let is_answered =
            |thread: &[Value]| thread.len() > before + 1 && !is_theirs(&thread[thread.len() - 1]);
        let thread = self.thread_until("an answer", is_answered).await;
        let answer = thread.last().expect("an answer").clone();
        self.run.seen.add(answer["text"].as_str().unwrap_or_default());
        answer
    }

    /// Opens a socket.
    pub async fn listens(&self, after: i64) -> Socket {
        let protocols = format!("counterhand.v1, {}", self.token);
        let headers = [("sec-websocket-protocol", protocols.as_str())];
        let opened = Socket::open(&format!("{}/socket?after={after}", self.base), &headers).await;
        opened.unwrap_or_else(|status| panic!("the socket was refused with {status}"))
    }
}

/// The messages of a part of the thread.
pub fn messages(part: &Value) -> Vec<Value> {
    part["messages"].as_array().unwrap_or_else(|| panic!("no messages in {part}")).clone()
}

/// Whether the visitor wrote it.
pub fn is_theirs(message: &Value) -> bool {
    message["from"] == "you"
}
