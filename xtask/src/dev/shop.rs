//! The demo shop, Sage & Thread: a clothing shop in Kuala Lumpur. It is in `shop.json`, in the words of the API;
//! amounts are sen.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::demo::{DISPLAY_PHONE_NUMBER, INSTAGRAM_ID, PAGE_ID, PHONE_NUMBER_ID, WABA_ID};

/// Where it is in the workspace: the simulator shows the shop's site from it.
pub const FILE: &str = "xtask/src/dev/shop.json";
const TEXT: &str = include_str!("shop.json");

/// What is sent to the Worker to make the shop.
pub struct Shop {
    signup: Value,
    /// How the shop wants to be represented.
    pub settings: Value,
    /// What it sells.
    pub products: Vec<Value>,
}

impl Shop {
    /// Reads it.
    ///
    /// # Errors
    /// When a part is missing.
    pub fn read() -> Result<Self> {
        let mut shop: Value = serde_json::from_str(TEXT).context("shop.json is not JSON")?;
        let mut take = |name: &str| shop.get_mut(name).map(Value::take).with_context(|| format!("no {name}"));
        let (signup, settings) = (take("signup")?, take("settings")?);
        let Value::Array(products) = take("products")? else { anyhow::bail!("products is no list") };
        Ok(Self { signup, settings, products })
    }

    /// The sign-up. Nobody logs in with the password: the token is kept instead.
    pub fn signup(&self, password: &str) -> Value {
        let mut signup = self.signup.clone();
        signup["password"] = password.into();
        signup
    }

    /// The name, for people.
    pub fn name(&self) -> &str {
        self.signup["company"].as_str().unwrap_or_default()
    }
}

/// The shop's lines at the stand-in Meta, one of a kind, and the chat that these sites may embed.
pub fn channels(access_token: &str, origins: &[String]) -> Vec<Value> {
    let whatsapp = json!({
        "kind": "whatsapp",
        "phone_number_id": PHONE_NUMBER_ID,
        "waba_id": WABA_ID,
        "display_phone_number": DISPLAY_PHONE_NUMBER,
        "access_token": access_token,
    });
    let instagram =
        json!({ "kind": "instagram", "instagram_id": INSTAGRAM_ID, "access_token": access_token });
    let messenger = json!({ "kind": "messenger", "page_id": PAGE_ID, "access_token": access_token });
    let website = json!({ "kind": "website", "origins": origins });
    vec![whatsapp, instagram, messenger, website]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(product: &Value, field: &str) -> Option<u64> {
        let money = product.get(field)?;
        assert_eq!(money["currency"], "MYR");
        Some(money["amount"].as_u64().unwrap())
    }

    #[test]
    fn prices_stand_in_their_order() {
        for product in Shop::read().unwrap().products {
            let price = amount(&product, "price").unwrap();
            let sale = amount(&product, "sale_price").unwrap_or(price);
            let floor = amount(&product, "floor_price").unwrap_or(1);
            assert!(0 < floor && floor <= sale && sale <= price, "{product}");
        }
    }

    #[test]
    fn everything_is_counted() {
        for product in Shop::read().unwrap().products {
            let variants = product["variants"].as_array();
            let counted = |part: &Value| part["quantity"].is_u64();
            assert!(variants.map_or(counted(&product), |all| all.iter().all(counted)), "{product}");
        }
    }

    #[test]
    fn names_are_distinct_because_seeding_goes_by_them() {
        let mut names: Vec<_> =
            Shop::read().unwrap().products.iter().map(|product| product["name"].to_string()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn the_file_is_where_the_simulator_looks_for_it() {
        let file = std::fs::read_to_string(crate::workspace_root().join(FILE)).unwrap();
        assert_eq!(file, TEXT);
    }

    #[test]
    fn the_password_is_added() {
        assert_eq!(Shop::read().unwrap().signup("secret")["password"], "secret");
    }
}
