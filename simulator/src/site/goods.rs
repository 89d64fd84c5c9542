//! One piece of the shop's catalog, as its site shows it.

use serde_json::Value;

use crate::state::text_at;

/// A piece and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) name: String,
    pub(super) description: String,
    /// As people read it.
    pub(super) price: String,
    /// The price while it is reduced.
    pub(super) sale_price: Option<String>,
    /// Sizes or colours that are in stock.
    pub(super) choices: Vec<String>,
    pub(super) is_sold_out: bool,
}

impl Piece {
    /// The error is the field that is not as it should be.
    pub(super) fn read(product: &Value) -> Result<Self, &'static str> {
        let variants = product["variants"].as_array().map_or(&[][..], Vec::as_slice);
        let in_stock = |part: &Value| part["quantity"] != 0;
        let there = variants.iter().filter(|variant| in_stock(variant));
        Ok(Self {
            name: text_at(product, "/name").ok_or("name")?.to_owned(),
            description: text_at(product, "/description").unwrap_or_default().to_owned(),
            price: money(&product["price"]).ok_or("price")?,
            sale_price: match product.get("sale_price") {
                None | Some(Value::Null) => None,
                Some(price) => Some(money(price).ok_or("sale_price")?),
            },
            choices: there
                .clone()
                .filter_map(|variant| text_at(variant, "/name"))
                .map(str::to_owned)
                .collect(),
            is_sold_out: if variants.is_empty() { !in_stock(product) } else { there.count() == 0 },
        })
    }
}

/// `{amount, currency}`, the amount in the currency's smallest unit (ISO 4217).
fn money(money: &Value) -> Option<String> {
    let amount = money["amount"].as_u64()?;
    let currency = text_at(money, "/currency")?;
    let symbol = if currency == "MYR" { "RM" } else { currency };
    Some(match currency {
        "JPY" | "KRW" | "VND" => format!("{symbol} {amount}"),
        _ => format!("{symbol} {}.{:02}", amount / 100, amount % 100),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_piece_is_read_as_people_read_it() {
        let product = json!({ "name": "Kebaya", "price": { "amount": 22905, "currency": "MYR" },
            "sale_price": { "amount": 1500, "currency": "JPY" }, "floor_price": { "amount": 1, "currency": "MYR" },
            "variants": [{ "name": "S", "quantity": 2 }, { "name": "M", "quantity": 0 }] });
        let piece = Piece::read(&product).unwrap();
        assert_eq!((piece.price.as_str(), piece.sale_price.as_deref()), ("RM 229.05", Some("JPY 1500")));
        assert_eq!((piece.choices, piece.is_sold_out), (vec!["S".to_owned()], false));
    }

    #[test]
    fn what_is_gone_says_so() {
        let price = json!({ "amount": 100, "currency": "MYR" });
        let of = |stock: Value| {
            let mut product = json!({ "name": "Tote", "price": price });
            product.as_object_mut().unwrap().append(&mut stock.as_object().unwrap().clone());
            Piece::read(&product).unwrap().is_sold_out
        };
        assert!(of(json!({ "quantity": 0 })) && of(json!({ "variants": [{ "name": "S", "quantity": 0 }] })));
        assert!(!of(json!({})) && !of(json!({ "quantity": 3 })));
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        assert_eq!(Piece::read(&json!({})), Err("name"));
        assert_eq!(
            Piece::read(&json!({ "name": "x", "price": { "amount": -1, "currency": "MYR" } })),
            Err("price")
        );
        let product = json!({ "name": "x", "price": { "amount": 1, "currency": "MYR" }, "sale_price": 5 });
        assert_eq!(Piece::read(&product), Err("sale_price"));
    }
}
