use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Every amount in a text: `RM `, digits, commas, a point and two digits.
fn amounts(text: &str) -> Vec<String> {
    let digits =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_digit() || ",.".contains(*c)).collect::<String>();
    text.split("RM ")
        .skip(1)
        .map(|rest| format!("RM {}", digits(rest).trim_end_matches([',', '.'])))
        .collect()
}

fn any_product() -> impl Strategy<Value = Product> {
    let name =
        prop::sample::select(vec!["Ceramic Mug", "Tote Bag", "Tea Pot", "Red Mug", "{price}", "红茶", "شاي"]);
    // No `M`: a variant called `RM` would be read as the sign of an amount.
    let variants = prop::collection::vec(
        ("[A-LN-Z]{1,2}", prop::option::of(1_i64..99_999_999), prop::option::of(0_u32..9)),
        0..4,
    );
    let stock = prop::option::of(0_u32..9);
    (name, 1_i64..99_999_999, prop::option::of(1_i64..99_999_999), stock, variants).prop_map(
        |(name, price, sale, quantity, variants)| Product {
            sale_price: sale.map(|amount| Money::new(amount, currency("MYR"))),
            quantity,
            variants: variants
                .into_iter()
                .map(|(name, price, quantity)| Variant {
                    name,
                    price: price.map(|amount| Money::new(amount, currency("MYR"))),
                    quantity,
                })
                .collect(),
            ..product(name, price)
        },
    )
}

fn any_message() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "hi",
        "hola",
        "你好",
        "مرحبا",
        "how much",
        "berapa",
        "precio",
        "多少钱",
        "بكم",
        "mug",
        "tote bag",
        "tea",
        "discount",
        "descuento",
        "折扣",
        "RM 5",
        "for 10 please",
        "delivery",
        "envío",
        "person",
        "what do you sell",
        "size",
        "m",
        "bye",
        "thanks",
        "red",
        "红茶",
        "buy",
    ]);
    prop_oneof![prop::collection::vec(words, 0..6).prop_map(|words| words.join(" ")), ".{0,40}"]
}

fn any_unseen() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(unseen::KINDS), 0..4)
}

fn given(products: &[Product]) -> BTreeSet<String> {
    let of_variants =
        products.iter().flat_map(|product| &product.variants).filter_map(|variant| variant.price);
    let own = products.iter().flat_map(|product| [Some(product.price), product.sale_price]).flatten();
    own.chain(of_variants).map(|money| money.to_string()).collect()
}

proptest! {
    #[test]
    fn every_amount_belongs_to_a_product(
        products in prop::collection::vec(any_product(), 0..7),
        showcase in prop::collection::vec(any_product(), 0..7),
        messages in prop::collection::vec(any_message(), 0..4),
        unseen in any_unseen(),
        greeted in any::<bool>(),
        total in 0_usize..50,
    ) {
        let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
        let reply = reply(&shop(&showcase), &products, total, &messages, &unseen, greeted);
        let backed = given(&[products, showcase].concat());
        for amount in amounts(&reply.text) {
            prop_assert!(backed.contains(&amount), "{amount} in {}", reply.text);
        }
        prop_assert!(!reply.text.trim().is_empty());
        let called = reply.intent == Intent::Person || ["order", "audio"].iter().any(|kind| unseen.contains(kind));
        prop_assert_eq!(reply.hand_over.is_some(), called);
    }
}

#[test]
fn the_reader_of_amounts_reads() {
    assert_eq!(amounts("RM 1,290.00, not RM 5. Or 7"), ["RM 1,290.00", "RM 5"]);
}
