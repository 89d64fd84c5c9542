//! `POST /conversations/{id}/messages` with a template.

use serde_json::{Value, json};
use simulator::{Sent, Status, StatusMode};

use crate::support::shop::text;
use crate::support::templates::{offer, order, picture, reminder};
use crate::support::wait::until;
use crate::support::{Person, Run, Shop, random};

crate::suite![
    named_values_a_header_and_buttons_arrive_as_meta_wants_them,
    values_by_place_and_stand_ins_for_empty_ones,
    a_picture_goes_into_the_header,
    every_wrong_value_is_named_by_its_field,
    what_is_not_approved_is_not_sent,
    asking_twice_sends_once,
    a_template_that_changed_at_meta_is_synced_after_the_refusal,
    a_template_that_meta_stops_later_is_synced_too,
    a_business_that_may_not_begin_sends_no_template,
];

/// A shop with templates, a customer who wrote, and their conversation.
pub async fn ready(run: &'static Run, templates: &[Value]) -> (Shop, Person, String) {
    let shop = Shop::open(run).await;
    shop.with_templates(templates).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let conversation = shop.conversation().await;
    (shop, customer, conversation)
}

/// Where messages are sent.
pub fn path(conversation: &str) -> String {
    format!("/conversations/{conversation}/messages")
}

/// The order's template with all its values.
pub fn order_values(name: &str) -> Value {
    json!({ "template": { "name": "order_confirmation", "language": "en_US",
        "header": { "text": { "name": "order", "value": "A-1017" } },
        "body": [{ "name": "items", "value": "batik scarf" }, { "name": "first_name", "value": name }],
        "buttons": [{ "index": 0, "value": "parcel-1017" }, { "index": 1, "value": "a-1017" }] } })
}

fn reminder_values(body: &Value) -> Value {
    json!({ "template": { "name": "pickup_reminder", "language": "en", "body": body } })
}

/// The templates that the stand-in accepted.
fn templates_sent(shop: &Shop) -> Vec<Sent> {
    shop.number.sent().into_iter().filter(|sent| sent.kind == "template").collect()
}

async fn named_values_a_header_and_buttons_arrive_as_meta_wants_them(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[order(run)]).await;
    let name = format!("Puan {}", random::digits(9));
    let said = shop.api.post(&path(&conversation), &order_values(&name)).await.expect(201);
    assert_eq!((&said["kind"], &said["author"]), (&json!("template"), &json!("member")));
    let shown = format!(
        "Order A-1017\nHello {name}, your batik scarf left our shop today.\nKedai Seri, Kuala Lumpur"
    );
    assert_eq!(text(&said, "text"), shown);
    let sent = customer.reply().await;
    assert_eq!(sent.kind, "template");
    let components = sent.body["template"]["components"].clone();
    let expected = json!([
        { "type": "header", "parameters": [{ "type": "text", "text": "A-1017", "parameter_name": "order" }] },
        { "type": "body", "parameters": [
            { "type": "text", "text": name, "parameter_name": "first_name" },
            { "type": "text", "text": "batik scarf", "parameter_name": "items" } ] },
        { "type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{ "type": "payload", "payload": "parcel-1017" }] },
        { "type": "button", "sub_type": "url", "index": "1", "parameters": [{ "type": "text", "text": "a-1017" }] },
    ]);
    assert_eq!(components, expected);
    let is_read = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "read");
    shop.messages_until(&conversation, "the template is read", is_read).await;
}

async fn values_by_place_and_stand_ins_for_empty_ones(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[reminder(run)]).await;
    let body = json!([{ "value": "", "fallback": "dear customer" }, { "value": "Friday\nevening" }]);
    shop.api.post(&path(&conversation), &reminder_values(&body)).await.expect(201);
    let sent = customer.reply().await;
    let words = "Hi dear customer, your order waits until Friday evening at our counter.";
    assert_eq!(sent.text, words);
    // Numbers name places too, in any order.
    let body = json!([{ "name": "2", "value": "Monday" }, { "name": "1", "value": "Encik" }]);
    shop.api.post(&path(&conversation), &reminder_values(&body)).await.expect(201);
    let sent = customer.reply().await;
    assert_eq!(sent.text, "Hi Encik, your order waits until Monday at our counter.");
}

async fn a_picture_goes_into_the_header(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[picture(run)]).await;
    let message = |header: Value| {
        json!({ "template": { "name": "new_arrivals_picture", "language": "en", "header": header,
            "body": [{ "value": "Encik" }] } })
    };
    let link = "https://kedai.example/arrivals.jpg";
    let good = message(json!({ "file": { "file": { "link": link } } }));
    shop.api.post(&path(&conversation), &good).await.expect(201);
    let sent = customer.reply().await;
    let header = json!({ "type": "header", "parameters": [{ "type": "image", "image": { "link": link } }] });
    assert_eq!(sent.body["template"]["components"][0], header);
    for header in [
        Value::Null,
        json!({ "text": { "value": "words" } }),
        json!({ "file": { "file": { "link": "http://kedai.example/a.jpg" } } }),
        json!({ "file": { "file": { "link": link }, "filename": "a.jpg" } }),
    ] {
        shop.api.post(&path(&conversation), &message(header)).await.blames("template.header");
    }
    assert_eq!(templates_sent(&shop).len(), 1);
}

async fn every_wrong_value_is_named_by_its_field(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[order(run), reminder(run), offer(run)]).await;
    let change = |at: &str, value: Value| {
        let mut message = order_values("Aina");
        *message.pointer_mut(at).expect("a place") = value;
        message
    };
    let buttons = json!([{ "index": 1, "value": "a b" }]);
    let cases = [
        (change("/template/header", Value::Null), "template.header.text"),
        (change("/template/header/text/value", json!("x".repeat(61))), "template.header"),
        (change("/template/header/text/name", json!("parcel")), "template.header.text"),
        (change("/template/body", json!([{ "name": "items", "value": "A" }])), "template.body"),
        (change("/template/body/1/name", json!("nickname")), "template.body[1]"),
        (change("/template/body/1/value", json!("  ")), "template.body[1]"),
        (change("/template/body/1/name", json!("items")), "template.body[1]"),
        (change("/template/body/0/value", json!("x".repeat(1_100))), "template.body[0]"),
        (change("/template/body/0/value", json!(7)), "template.body[0].value"),
        (change("/template/buttons", json!([])), "template.buttons"),
        (change("/template/buttons", buttons), "template.buttons[0]"),
        (change("/template/buttons/0/index", json!(5)), "template.buttons[0]"),
        (change("/template/name", json!("no_such_template")), "template.name"),
        (change("/template/language", json!("fr")), "template.language"),
        (reminder_values(&json!([{ "value": "one" }])), "template.body"),
        (reminder_values(&json!([{ "value": "1" }, { "value": "2" }, { "value": "3" }])), "template.body[2]"),
    ];
    for (message, field) in cases {
        shop.api.post(&path(&conversation), &message).await.blames(field);
    }
    shop.api.post(&path(&conversation), &json!({})).await.blames("body");
    let mut both = order_values("Aina");
    both["text"] = json!("and words");
    shop.api.post(&path(&conversation), &both).await.blames("body");
    customer.stays_at(1).await;
}

async fn what_is_not_approved_is_not_sent(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[reminder(run)]).await;
    let body = json!([{ "value": "Encik" }, { "value": "Friday" }]);
    for status in ["PAUSED", "DISABLED", "REJECTED", "PENDING"] {
        shop.number.set_template_status("pickup_reminder", "en", status).await.expect("a template");
        shop.api.post(&path(&conversation), &reminder_values(&body)).await.blames("template.name");
    }
    customer.stays_at(1).await;
    let templates = shop.number.requests().into_iter().filter(|call| call.body["type"] == "template");
    assert_eq!(templates.count(), 0, "Meta is not asked");
}

async fn asking_twice_sends_once(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[order(run)]).await;
    let (key, message) = (random::hex(), order_values("Aina"));
    let (path, api) = (path(&conversation), &shop.api);
    let (first, second) =
        tokio::join!(api.post_once(&path, &key, &message), api.post_once(&path, &key, &message));
    let third = api.post_once(&path, &key, &message).await.expect(201);
    assert_eq!(first.expect(201)["id"], third["id"]);
    assert_eq!(second.expect(201)["id"], third["id"]);
    customer.stays_at(2).await;
    assert_eq!(templates_sent(&shop).len(), 1);
}

/// The template with a further value, as somebody changed it at Meta while no webhook came.
fn longer(run: &Run) -> Value {
    let mut changed = reminder(run);
    let words = "Hi {{1}}, your order waits until {{2}} at our counter in {{3}}.";
    run.seen.publish(words);
    changed["components"][0]["text"] = json!(words);
    changed
}

async fn a_template_that_changed_at_meta_is_synced_after_the_refusal(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[reminder(run)]).await;
    shop.number.add_template_json(longer(run));
    let body = json!([{ "value": "Encik" }, { "value": "Friday" }]);
    let said = shop.api.post(&path(&conversation), &reminder_values(&body)).await.expect(201);
    assert_eq!((&said["status"], &said["kind"]), (&json!("failed"), &json!("template")), "{said}");
    assert_eq!(said["error"]["code"], 132_000);
    until("the template as it is now", || async {
        let needs = shop.templates().await[0]["parameters"]["body"].clone();
        if needs == json!(["1", "2", "3"]) { Ok(()) } else { Err(needs.to_string()) }
    })
    .await;
    shop.api.post(&path(&conversation), &reminder_values(&body)).await.blames("template.body");
    let body = json!([{ "value": "Encik" }, { "value": "Friday" }, { "value": "Bangsar" }]);
    shop.api.post(&path(&conversation), &reminder_values(&body)).await.expect(201);
    customer.stays_at(2).await;
}

async fn a_template_that_meta_stops_later_is_synced_too(run: &'static Run) {
    let (shop, _customer, conversation) = ready(run, &[reminder(run)]).await;
    shop.number.status_mode(StatusMode::Manual);
    let body = json!([{ "value": "Encik" }, { "value": "Friday" }]);
    shop.api.post(&path(&conversation), &reminder_values(&body)).await.expect(201);
    let sent = templates_sent(&shop).pop().expect("a template");
    // Its event got lost.
    let mut paused = reminder(run);
    paused["status"] = json!("PAUSED");
    shop.number.add_template_json(paused);
    shop.number.send_status(&sent.wamid, Status::failed(132_015)).await.expect("a message");
    until("the status that it has at Meta", || async {
        let status = shop.templates().await[0]["status"].clone();
        if status == "PAUSED" { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
}

async fn a_business_that_may_not_begin_sends_no_template(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[order(run)]).await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let kind = "RESTRICTED_BIZ_INITIATED_MESSAGING";
    let restriction = json!({ "restriction_type": kind, "expiration": now.as_secs() + 3_600 });
    let event = json!({ "event": "ACCOUNT_RESTRICTION", "restriction_info": [restriction] });
    assert_eq!(shop.number.account_event("account_update", event).await, Some(200));
    let problem = shop.api.post(&path(&conversation), &order_values("Aina")).await.problem(409);
    assert!(problem["detail"].as_str().is_some_and(|why| why.contains("write first")), "{problem}");
    assert!(templates_sent(&shop).is_empty());
    // Who writes is answered all the same.
    shop.api.post(&format!("/conversations/{conversation}/resume"), &json!({})).await.expect(200);
    customer.asks("How much is the Kebaya Nyonya?").await;
    customer.stays_at(2).await;
}
