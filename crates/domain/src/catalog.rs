//! What is sold, and finding it by a customer's words.

mod draft;
mod search;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::ids::ProductId;
use crate::money::Money;

pub use draft::{NewProduct, NewVariant, ProductPatch, StockedProduct};
pub use search::search;

/// A product as customers and the model may know it. The floor price is not in this type, so it cannot leak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Our id.
    pub id: ProductId,
    /// What the owner calls it.
    pub name: String,
    /// A few sentences; may be empty.
    #[serde(default)]
    pub description: String,
    /// The asking price.
    pub price: Money,
    /// A lower price in force now, in the same currency.
    #[serde(default)]
    pub sale_price: Option<Money>,
    /// Pieces in stock over all variants that do not count their own; `None`: not counted.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// Colours, sizes and the like.
    #[serde(default)]
    pub variants: Vec<Variant>,
}

/// A colour, a size, a taste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Such as `M` or `Sage, M`.
    pub name: String,
    /// Its own price, if it differs.
    #[serde(default)]
    pub price: Option<Money>,
    /// Its own stock; `None`: the product's.
    #[serde(default)]
    pub quantity: Option<u32>,
}

impl Product {
    /// What a customer pays now for one piece without choosing a variant.
    pub fn current_price(&self) -> Money {
        self.sale_price.unwrap_or(self.price)
    }

    /// Whether anything of it can be bought; what is not counted can.
    pub fn in_stock(&self) -> bool {
        let shared = self.quantity.is_none_or(|left| left > 0);
        let buyable = |variant: &Variant| variant.quantity.map_or(shared, |left| left > 0);
        if self.variants.is_empty() { shared } else { self.variants.iter().any(buyable) }
    }
}
