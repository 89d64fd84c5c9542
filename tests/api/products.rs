//! `/products`.

use serde_json::{Value, json};

use crate::support::shop::{sign_up, text};
use crate::support::{Api, Run, random};

crate::suite![
    a_product_is_made_read_changed_and_removed,
    lists_come_in_parts,
    a_bad_cursor_and_a_bad_limit_are_named,
    every_bad_field_is_named,
    an_unknown_field_is_named,
    another_business_does_not_find_it,
    an_unknown_product_is_not_found,
];

async fn api(run: &'static Run) -> Api {
    sign_up(&*run.shared().await).await.0
}

fn ringgit(amount: i64) -> Value {
    json!({ "amount": amount, "currency": "MYR" })
}

fn shirt() -> Value {
    json!({
        "name": "Linen Shirt Pantai",
        "description": "Loose linen shirt for hot days.",
        "price": ringgit(9_900),
        "floor_price": ringgit(7_500),
        "quantity": 12,
        "variants": [{ "name": "M", "quantity": 5 }, { "name": "L", "price": ringgit(10_500) }],
    })
}

async fn a_product_is_made_read_changed_and_removed(run: &'static Run) {
    let api = api(run).await;
    let made = api.post("/products", &shirt()).await.expect(201);
    let path = format!("/products/{}", text(&made, "id"));
    assert_eq!(made["price"], ringgit(9_900));
    assert_eq!(made["floor_price"], ringgit(7_500));
    assert_eq!(made["variants"][1]["price"], ringgit(10_500));
    assert_eq!(api.get(&path).await.expect(200), made);
    let cheaper = json!({ "sale_price": ringgit(8_800), "quantity": null });
    let changed = api.patch(&path, &cheaper).await.expect(200);
    assert_eq!((&changed["sale_price"], &changed["quantity"]), (&ringgit(8_800), &Value::Null));
    assert_eq!(changed["name"], made["name"]);
    api.delete(&path).await.expect(204);
    api.get(&path).await.problem(404);
    api.delete(&path).await.problem(404);
    assert!(api.get("/products").await.items().is_empty());
}

async fn lists_come_in_parts(run: &'static Run) {
    let api = api(run).await;
    let mut made = Vec::new();
    for number in 1..=5 {
        let product = json!({ "name": format!("Thing number {number}"), "price": ringgit(100 * number) });
        made.push(text(&api.post("/products", &product).await.expect(201), "id"));
    }
    let (mut listed, mut cursor) = (Vec::new(), String::new());
    for part in 0..4 {
        let list = api.get(&format!("/products?limit=2{cursor}")).await.expect(200);
        let items = list["items"].as_array().expect("items");
        assert!(items.len() <= 2, "{list}");
        listed.extend(items.iter().map(|item| text(item, "id")));
        match list["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
        assert!(part < 3, "the list does not end");
    }
    assert_eq!(listed, made);
}

async fn a_bad_cursor_and_a_bad_limit_are_named(run: &'static Run) {
    let api = api(run).await;
    api.get("/products?cursor=nonsense").await.blames("cursor");
    for limit in ["0", "201"] {
        api.get(&format!("/products?limit={limit}")).await.blames("limit");
    }
    api.get("/products?limit=many").await.problem(400);
}

async fn every_bad_field_is_named(run: &'static Run) {
    let api = api(run).await;
    let bad = [
        ("name", json!("")),
        ("name", json!("x".repeat(300))),
        ("price", ringgit(0)),
        ("price", json!({ "amount": 100, "currency": "USD" })),
        ("sale_price", ringgit(9_900)),
        ("floor_price", ringgit(10_000)),
        ("quantity", json!(2_000_000_000)),
    ];
    for (field, value) in bad {
        let mut product = shirt();
        product[field] = value;
        api.post("/products", &product).await.blames(field);
    }
    let mut product = shirt();
    product["variants"][1]["name"] = json!("m");
    api.post("/products", &product).await.blames("variants[1].name");
    // Money is whole minor units, never a float or a text.
    for amount in [json!(99.5), json!("9900")] {
        let mut product = shirt();
        product["price"]["amount"] = amount;
        api.post("/products", &product).await.blames("price.amount");
    }
    assert!(api.get("/products").await.items().is_empty(), "what is refused is not kept");
}

async fn an_unknown_field_is_named(run: &'static Run) {
    let api = api(run).await;
    let mut product = shirt();
    product["prize"] = ringgit(1);
    let problem = api.post("/products", &product).await.problem(422);
    assert!(text(&problem, "detail").contains("prize"), "{problem}");
    let made = api.post("/products", &shirt()).await.expect(201);
    let path = format!("/products/{}", text(&made, "id"));
    let problem = api.patch(&path, &json!({ "prize": 1 })).await.problem(422);
    assert!(text(&problem, "detail").contains("prize"), "{problem}");
}

async fn another_business_does_not_find_it(run: &'static Run) {
    let (owner, other) = (api(run).await, api(run).await);
    let path = format!("/products/{}", text(&owner.post("/products", &shirt()).await.expect(201), "id"));
    other.get(&path).await.problem(404);
    other.patch(&path, &json!({ "name": "Mine now" })).await.problem(404);
    other.delete(&path).await.problem(404);
    assert_eq!(owner.get(&path).await.expect(200)["name"], "Linen Shirt Pantai");
}

async fn an_unknown_product_is_not_found(run: &'static Run) {
    let api = api(run).await;
    for id in ["0195e3f0-0000-7000-8000-000000000000".to_owned(), random::hex(), "nonsense".to_owned()] {
        api.get(&format!("/products/{id}")).await.problem(404);
    }
}
