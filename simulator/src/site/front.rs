//! What the shop's site shows: read from the JSON that seeds the demo, in the words of the Worker's API.

use serde_json::Value;

use super::goods::Piece;
use crate::state::text_at;

/// What the site shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storefront {
    pub(super) name: String,
    pub(super) pieces: Vec<Piece>,
    /// A topic and what is to be known about it.
    pub(super) facts: Vec<(String, String)>,
}

/// The shop cannot be shown.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadShop {
    /// It is not JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
    /// A field is missing or of another kind.
    #[error("{0} is missing or not as it should be")]
    Field(String),
}

impl Storefront {
    /// A shop that shows nothing but its name.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), pieces: Vec::new(), facts: Vec::new() }
    }

    /// Reads `signup.company`, `products[]` and, where they are, `settings.shop.facts[]`. Whatever the owner keeps to
    /// himself, such as the lowest price, is not even read.
    pub fn read(json: &str) -> Result<Self, BadShop> {
        let shop: Value = serde_json::from_str(json).map_err(|error| BadShop::Json(error.to_string()))?;
        let name =
            text_at(&shop, "/signup/company").ok_or_else(|| BadShop::Field("signup.company".to_owned()))?;
        let products = shop["products"].as_array().ok_or_else(|| BadShop::Field("products".to_owned()))?;
        let read = |(place, product)| Piece::read(product).map_err(|field| at(place, field));
        let pieces = products.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let facts = shop.pointer("/settings/shop/facts").and_then(Value::as_array);
        Ok(Self {
            name: name.to_owned(),
            pieces,
            facts: facts.into_iter().flatten().filter_map(fact).collect(),
        })
    }
}

fn at(place: usize, field: &str) -> BadShop {
    BadShop::Field(format!("products[{place}].{field}"))
}

fn fact(fact: &Value) -> Option<(String, String)> {
    Some((text_at(fact, "/topic")?.to_owned(), text_at(fact, "/text")?.to_owned()))
}
