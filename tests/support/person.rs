//! Somebody who writes to a shop, by whatever channel: one way to speak as them.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use simulator::{Customer, Media};
use tokio::time::sleep;

use super::chat::{Visitor, is_theirs};
use super::random;
use super::said::{Place, Prepared, Reply};
use super::time::{PATIENCE, SILENCE};
use super::wait::stays;

/// Between two looks at a page: each is a request to the Worker.
const LOOK: Duration = Duration::from_millis(150);

/// Somebody who writes to a shop. What only Meta's customers do is done by the [`Customer`] that it stands for; asked
/// of a visitor of the website, that fails the test.
#[derive(Clone)]
pub enum Person {
    /// By one of Meta's products.
    Customer(Customer),
    /// On the shop's page.
    Visitor(Arc<Visitor>),
}

impl Person {
    /// Writes, and what they wrote is kept. The id of the message: Meta's, or the page's own.
    pub async fn says(&self, words: &str) -> String {
        match self {
            Self::Customer(customer) => {
                let delivered = customer.say(words).await;
                assert_eq!(delivered.http_status, Some(200), "the webhook of {words:?}");
                delivered.wamid
            }
            Self::Visitor(visitor) => visitor.says(words).await,
        }
    }

    /// Writes, and gets the next answer.
    pub async fn asks(&self, words: &str) -> Reply {
        self.says(words).await;
        self.reply().await
    }

    /// The next thing that the shop says to them, which no earlier call returned.
    #[track_caller]
    pub fn reply(&self) -> impl Future<Output = Reply> {
        let caller = std::panic::Location::caller();
        async move {
            self.reply_within(PATIENCE).await.unwrap_or_else(|seen| panic!("no answer ({caller}): {seen}"))
        }
    }

    /// As [`Self::reply`], if it comes in time. An `Err` is what was there instead.
    pub async fn reply_within(&self, time: Duration) -> Result<Reply, String> {
        let visitor = match self {
            Self::Customer(customer) => {
                let sent = customer.wait_for_reply(time).await.map_err(|error| error.to_string())?;
                let text = sent.text.clone().unwrap_or_default();
                return Ok(Reply { text, at: Place::Meta(Box::new(sent)) });
            }
            Self::Visitor(visitor) => visitor,
        };
        let started = Instant::now();
        loop {
            if let Some(message) = visitor.next_reply().await {
                let text = message["text"].as_str().unwrap_or_default().to_owned();
                return Ok(Reply { text, at: Place::Page(message["seq"].as_i64().expect("a cursor")) });
            }
            if started.elapsed() > time {
                return Err(format!("{:?}", visitor.thread().await));
            }
            sleep(LOOK).await;
        }
    }

    /// All that the shop has said to them, oldest first; a message without words is an empty one.
    pub async fn replies(&self) -> Vec<String> {
        match self {
            Self::Customer(customer) => customer.replies(),
            Self::Visitor(visitor) => {
                let thread = visitor.thread().await;
                let ours = thread.iter().filter(|message| !is_theirs(message));
                ours.map(|message| message["text"].as_str().unwrap_or_default().to_owned()).collect()
            }
        }
    }

    /// Nothing but these many replies reaches them, for as long as anything could be on its way.
    #[track_caller]
    pub fn stays_at(&self, count: usize) -> impl Future<Output = ()> {
        self.stays_at_for(count, SILENCE)
    }

    /// As [`Self::stays_at`], for so long.
    #[track_caller]
    pub fn stays_at_for(&self, count: usize, time: Duration) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            match self {
                Self::Customer(customer) => {
                    let what = format!("{count} messages at the customer ({caller})");
                    let look = || {
                        let replies = customer.replies();
                        if replies.len() == count { Ok(()) } else { Err(format!("{replies:?}")) }
                    };
                    stays(&what, time, look).await;
                }
                // What was shown on a page stays there: one look at the end sees all of it.
                Self::Visitor(_) => {
                    sleep(time).await;
                    let replies = self.replies().await;
                    assert_eq!(replies.len(), count, "{replies:?} ({caller})");
                }
            }
        }
    }

    /// Sends a picture (PNG), and it is kept. The id of the message.
    pub async fn sends_picture(&self, bytes: &[u8]) -> String {
        match self {
            Self::Customer(customer) => {
                let delivered = customer.send_media(Media::image("image/png", bytes)).await;
                assert_eq!(delivered.http_status, Some(200), "the webhook of a picture");
                delivered.wamid
            }
            Self::Visitor(visitor) => {
                let id = random::hex();
                let path = format!("/messages?id={id}");
                visitor.door.post_file(&path, "image/png", bytes).await.expect(200);
                id
            }
        }
    }

    /// Presses a button that has this title.
    pub async fn presses(&self, title: &str) {
        match self {
            Self::Customer(customer) => {
                let button = json!({ "type": "button", "button": { "payload": "pressed", "text": title } });
                assert_eq!(customer.send(button).await.http_status, Some(200), "the webhook of {title:?}");
            }
            Self::Visitor(visitor) => {
                let button = json!({ "id": "pressed", "title": title });
                visitor.posts(&json!({ "id": random::hex(), "button": button })).await;
            }
        }
    }

    /// Asks for the erasure of everything in these words, and waits for what confirms it.
    pub async fn asks_for_erasure(&self, words: &str) -> String {
        let visitor = match self {
            Self::Customer(_) => return self.asks(words).await.text,
            Self::Visitor(visitor) => visitor,
        };
        // Only a page that is open reads the confirmation, which goes with the conversation; and it opens with that.
        if visitor.thread().await.is_empty() {
            self.says("Good day").await;
        }
        let mut socket = visitor.listens(0).await;
        self.says(words).await;
        loop {
            let news = socket.frame("news").await;
            let told = super::chat::messages(&news);
            let confirms =
                |message: &&Value| message["text"].as_str().is_some_and(|text| text.contains("code="));
            let Some(confirmation) = told.iter().find(confirms) else { continue };
            self.forgets();
            return confirmation["text"].as_str().unwrap_or_default().to_owned();
        }
    }

    /// They were erased: a page forgets what it was told, and reads from the beginning.
    pub fn forgets(&self) {
        if let Self::Visitor(visitor) = self {
            visitor.forgets();
        }
    }

    /// As [`Self::stays_at`], of somebody who was erased: what a page showed went with the conversation.
    #[track_caller]
    pub fn stays_erased_at(&self, count: usize) -> impl Future<Output = ()> {
        self.stays_at(if matches!(self, Self::Visitor(_)) { 0 } else { count })
    }

    /// Words that the person wrote just now, for [`Shop::brings`](super::Shop::brings).
    pub fn prepares(&self, words: &str) -> Prepared {
        match self {
            Self::Customer(customer) => {
                Prepared::Event(customer.prepare(json!({ "type": "text", "text": { "body": words } })).0)
            }
            Self::Visitor(visitor) => {
                let post = json!({ "id": random::hex(), "text": words });
                Prepared::Post(Arc::clone(visitor), post)
            }
        }
    }
}

impl From<Customer> for Person {
    fn from(customer: Customer) -> Self {
        Self::Customer(customer)
    }
}

impl Deref for Person {
    type Target = Customer;

    fn deref(&self) -> &Customer {
        match self {
            Self::Customer(customer) => customer,
            Self::Visitor(_) => panic!("a visitor of the website is no customer of Meta's"),
        }
    }
}

/// Long enough for Meta's stamps, which are whole seconds, to tell before from after.
pub async fn next_second() {
    sleep(Duration::from_millis(1_100)).await;
}
