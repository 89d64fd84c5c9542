//! One person on two numbers of a shop: two contacts, until staff say that they are one.

use std::sync::Arc;

use serde_json::{Value, json};
use simulator::{CustomerConfig, Number};

use crate::support::shop::{channel, number_config, text};
use crate::support::wait::until;
use crate::support::{Env, Person, Run, Shop, random};

/// The shop and the person.
pub struct Pair {
    /// With two numbers.
    pub shop: Shop,
    /// The second one of them.
    pub number: Number,
    /// The person on the first number.
    pub first: Side,
    /// The same person, under another name, on the second.
    pub second: Side,
}

/// A person on one number.
pub struct Side {
    /// The phone.
    pub customer: Person,
    /// The contact, while it is one of its own.
    pub contact: String,
    /// The conversation.
    pub conversation: String,
}

impl Pair {
    /// On the shared Worker; both have asked something and were answered.
    pub async fn open(run: &'static Run) -> Self {
        Self::open_at(&run.shared().await).await
    }

    /// On any Worker.
    pub async fn open_at(env: &Arc<Env>) -> Self {
        let shop = Shop::open_at(env).await;
        let number = env.simulator.add_number(number_config(env));
        let second = text(&shop.api.post("/channels", &channel(&number)).await.expect(201), "id");
        let (ana, bea) = (shop.person().await, person(&number));
        ana.asks("What do you sell in this shop?").await;
        let first = side(&shop, &shop.channel_id, ana).await;
        bea.asks("How much is the Kebaya Nyonya?").await;
        let second = side(&shop, &second, bea).await;
        assert_ne!(first.contact, second.contact, "two contacts, as far as anybody can tell");
        Self { shop, number, first, second }
    }

    /// The second contact becomes part of the first.
    pub async fn join(&self) -> Value {
        self.shop.api.post(&self.join_path(), &self.join_body()).await.expect(200)
    }

    /// Where that is asked for.
    pub fn join_path(&self) -> String {
        format!("/contacts/{}/join", self.first.contact)
    }

    /// And how.
    pub fn join_body(&self) -> Value {
        json!({ "contact_id": self.second.contact })
    }

    /// The second conversation gets a contact of its own again.
    pub async fn split(&self) -> Value {
        let path = format!("/contacts/{}/split", self.first.contact);
        let body = json!({ "conversation_id": self.second.conversation });
        self.shop.api.post(&path, &body).await.expect(200)
    }

    /// Both sides.
    pub fn sides(&self) -> [&Side; 2] {
        [&self.first, &self.second]
    }

    /// A contact, under any id that it ever had.
    pub async fn contact(&self, id: &str) -> Value {
        self.shop.api.get(&format!("/contacts/{id}")).await.expect(200)
    }

    /// Waits until a conversation itself knows whose it is: it answers a pause with its own word.
    pub async fn knows(&self, side: &Side, contact: &str) {
        let path = format!("/conversations/{}", side.conversation);
        until("a conversation that knows its contact", || async {
            let paused = self.shop.api.post(&format!("{path}/pause"), &json!({})).await.expect(200);
            let known = text(&paused, "contact_id");
            if known == contact { Ok(()) } else { Err(known) }
        })
        .await;
        self.shop.api.post(&format!("{path}/resume"), &json!({})).await.expect(200);
    }
}

/// A new person with a phone at a number.
pub fn person(number: &Number) -> Person {
    let name = format!("Bea {}", random::digits(9));
    number.add_customer(CustomerConfig::with_phone(&name, &format!("601{}", random::digits(9)))).into()
}

/// The newest conversation of a channel.
pub async fn side(shop: &Shop, channel: &str, customer: Person) -> Side {
    let found = until("the conversation in the inbox", || async {
        let inbox = shop.api.get("/conversations").await.items();
        let found = inbox.iter().find(|one| one["channel_id"] == channel).cloned();
        found.ok_or(format!("{inbox:?}"))
    })
    .await;
    Side { customer, contact: text(&found, "contact_id"), conversation: text(&found, "id") }
}

/// A list's texts, sorted.
pub fn sorted(list: &Value) -> Vec<String> {
    let items = list.as_array().cloned().unwrap_or_default();
    let mut texts: Vec<String> = items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
    texts.sort();
    texts
}

/// The values of a contact's names, sorted.
pub fn names(contact: &Value) -> Vec<String> {
    let aliases = contact["aliases"].as_array().cloned().unwrap_or_default();
    let mut values: Vec<String> = aliases.iter().map(|alias| text(alias, "value")).collect();
    values.sort();
    values
}

/// The names that Meta tells of a person, sorted.
pub fn names_at_meta(customer: &Person) -> Vec<String> {
    let mut names: Vec<String> = [Some(customer.bsuid()), customer.wa_id()].into_iter().flatten().collect();
    names.sort();
    names
}
