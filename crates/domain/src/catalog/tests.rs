use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::invalid::InvalidField;
use crate::money::Currency;
use crate::time::Timestamp;

fn myr() -> Currency {
    "MYR".parse().unwrap()
}

fn id() -> ProductId {
    ProductId::new(Timestamp::from_seconds(1), [7; 10])
}

fn product(name: &str, variants: &[&str], description: &str) -> Product {
    let variant = |name: &&str| Variant { name: (*name).to_owned(), price: None, quantity: None };
    Product {
        id: id(),
        name: name.to_owned(),
        description: description.to_owned(),
        price: Money::new(12_900, myr()),
        sale_price: None,
        quantity: None,
        variants: variants.iter().map(variant).collect(),
    }
}

fn shelf() -> Vec<Product> {
    vec![
        product("Linen dress", &["Sage, M", "Sage, L"], "A light summer dress with pockets."),
        product("Cotton blouse", &["White", "Black"], "Goes with any dress."),
        product("Crème brûlée candle", &[], "Smells of vanilla."),
        product("红色连衣裙", &["大", "小"], "夏天穿"),
        product("فُسْتَان أحمر", &[], ""),
    ]
}

fn names(words: &str) -> Vec<String> {
    search(&shelf(), words, 10).into_iter().map(|product| product.name.clone()).collect()
}

#[test]
fn the_name_weighs_more_than_the_description() {
    assert_eq!(names("dress"), ["Linen dress", "Cotton blouse"]);
    assert_eq!(names("any dresses with pockets?"), ["Linen dress", "Cotton blouse"]);
    assert_eq!(search(&shelf(), "dress", 1).len(), 1);
    assert!(search(&shelf(), "dress", 0).is_empty());
}

#[test]
fn case_accents_and_plurals_do_not_matter() {
    for words in ["creme brulee", "CRÈME", "candles", "Vanilla"] {
        assert_eq!(names(words), ["Crème brûlée candle"], "{words}");
    }
    assert_eq!(names("blouses"), ["Cotton blouse"]);
    assert_eq!(names("bluoses"), ["Cotton blouse"]);
    assert!(names("xs").is_empty() && names("ms").is_empty(), "sizes have no plural");
    assert_eq!(names("فستان"), ["فُسْتَان أحمر"]);
}

#[test]
fn one_slip_in_a_longer_word_is_forgiven() {
    for words in ["bluose", "blous", "blousee", "bloise", "coton"] {
        assert_eq!(names(words), ["Cotton blouse"], "{words}");
    }
    assert!(names("blaise").is_empty(), "two slips are not");
    assert!(names("lines sag").contains(&"Linen dress".to_owned()));
    assert!(names("sag").is_empty(), "a short word must be right");
}

#[test]
fn scripts_without_spaces() {
    assert_eq!(names("有没有连衣裙"), ["红色连衣裙"]);
    assert_eq!(names("红色"), ["红色连衣裙"]);
}

#[test]
fn no_match_is_empty() {
    for words in ["", "   ", "bicycle", "do you have any", "?!", "100"] {
        assert!(names(words).is_empty(), "{words}");
    }
}

#[test]
fn a_variant_counts() {
    assert_eq!(names("black"), ["Cotton blouse"]);
    assert_eq!(names("sage dress"), ["Linen dress", "Cotton blouse"]);
}

fn build(change: &Value) -> Result<StockedProduct, InvalidField> {
    let mut body = json!({"name": "Dress", "price": {"amount": 12_900, "currency": "MYR"}});
    for (key, value) in change.as_object().unwrap() {
        body[key] = value.clone();
    }
    serde_json::from_value::<NewProduct>(body).unwrap().build(id(), myr())
}

fn ringgit(amount: i64) -> Value {
    json!({"amount": amount, "currency": "MYR"})
}

#[track_caller]
fn refuses(field: &str, change: &Value) {
    assert_eq!(build(change).unwrap_err().field, field, "{change}");
}

#[test]
fn stock_is_the_variants_own_or_the_products() {
    let stocked = |quantity: Value, variants: Value| {
        build(&json!({"quantity": quantity, "variants": variants})).unwrap().product.in_stock()
    };
    assert!(stocked(json!(null), json!([])));
    assert!(stocked(json!(1), json!([])));
    assert!(!stocked(json!(0), json!([])));
    assert!(!stocked(json!(null), json!([{"name": "M", "quantity": 0}])), "every variant is sold out");
    assert!(stocked(json!(0), json!([{"name": "M", "quantity": 0}, {"name": "L", "quantity": 2}])));
    assert!(stocked(json!(5), json!([{"name": "M", "quantity": 0}, {"name": "L"}])));
    assert!(!stocked(json!(0), json!([{"name": "M"}])));
}

#[test]
fn a_good_product_is_built() {
    let built = build(&json!({
        "name": " Dress ", "sale_price": ringgit(9_900), "floor_price": ringgit(8_000), "quantity": 3,
        "variants": [{"name": "M", "quantity": 1}, {"name": "L", "price": ringgit(13_900)}],
    }));
    let StockedProduct { product, floor_price } = built.unwrap();
    assert_eq!((product.name.as_str(), product.variants.len()), ("Dress", 2));
    assert_eq!((product.current_price().amount, floor_price.map(|floor| floor.amount)), (9_900, Some(8_000)));
}

#[test]
fn each_rule_names_its_field() {
    refuses("name", &json!({"name": " "}));
    refuses("name", &json!({"name": "x".repeat(201)}));
    refuses("description", &json!({"description": "x".repeat(5_001)}));
    refuses("price", &json!({"price": ringgit(0)}));
    refuses("price", &json!({"price": ringgit(-1)}));
    refuses("price", &json!({"price": ringgit(Money::MAX + 1)}));
    refuses("price", &json!({"price": {"amount": 1, "currency": "USD"}}));
    refuses("sale_price", &json!({"sale_price": ringgit(12_900)}));
    refuses("sale_price", &json!({"sale_price": ringgit(0)}));
    refuses("floor_price", &json!({"floor_price": ringgit(12_901)}));
    refuses("floor_price", &json!({"floor_price": ringgit(9_901), "sale_price": ringgit(9_900)}));
    refuses(
        "floor_price",
        &json!({"floor_price": ringgit(200), "variants": [{"name": "S", "price": ringgit(100)}]}),
    );
    refuses("quantity", &json!({"quantity": 1_000_000_001}));
    refuses("variants[1].name", &json!({"variants": [{"name": "m"}, {"name": " M "}]}));
    refuses("variants[0].price", &json!({"variants": [{"name": "m", "price": ringgit(0)}]}));
    refuses("variants[0].quantity", &json!({"variants": [{"name": "m", "quantity": 4_000_000_000_u32}]}));
    let many: Vec<Value> = (0..101).map(|n| json!({"name": n.to_string()})).collect();
    refuses("variants", &json!({"variants": many}));
}

#[test]
fn misspelt_fields_are_refused() {
    let body = json!({"name": "Dress", "price": ringgit(1), "flor_price": ringgit(1)});
    assert!(serde_json::from_value::<NewProduct>(body).unwrap_err().to_string().contains("flor_price"));
    let variant = json!({"variants": [{"name": "M", "prize": 1}]});
    assert!(serde_json::from_value::<ProductPatch>(variant).is_err());
    assert!(serde_json::from_value::<ProductPatch>(json!({"price": null})).is_err());
}

#[test]
fn a_patch_changes_only_what_it_names() {
    let before =
        build(&json!({"floor_price": ringgit(8_000), "sale_price": ringgit(9_900), "quantity": 3})).unwrap();
    let apply = |json: Value| serde_json::from_value::<ProductPatch>(json).unwrap().apply(&before, myr());
    assert_eq!(apply(json!({})), Ok(before.clone()));
    let after = apply(json!({"sale_price": null, "quantity": null, "name": "Gown"})).unwrap();
    assert_eq!((after.product.sale_price, after.product.quantity), (None, None));
    assert_eq!((after.product.name.as_str(), after.floor_price), ("Gown", before.floor_price));
    assert_eq!(apply(json!({"sale_price": ringgit(7_000)})).unwrap_err().field, "floor_price");
    assert_eq!(apply(json!({"floor_price": null})).unwrap().floor_price, None);
}

#[test]
fn the_floor_is_not_printed_and_not_in_the_public_part() {
    let stocked = build(&json!({"floor_price": ringgit(8_123)})).unwrap();
    assert!(!format!("{stocked:?}").contains("8123"));
    assert!(!serde_json::to_string(&stocked.product).unwrap().contains("floor"));
    let body = json!({"name": "Dress", "price": ringgit(9_000), "floor_price": ringgit(8_123)});
    let new: NewProduct = serde_json::from_value(body.clone()).unwrap();
    let patch: ProductPatch = serde_json::from_value(body).unwrap();
    assert!(!format!("{new:?} {patch:?}").contains("8123"));
    let stored = serde_json::to_string(&stocked).unwrap();
    assert_eq!(serde_json::from_str::<StockedProduct>(&stored).unwrap(), stocked);
}

proptest! {
    #[test]
    fn a_product_is_found_by_its_whole_name(name in "[a-z]{5,9} [a-z]{5,9}", limit in 1_usize..5) {
        let mut products = shelf();
        products.push(product(&name, &[], ""));
        let found = search(&products, &name.to_uppercase(), limit);
        prop_assert_eq!(found.first().map(|product| product.name.as_str()), Some(name.as_str()));
        prop_assert!(found.len() <= limit);
    }

    #[test]
    fn one_slip_still_finds_it(name in "[b-y]{6,12}", at: prop::sample::Index, with in "[az]?") {
        let mut slipped = name.clone();
        let at = at.index(name.len());
        slipped.replace_range(at..=at, &with);
        let products = [product(&name, &[], "")];
        prop_assert_eq!(search(&products, &slipped, 9).len(), 1, "{} for {}", slipped, name);
    }

    #[test]
    fn equal_matches_keep_their_order(count in 1_usize..20) {
        let products: Vec<Product> = (0..count).map(|n| product("dress", &[], &n.to_string())).collect();
        let found = search(&products, "dress", count);
        prop_assert!(found.into_iter().eq(&products));
    }

    #[test]
    fn no_words_panic(words: String) {
        let _ = search(&shelf(), &words, 3);
    }

    #[test]
    fn what_is_built_obeys_the_rules(
        price: i64, sale in prop::option::of(any::<i64>()), floor in prop::option::of(any::<i64>()),
        variant in prop::option::of(1_i64..1_000),
    ) {
        let ringgit = |amount| Money::new(amount, myr());
        let variants = variant.map(|price| NewVariant { name: "M".into(), price: Some(ringgit(price)), quantity: None });
        let new = NewProduct {
            name: "Dress".into(), description: String::new(), price: ringgit(price), sale_price: sale.map(ringgit),
            floor_price: floor.map(ringgit), quantity: None, variants: variants.into_iter().collect(),
        };
        if let Ok(StockedProduct { product, floor_price }) = new.build(id(), myr()) {
            prop_assert!((1..=Money::MAX).contains(&product.price.amount));
            prop_assert!(product.sale_price.is_none_or(|sale| sale.amount > 0 && sale.amount < product.price.amount));
            let floor = floor_price.map_or(0, |floor| floor.amount);
            prop_assert!(floor <= product.current_price().amount);
            prop_assert!(product.variants.iter().all(|v| v.price.is_none_or(|price| floor <= price.amount)));
        }
    }
}
