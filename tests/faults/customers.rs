//! Customers who each ask for every product once: two answers to one customer are never the same, unless one of them
//! was sent twice.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use simulator::{Customer, Wire};

use crate::support::{Env, Shop};

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
    /// At the stand-in.
    pub customer: Customer,
    said: Mutex<Vec<String>>,
}

/// A shop that sells what they ask for; its agent asks a model.
pub async fn shop(env: &Arc<Env>) -> Shop {
    let shop = Shop::with_model_at(env, Wire::Anthropic).await;
    for (name, price) in PRODUCTS.iter().zip((2_100..).step_by(700)) {
        shop.add_product(name, price, None).await;
    }
    shop.change_settings(&json!({ "agent": { "daily_turns": 10_000, "conversation_turns": 1_000 } })).await;
    shop
}

/// So many new customers of a shop.
pub fn askers(shop: &Shop, count: usize) -> Vec<Arc<Asker>> {
    (0..count).map(|_| Arc::new(Asker { customer: shop.customer(), said: Mutex::default() })).collect()
}

impl Asker {
    /// Asks for the next product, later, while the test goes on; the stand-in delivers it in its own time. Nothing happens
    /// when there is no product left.
    pub fn ask_in(self: &Arc<Self>, delay: Duration) {
        if let Some(words) = self.next_question() {
            let asker = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                asker.customer.say(&words).await;
            });
        }
    }

    /// What they said, or are about to say.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn next_question(&self) -> Option<String> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let product = PRODUCTS.get(said.len())?;
        let words = format!("How much is the {product}?");
        said.push(words.clone());
        Some(words)
    }
}
