//! The demo shop: a clothing shop in Kuala Lumpur. Amounts are sen.

use serde_json::{Value, json};

use super::demo::{DISPLAY_PHONE_NUMBER, PHONE_NUMBER_ID, WABA_ID};

/// The sign-up. Nobody logs in with the password: the token is kept instead.
pub fn signup(password: &str) -> Value {
    json!({
        "company": "Kedai Seri",
        "name": "Aina Rahman",
        "email": "owner@example.com",
        "password": password,
        "business_type": "fashion",
        "country": "MY",
    })
}

/// The shop's number at the stand-in Meta.
pub fn channel(access_token: &str) -> Value {
    json!({
        "kind": "whatsapp",
        "phone_number_id": PHONE_NUMBER_ID,
        "waba_id": WABA_ID,
        "display_phone_number": DISPLAY_PHONE_NUMBER,
        "access_token": access_token,
    })
}

/// How the shop wants to be represented.
pub fn settings() -> Value {
    json!({
        "name": "Kedai Seri",
        "instructions": "Be warm and brief. Answer in the customer's language. Offer the size guide when somebody \
                         is unsure about a size.",
        "facts": "We deliver within Malaysia for RM 8, free from RM 150, in two to four working days. Pick-up is in \
                  Bangsar, Kuala Lumpur, Monday to Saturday, 10:00 to 19:00. Unworn pieces can be exchanged within \
                  seven days.",
        "agent": { "mode": "on" },
    })
}

/// What the shop sells.
pub fn products() -> Vec<Value> {
    vec![
        product(
            "Baju Kurung Melur",
            "Cotton baju kurung with a small jasmine print.",
            12900,
            &sizes(&[6, 9, 4, 2]),
        ),
        product(
            "Kebaya Nyonya",
            "Embroidered voile kebaya with three kerongsang loops.",
            18900,
            &sizes(&[3, 5, 2, 0]),
        ),
        product(
            "Batik Shirt Rimba",
            "Short-sleeved men's shirt, hand-stamped batik.",
            14900,
            &sizes(&[4, 8, 8, 3]),
        ),
        product("Linen Shirt Pantai", "Loose linen shirt for hot days.", 9900, &sizes(&[5, 7, 7, 5])),
        product(
            "Kids' Baju Melayu",
            "Soft cotton set with sampin, for ages 4 to 11.",
            7900,
            &ages(&[5, 6, 4]),
        ),
        product("Sampin Songket", "Woven sampin with gold thread, one size.", 11900, &colours(&[3, 4])),
        product("Shawl Dahlia", "Light chiffon shawl, 180 by 70 cm.", 3900, &colours(&[20, 15])),
        plain("Tote Bag Pasar", "Strong canvas bag with a market print.", 2900, 40),
    ]
}

fn product(name: &str, description: &str, sen: u32, variants: &[Value]) -> Value {
    json!({ "name": name, "description": description, "price": ringgit(sen), "variants": variants })
}

fn plain(name: &str, description: &str, sen: u32, quantity: u32) -> Value {
    json!({ "name": name, "description": description, "price": ringgit(sen), "quantity": quantity })
}

fn ringgit(sen: u32) -> Value {
    json!({ "amount": sen, "currency": "MYR" })
}

fn sizes(stock: &[u32]) -> Vec<Value> {
    variants(&["S", "M", "L", "XL"], stock)
}

fn ages(stock: &[u32]) -> Vec<Value> {
    variants(&["4-5 years", "6-8 years", "9-11 years"], stock)
}

fn colours(stock: &[u32]) -> Vec<Value> {
    variants(&["Maroon", "Emerald"], stock)
}

fn variants(names: &[&str], stock: &[u32]) -> Vec<Value> {
    let pairs = names.iter().zip(stock);
    pairs.map(|(name, quantity)| json!({ "name": name, "quantity": quantity })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_is_priced_and_stocked_in_the_shops_currency() {
        for product in products() {
            assert_eq!(product["price"]["currency"], "MYR");
            assert!(product["price"]["amount"].as_u64().unwrap() > 0);
            let counted = product["quantity"].is_u64() || !product["variants"].as_array().unwrap().is_empty();
            assert!(counted, "{product}");
        }
    }

    #[test]
    fn names_are_distinct_because_seeding_goes_by_them() {
        let mut names: Vec<_> = products().iter().map(|product| product["name"].to_string()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
