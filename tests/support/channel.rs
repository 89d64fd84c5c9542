//! A channel of any kind and its people, spoken with in one way: what a test says of one kind holds for all.

use std::sync::Arc;

use simulator::{Customer, CustomerConfig, Product, Wire};

use super::chat::{Chat, Visitor, is_theirs};
use super::shop::says;
use super::time::SILENCE;
use super::wait::until;
use super::{Env, Run, Shop, random};

/// The kinds of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A WhatsApp number.
    WhatsApp,
    /// An Instagram account, by its own login.
    Instagram,
    /// A Page's Messenger.
    Messenger,
    /// The website's chat.
    Website,
}

/// Every kind, with what it is called in the names of tests.
pub const CHANNELS: [(Channel, &str); 4] = [
    (Channel::WhatsApp, "whatsapp"),
    (Channel::Instagram, "instagram"),
    (Channel::Messenger, "messenger"),
    (Channel::Website, "website"),
];

impl Channel {
    /// The product of Meta's; the website is of none.
    pub fn product(self) -> Option<Product> {
        match self {
            Self::WhatsApp => Some(Product::WhatsApp),
            Self::Instagram => Some(Product::Instagram),
            Self::Messenger => Some(Product::Messenger),
            Self::Website => None,
        }
    }

    /// The longest text of one message: in characters, on Instagram in bytes.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::Instagram => text.len() <= 1_000,
            Self::Messenger => text.chars().count() <= 2_000,
            Self::WhatsApp | Self::Website => text.chars().count() <= 4_096,
        }
    }
}

/// A shop whose customers come by one kind of channel.
pub struct Stand {
    /// The shop.
    pub shop: Shop,
    chat: Option<Chat>,
}

impl Stand {
    /// On the shared Worker, with an agent that answers without a model.
    pub async fn open(run: &'static Run, channel: Channel) -> Self {
        Self::open_at(&run.shared().await, channel).await
    }

    /// As [`Self::open`], on any Worker.
    pub async fn open_at(env: &Arc<Env>, channel: Channel) -> Self {
        let product = channel.product().unwrap_or(Product::WhatsApp);
        let shop = Shop::open_of(env, product).await;
        let chat = match channel {
            Channel::Website => Some(Chat::open(&shop, &[]).await),
            _ => None,
        };
        Self { shop, chat }
    }

    /// As [`Self::open_at`], with an agent that asks the stand-in model.
    pub async fn with_model_at(env: &Arc<Env>, channel: Channel) -> Self {
        let stand = Self::open_at(env, channel).await;
        stand.shop.ask_model(Wire::Anthropic).await;
        stand
    }

    /// As [`Self::open`], with an agent that asks the stand-in model.
    pub async fn with_model(run: &'static Run, channel: Channel) -> Self {
        Self::with_model_at(&run.shared().await, channel).await
    }

    /// Its channel of this kind.
    pub fn channel_id(&self) -> &str {
        self.chat.as_ref().map_or(&self.shop.channel_id, |chat| &chat.channel_id)
    }

    /// Somebody new.
    pub async fn person(&self) -> Person {
        if let Some(chat) = &self.chat {
            return Person::Visitor(Arc::new(chat.visitor().await));
        }
        let name = format!("Aina {}", random::digits(9));
        let config = CustomerConfig::with_phone(&name, &format!("601{}", random::digits(9)));
        let customer = self.shop.number.add_customer(config);
        self.shop.env.run.seen.add(&name);
        Person::Customer(customer)
    }
}

/// Somebody who writes to a shop.
#[derive(Clone)]
pub enum Person {
    /// By one of Meta's products.
    Customer(Customer),
    /// On the shop's page.
    Visitor(Arc<Visitor>),
}

impl Person {
    /// Writes, and what they wrote is kept.
    pub async fn says(&self, words: &str) {
        match self {
            Self::Customer(customer) => says(customer, words).await,
            Self::Visitor(visitor) => drop(visitor.says(words).await),
        }
    }

    /// What the shop has said to them, oldest first.
    pub async fn replies(&self) -> Vec<String> {
        match self {
            Self::Customer(customer) => customer.replies(),
            Self::Visitor(visitor) => {
                let thread = visitor.thread().await;
                let ours = thread.iter().filter(|message| !is_theirs(message));
                ours.filter_map(|message| message["text"].as_str().map(str::to_owned)).collect()
            }
        }
    }

    /// What the shop has said, once there are this many.
    pub async fn replies_until(&self, count: usize) -> Vec<String> {
        until(&format!("{count} replies"), || async {
            let replies = self.replies().await;
            if replies.len() >= count { Ok(replies) } else { Err(format!("{replies:?}")) }
        })
        .await
    }

    /// Writes, and gets the next answer.
    pub async fn asks(&self, words: &str) -> String {
        let before = self.replies().await.len();
        self.says(words).await;
        self.replies_until(before + 1).await.pop().unwrap_or_default()
    }

    /// Nothing but these many replies reaches them, for as long as anything could be on its way.
    pub async fn stays_at(&self, count: usize) {
        let started = std::time::Instant::now();
        while started.elapsed() < SILENCE {
            let replies = self.replies().await;
            assert_eq!(replies.len(), count, "{replies:?}");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }

    /// At the stand-in for Meta; not for the website's visitors.
    pub fn customer(&self) -> &Customer {
        match self {
            Self::Customer(customer) => customer,
            Self::Visitor(_) => panic!("a visitor of the website is no customer of Meta's"),
        }
    }
}

/// Makes the function `suite` of a module whose tests run on every kind of channel.
#[macro_export]
macro_rules! on_every_channel {
    ($($name:ident),+ $(,)?) => { $crate::on_every_channel![suite: $($name),+]; };
    ($suite:ident: $($name:ident),+ $(,)?) => {
        /// The tests of this module, once for each kind of channel.
        pub fn $suite(run: &'static $crate::support::Run) -> Vec<libtest_mimic::Trial> {
            let mut trials = Vec::new();
            for (channel, called) in $crate::support::channel::CHANNELS {
                $(trials.push($crate::support::suite::trial(
                    run,
                    module_path!(),
                    &format!("{}[{called}]", stringify!($name)),
                    move |run| $name(run, channel),
                ));)+
            }
            trials
        }
    };
}
