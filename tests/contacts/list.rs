//! `GET /contacts`, `GET|PATCH /contacts/{id}`.

use serde_json::{Value, json};

use crate::support::channel::{Channel, on_a_page};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::on_channels![
    once: [what_cannot_be_is_refused],
    every: [contacts_are_listed_in_parts_and_read, staff_give_names],
];

/// The contacts, once the names are there that they bring along, or that the channel is asked for: nobody has one on the
/// website.
async fn named(shop: &Shop, count: usize) -> Vec<Value> {
    until("contacts and their names", || async {
        let contacts = shop.api.get("/contacts").await.items();
        let is_called = |one: &Value| one["name"].as_str().is_some_and(|name| name.starts_with("Aina "));
        let fits = contacts.iter().all(|one| is_called(one) != on_a_page(shop.channel));
        if fits && contacts.len() == count { Ok(contacts) } else { Err(format!("{contacts:?}")) }
    })
    .await
}

async fn contacts_are_listed_in_parts_and_read(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    for _ in 0..3 {
        shop.person().await.asks("What do you sell in this shop?").await;
    }
    named(&shop, 3).await;
    let first = shop.api.get("/contacts?limit=2").await.expect(200);
    let cursor = text(&first, "next_cursor");
    let rest = shop.api.get(&format!("/contacts?limit=2&cursor={cursor}")).await.expect(200);
    let items = |page: &Value| page["items"].as_array().cloned().unwrap_or_default();
    let all: Vec<Value> = items(&first).into_iter().chain(items(&rest)).collect();
    assert_eq!((all.len(), &rest["next_cursor"]), (3, &Value::Null), "{all:?}");
    for contact in &all {
        let one = shop.api.get(&format!("/contacts/{}", text(contact, "id"))).await.expect(200);
        assert_eq!(one, *contact);
        // By several names that the events tell apart, or by one.
        let names = channel.rules().alias.map_or(2, |_| 1);
        assert_eq!(one["aliases"].as_array().map(Vec::len), Some(names), "{one}");
        assert_eq!(one["blocked"], false, "{one}");
        let conversation = one["conversations"][0].as_str().expect("a conversation");
        let conversation = shop.api.get(&format!("/conversations/{conversation}")).await.expect(200);
        assert_eq!(conversation["contact_id"], one["id"]);
        assert!(one["created_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{one}");
    }
    let other = Shop::open_on(run, channel).await;
    let theirs = format!("/contacts/{}", text(&all[0], "id"));
    other.api.get(&theirs).await.problem(404);
    other.api.patch(&theirs, &json!({ "blocked": true })).await.problem(404);
    assert!(other.api.get("/contacts").await.items().is_empty());
}

async fn staff_give_names(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let contact = named(&shop, 1).await.remove(0);
    let path = format!("/contacts/{}", text(&contact, "id"));
    let named = shop.api.patch(&path, &json!({ "name": "  Puan Aina  " })).await.expect(200);
    shop.env.run.seen.add("Puan Aina");
    assert_eq!(named["name"], "Puan Aina");
    customer.asks("How much is the Kebaya Nyonya?").await;
    assert_eq!(shop.api.get(&path).await.expect(200)["name"], "Puan Aina", "the given name stays");
    let unnamed = shop.api.patch(&path, &json!({ "name": null })).await.expect(200);
    assert_eq!(unnamed["name"], contact["name"]);
}

async fn what_cannot_be_is_refused(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.person().await.asks("What do you sell in this shop?").await;
    let contact = shop.api.get("/contacts").await.items().remove(0);
    let path = format!("/contacts/{}", text(&contact, "id"));
    shop.api.patch(&path, &json!({ "name": "" })).await.blames("name");
    shop.api.patch(&path, &json!({ "name": "two\nlines" })).await.blames("name");
    shop.api.patch(&path, &json!({ "blocked": "yes" })).await.blames("blocked");
    shop.api.patch(&path, &json!({ "blokced": true })).await.problem(422);
    shop.api.get("/contacts?limit=0").await.blames("limit");
    shop.api.get("/contacts?cursor=none").await.blames("cursor");
    shop.api.get("/contacts/0198c0de-0000-7000-8000-000000000000").await.problem(404);
    shop.api.get("/contacts/nobody").await.problem(404);
}
