//! Conversations that are under way: one, or one on each kind of channel of one Worker.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::join_all;

use super::channel::{Channel, Column};
use super::{Env, Person, Run, Shop};

/// What begins a conversation.
pub const GREETING: &str = "What do you sell in this shop?";

/// A shop, somebody who was answered there once, and their conversation.
pub struct Begun {
    /// With an agent that answers without a model.
    pub shop: Shop,
    /// Who was answered.
    pub person: Person,
    /// The conversation.
    pub id: String,
}

impl Begun {
    /// On the shared Worker.
    pub async fn on(run: &'static Run, channel: Channel) -> Self {
        Self::at(Shop::open_on(run, channel).await).await
    }

    /// At this shop.
    pub async fn at(shop: Shop) -> Self {
        let person = shop.person().await;
        person.asks(GREETING).await;
        let id = shop.conversation().await;
        Self { shop, person, id }
    }

    /// One on each kind of channel that the column has, all on one Worker.
    pub async fn on_each(env: &Arc<Env>, column: Column) -> Vec<Self> {
        let channels: Vec<Channel> = Channel::ALL.into_iter().filter(|channel| column(*channel)).collect();
        each(&channels, async |channel| Self::at(Shop::open_on_at(env, *channel).await).await).await
    }

    /// Nothing more than so many replies reaches somebody whose conversation cannot be opened; a page that asks is told
    /// that it is away.
    pub async fn hears_nothing_after(&self, replies: usize) {
        match &self.person {
            Person::Customer(_) => self.person.stays_at(replies).await,
            Person::Visitor(visitor) => drop(visitor.door.get("/messages?after=0").await.problem(503)),
        }
    }

    /// Where the API has it.
    pub fn path(&self, rest: &str) -> String {
        format!("/conversations/{}{rest}", self.id)
    }
}

/// What belongs to a kind of channel.
pub trait OnChannel {
    /// Which one.
    fn channel(&self) -> Channel;
}

impl OnChannel for Channel {
    fn channel(&self) -> Channel {
        *self
    }
}

impl OnChannel for Shop {
    fn channel(&self) -> Channel {
        self.channel
    }
}

impl OnChannel for Begun {
    fn channel(&self) -> Channel {
        self.shop.channel
    }
}

/// Does this for all of them at once; a failure says on which kind of channel it was.
pub async fn each<S: OnChannel, T>(scenes: &[S], act: impl AsyncFn(&S) -> T) -> Vec<T> {
    let acts = scenes.iter().map(async |scene| {
        let done = AssertUnwindSafe(act(scene)).catch_unwind().await;
        done.unwrap_or_else(|panic| {
            eprintln!("that was on {}", scene.channel().as_str());
            std::panic::resume_unwind(panic)
        })
    });
    join_all(acts).await
}
