//! `POST /channels/{id}/templates/sync`, and the list that it fills.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{CallKind, Fault};

use crate::support::shop::{channel, number_config, sign_up, text};
use crate::support::templates::{offer, order, picture, reminder};
use crate::support::wait::until;
use crate::support::{Run, Shop, client};

crate::suite![
    every_page_is_read_and_each_template_tells_what_it_needs,
    the_list_comes_in_parts,
    a_template_that_meta_no_longer_has_disappears,
    a_sync_that_is_cut_off_leaves_what_was_known,
    connecting_a_number_brings_its_templates,
    another_business_sees_none_of_them,
];

fn named<'a>(templates: &'a [Value], name: &str) -> &'a Value {
    let found = templates.iter().find(|template| template["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {templates:?}"))
}

async fn every_page_is_read_and_each_template_tells_what_it_needs(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.template_page(1);
    shop.with_templates(&[order(run), reminder(run), offer(run), picture(run)]).await;
    let templates = shop.templates().await;
    assert_eq!(templates.len(), 4, "{templates:?}");
    let order = named(&templates, "order_confirmation");
    assert_eq!(order["parameters"]["header"], json!({ "kind": "text", "names": ["order"] }));
    assert_eq!(order["parameters"]["body"], json!(["first_name", "items"]));
    let buttons = json!([
        { "index": 0, "label": "Where is my parcel?", "takes": "payload", "is_required": false },
        { "index": 1, "label": "Follow your parcel", "takes": "suffix", "is_required": true },
    ]);
    assert_eq!(order["parameters"]["buttons"], buttons);
    assert_eq!((&order["status"], &order["is_sendable"]), (&json!("APPROVED"), &json!(true)));
    assert_eq!((&order["category"], &order["parameter_format"]), (&json!("UTILITY"), &json!("NAMED")));
    assert_eq!(order["text"]["footer"], "Kedai Seri, Kuala Lumpur");
    assert_eq!(named(&templates, "pickup_reminder")["parameters"]["body"], json!(["1", "2"]));
    assert_eq!(named(&templates, "new_arrivals_picture")["parameters"]["header"], json!({ "kind": "image" }));
    assert_eq!(named(&templates, "raya_offer_2026")["parameters"]["header"], Value::Null);
}

async fn the_list_comes_in_parts(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run), reminder(run), offer(run)]).await;
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = shop.api.get(&shop.templates_path(&format!("?limit=2{cursor}"))).await.expect(200);
        let items = page["items"].as_array().expect("items").clone();
        assert!(items.len() <= 2);
        names.extend(items.iter().map(|item| text(item, "name")));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(names, ["order_confirmation", "pickup_reminder", "raya_offer_2026"]);
    shop.api.get(&shop.templates_path("?cursor=nonsense")).await.blames("cursor");
}

/// Deletes a template at the stand-in, past the Worker.
async fn delete_at_meta(shop: &Shop, name: &str) {
    let config = shop.number.config();
    let url =
        format!("{}/v25.0/{}/message_templates?name={name}", shop.env.simulator.graph_url(), config.waba_id);
    let bearer = format!("Bearer {}", config.access_token);
    let answer = client::send("DELETE", &url, &[("authorization", &bearer)], Vec::new()).await;
    assert_eq!(answer.expect("an answer of the stand-in").status, 200);
}

async fn a_template_that_meta_no_longer_has_disappears(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run), reminder(run)]).await;
    delete_at_meta(&shop, "pickup_reminder").await;
    assert_eq!(shop.sync_templates().await["templates"], 1);
    let left = shop.templates().await;
    assert_eq!((left.len(), &left[0]["name"]), (1, &json!("order_confirmation")));
}

async fn a_sync_that_is_cut_off_leaves_what_was_known(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run), reminder(run)]).await;
    let before = shop.templates().await;
    shop.number.add_template_json(offer(run));
    shop.number.template_page(1);
    for fault in [Fault::Http500Html, Fault::graph(500, 131_000), Fault::CutConnection, Fault::Garbage] {
        // The first page comes, the second one does not.
        shop.number.fault_on(CallKind::Account, Fault::Slow(Duration::from_millis(1)), 1);
        shop.number.fault_on(CallKind::Account, fault, 1);
        shop.api.post(&shop.templates_path("/sync"), &json!({})).await.problem(502);
        assert_eq!(shop.templates().await, before);
        let alerts = shop.api.get("/alerts").await.items();
        assert_eq!((alerts.len(), &alerts[0]["kind"]), (1, &json!("templates_not_synced")), "{alerts:?}");
    }
    assert_eq!(shop.sync_templates().await["templates"], 3);
    assert!(shop.api.get("/alerts").await.items().is_empty());
}

async fn connecting_a_number_brings_its_templates(run: &'static Run) {
    let env = run.shared().await;
    let (api, _) = sign_up(&env).await;
    let number = env.simulator.add_number(number_config(&env));
    number.add_template_json(order(run));
    // The first attempt fails; connecting does not, and it is tried again.
    let connected = {
        let body = channel(&number);
        number.fault_on(CallKind::Account, Fault::Slow(Duration::from_millis(1)), 1);
        number.fault_on(CallKind::Account, Fault::graph(500, 131_000), 1);
        api.post("/channels", &body).await.expect(201)
    };
    let path = format!("/channels/{}/templates", text(&connected, "id"));
    until("the templates of a new number", || async {
        let items = api.get(&path).await.items();
        if items.len() == 1 { Ok(()) } else { Err(format!("{items:?}")) }
    })
    .await;
}

async fn another_business_sees_none_of_them(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run)]).await;
    let (other, _) = sign_up(&shop.env).await;
    other.get(&shop.templates_path("")).await.problem(404);
    other.post(&shop.templates_path("/sync"), &json!({})).await.problem(404);
    other.delete(&shop.templates_path("/order_confirmation")).await.problem(404);
    assert_eq!(shop.templates().await.len(), 1);
}
