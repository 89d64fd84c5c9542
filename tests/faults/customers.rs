//! Customers who each ask for every product once: two answers to one customer are never the same, unless one of them
//! was sent twice.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use simulator::{CustomerConfig, Number, Product, Unreliable, Wire};

use crate::support::channel::{Channel, product};
use crate::support::chat::Chat;
use crate::support::shop::{channel, product_config};
use crate::support::{Env, Person, Shop, random};

/// Words that no search takes for one another, and no price is asked twice for.
const PRODUCTS: [&str; 24] = [
    "Anggerik",
    "Bougainvillea",
    "Cempaka",
    "Dahlia",
    "Edelweiss",
    "Freesia",
    "Gladiolus",
    "Hyacinth",
    "Iris",
    "Jasmine",
    "Kenanga",
    "Lavender",
    "Magnolia",
    "Narcissus",
    "Orchid",
    "Peony",
    "Quince",
    "Rafflesia",
    "Seroja",
    "Tulip",
    "Ubai",
    "Violet",
    "Wisteria",
    "Zinnia",
];

/// A customer, and what they have said.
pub struct Asker {
    /// How they write.
    pub channel: Channel,
    person: Person,
    said: Mutex<Vec<String>>,
}

/// What reached a customer.
#[derive(Debug)]
pub struct Got {
    /// Its words.
    pub text: String,
    /// The callback data that it left with; the website has none.
    pub row: Option<String>,
}

/// A shop with a channel of each kind, that sells what they ask for; its agent asks a model.
pub struct Market {
    /// The shop; its own channel is the WhatsApp number.
    pub shop: Shop,
    /// Its numbers at the stand-in for Meta, one of each product.
    pub numbers: Vec<Number>,
    chat: Chat,
}

impl Market {
    /// Opens one on a Worker.
    pub async fn open(env: &Arc<Env>) -> Self {
        let shop = Shop::with_model_at(env, Wire::Anthropic).await;
        for (name, price) in PRODUCTS.iter().zip((2_100..).step_by(700)) {
            shop.add_product(name, price, None).await;
        }
        let caps = json!({ "daily_turns": 10_000, "conversation_turns": 1_000 });
        shop.change_settings(&json!({ "agent": caps })).await;
        let mut numbers = vec![shop.number.clone()];
        for product in [Product::Instagram, Product::Messenger] {
            let number = env.simulator.add_number(product_config(env, product));
            shop.api.post("/channels", &channel(&number)).await.expect(201);
            numbers.push(number);
        }
        let chat = Chat::open(&shop, &[]).await;
        Self { shop, numbers, chat }
    }

    /// So many new customers, one kind of channel after the other.
    pub async fn askers(&self, count: usize) -> Vec<Arc<Asker>> {
        let mut askers = Vec::new();
        for place in 0..count {
            let channel = Channel::ALL[place % Channel::ALL.len()];
            let person = match self.numbers.iter().find(|number| product(channel) == Some(number.product())) {
                Some(number) => {
                    let name = format!("Aina {}", random::digits(9));
                    let phone = format!("601{}", random::digits(9));
                    Person::Customer(number.add_customer(CustomerConfig::with_phone(&name, &phone)))
                }
                None => Person::Visitor(Arc::new(self.chat.visitor().await)),
            };
            askers.push(Arc::new(Asker { channel, person, said: Mutex::default() }));
        }
        askers
    }

    /// The stand-in repeats what it brings after these waits.
    pub fn retry_schedule(&self, waits: &[Duration]) {
        self.numbers.iter().for_each(|number| number.retry_schedule(waits));
    }

    /// Meta fails from now on, or does not any more.
    pub fn unreliable(&self, faults: Option<&Unreliable>) {
        self.numbers.iter().for_each(|number| number.unreliable(faults.cloned()));
    }
}

impl Asker {
    /// Asks for the next product, later, while the test goes on; the stand-in delivers it in its own time, and a page
    /// says it again until it is kept. Nothing happens when there is no product left.
    pub fn ask_in(self: &Arc<Self>, delay: Duration) {
        let Some(words) = self.next_question() else { return };
        let asker = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            match &asker.person {
                Person::Customer(customer) => drop(customer.say(&words).await),
                Person::Visitor(visitor) => visitor.says_until_kept(&words).await,
            }
        });
    }

    /// What they said, or are about to say.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What has reached them.
    pub async fn received(&self) -> Vec<Got> {
        match &self.person {
            Person::Customer(customer) => {
                let received = customer.received().into_iter();
                received
                    .map(|sent| Got { text: sent.text.unwrap_or_default(), row: sent.callback_data })
                    .collect()
            }
            Person::Visitor(_) => {
                self.person.replies().await.into_iter().map(|text| Got { text, row: None }).collect()
            }
        }
    }

    /// The name that the shop knows them by.
    pub fn name(&self) -> String {
        match &self.person {
            Person::Customer(customer) => customer.bsuid(),
            // Between its version and its time.
            Person::Visitor(visitor) => visitor.token.split('.').nth(1).unwrap_or_default().to_owned(),
        }
    }

    fn next_question(&self) -> Option<String> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let product = PRODUCTS.get(said.len())?;
        let words = format!("How much is the {product}?");
        said.push(words.clone());
        Some(words)
    }
}
