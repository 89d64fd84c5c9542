use domain::catalog::Variant;
use domain::money::{Currency, Money};

use super::*;

mod languages;
mod products;
mod properties;
mod shop;
mod unseen;

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn product(name: &str, amount: i64) -> Product {
    Product {
        id: serde_json::from_value(serde_json::json!("0199d2c0-0000-7000-8000-000000000001")).unwrap(),
        name: name.into(),
        description: String::new(),
        price: Money::new(amount, currency("MYR")),
        sale_price: None,
        quantity: None,
        variants: Vec::new(),
    }
}

fn variant(name: &str, quantity: Option<u32>) -> Variant {
    Variant { name: name.into(), price: None, quantity }
}

const FACTS: &[Fact<'_>] = &[
    Fact { topic: "Delivery", text: "We deliver within 3 days." },
    Fact { topic: "Waktu operasi", text: "Buka setiap hari 9-18." },
    Fact { topic: "Gift wrapping", text: "We wrap gifts for free." },
];

/// A shop in Malaysia that shows `showcase`.
fn shop(showcase: &[Product]) -> OfflineShop<'_> {
    OfflineShop {
        name: "Kedai Daun",
        agent_name: "Maya",
        currency: currency("MYR"),
        facts: FACTS,
        contact: Some("hello@daun.example"),
        showcase,
    }
}

/// The answer to a burst in a conversation that began before.
fn answer(products: &[Product], messages: &[&str]) -> OfflineReply {
    let showcase = [product("Tea Pot", 8_900), product("Sage Mug", 3_900)];
    reply(&shop(&showcase), products, 7, messages, &[], true)
}

fn mug() -> Product {
    Product { quantity: Some(40), ..product("Ceramic Mug", 2_900) }
}

/// Who writes what, and what is understood of it.
#[track_caller]
fn understood(cases: &[(&str, Language)], products: &[Product], intent: Intent, said: &[&str]) {
    for (message, language) in cases {
        let reply = answer(products, &[message]);
        assert_eq!((reply.intent, reply.language), (intent, *language), "{message} → {}", reply.text);
        for part in said {
            assert!(reply.text.contains(part), "{message} → {} lacks {part}", reply.text);
        }
    }
}
