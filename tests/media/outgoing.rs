//! Every kind that a member can send arrives in Meta's form; what Meta would refuse is refused here, by its field.

use serde_json::{Value, json};

use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Person, Run, Shop};

crate::suite![every_kind_arrives_in_metas_form, what_cannot_be_sent_names_its_field];

/// A conversation that was answered once.
async fn answered(shop: &Shop) -> (Person, String) {
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    (customer, shop.conversation().await)
}

/// What a member sends, its kind at WhatsApp, and where in the Graph call which value must be.
type Case = (Value, &'static str, Vec<(&'static str, Value)>);

fn kinds() -> Vec<Case> {
    let link = "https://shop.example/kebaya.jpg";
    let button = |id: &str, title: &str| json!({ "id": id, "title": title });
    let rows = json!([{ "id": "m", "title": "Size M", "description": "Bust 92 cm" }, { "id": "l", "title": "Size L" }]);
    vec![
        (
            json!({ "text": "Hello from the staff" }),
            "text",
            vec![("/text/body", json!("Hello from the staff"))],
        ),
        (
            json!({ "media": { "kind": "image", "link": link, "caption": "Our newest" } }),
            "image",
            vec![("/image/link", json!(link)), ("/image/caption", json!("Our newest"))],
        ),
        (
            json!({ "media": { "kind": "document", "link": link, "filename": "sizes.pdf" } }),
            "document",
            vec![("/document/filename", json!("sizes.pdf"))],
        ),
        (
            json!({ "location": { "latitude": 3.139, "longitude": 101.687, "name": "Galeri Batik Lama", "address": "Jalan 1" } }),
            "location",
            vec![("/location/latitude", json!(3.139)), ("/location/name", json!("Galeri Batik Lama"))],
        ),
        (
            json!({ "buttons": { "text": "Shall we keep it for you?", "footer": "Until Friday",
                "buttons": [button("yes", "Yes, please"), button("no", "No")] } }),
            "interactive",
            vec![
                ("/interactive/type", json!("button")),
                ("/interactive/action/buttons/0/reply/id", json!("yes")),
                ("/interactive/footer/text", json!("Until Friday")),
            ],
        ),
        (
            json!({ "list": { "text": "Which size is it?", "button": "Sizes", "sections": [{ "title": "", "rows": rows }] } }),
            "interactive",
            vec![
                ("/interactive/type", json!("list")),
                ("/interactive/action/sections/0/rows/0/description", json!("Bust 92 cm")),
            ],
        ),
        (
            json!({ "link": { "text": "See them all here", "title": "Open the shop", "url": "https://shop.example/" } }),
            "interactive",
            vec![
                ("/interactive/type", json!("cta_url")),
                ("/interactive/action/parameters/url", json!("https://shop.example/")),
            ],
        ),
        (
            json!({ "buttons": { "text": "This one?", "media": { "kind": "image", "link": link },
                "buttons": [button("yes", "Yes, this one")] } }),
            "interactive",
            vec![
                ("/interactive/header", json!({ "type": "image", "image": { "link": link } })),
                ("/interactive/body/text", json!("This one?")),
            ],
        ),
        (
            json!({ "contacts": [{ "name": "Aishah binti Ali", "phones": ["+60 12-345 6789"],
                "emails": ["aishah@shop.example"], "organisation": "Kedai Seri" }] }),
            "contacts",
            vec![
                ("/contacts/0/name/formatted_name", json!("Aishah binti Ali")),
                ("/contacts/0/phones/0/wa_id", json!("60123456789")),
                ("/contacts/0/org/company", json!("Kedai Seri")),
            ],
        ),
        (
            json!({ "contact_request": { "text": "Which number may the courier call?" } }),
            "interactive",
            vec![("/interactive/action/name", json!("request_contact_info"))],
        ),
        (
            json!({ "location_request": { "text": "Where shall we bring it?" } }),
            "interactive",
            vec![("/interactive/action/name", json!("send_location"))],
        ),
    ]
}

async fn every_kind_arrives_in_metas_form(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (customer, id) = answered(&shop).await;
    let path = format!("/conversations/{id}/messages");
    for (index, (message, kind, values)) in kinds().into_iter().enumerate() {
        let shown = shop.api.post(&path, &message).await.expect(201);
        assert_eq!((&shown["kind"], &shown["author"]), (&json!(kind), &json!("member")), "{shown}");
        let received = until("the message at the customer", || async {
            customer.received().get(index + 1).cloned().ok_or_else(|| format!("{message}: {shown}"))
        })
        .await;
        assert_eq!(received.kind, kind, "{message}");
        for (pointer, value) in values {
            assert_eq!(received.body.pointer(pointer), Some(&value), "{pointer} in {}", received.body);
        }
        assert!(shown["text"].is_string() || kind == "document", "the thread shows words: {shown}");
    }
    let is_read = |messages: &[Value]| messages.iter().skip(1).all(|message| message["status"] == "read");
    shop.messages_until(&id, "everything is read", is_read).await;
}

async fn what_cannot_be_sent_names_its_field(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (customer, id) = answered(&shop).await;
    let path = format!("/conversations/{id}/messages");
    let buttons = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|index| json!({ "id": index.to_string(), "title": format!("Button {index}") }))
            .collect()
    };
    for (field, message) in [
        ("buttons.buttons", json!({ "buttons": { "text": "Choose", "buttons": buttons(4) } })),
        ("contacts.phones", json!({ "contacts": [{ "name": "Aishah", "phones": ["tomorrow"] }] })),
        (
            "buttons.media",
            json!({ "buttons": { "text": "Choose", "buttons": buttons(1), "media": { "kind": "image" } } }),
        ),
        ("media.link", json!({ "media": { "kind": "image", "link": "http://shop.example/1.jpg" } })),
        ("link.url", json!({ "link": { "text": "t", "title": "o", "url": "javascript:alert(1)" } })),
        ("location", json!({ "location": { "latitude": 123.0, "longitude": 0.0 } })),
        ("location.latitude", json!({ "location": { "longitude": 0.0 } })),
        ("reaction.message_id", json!({ "reaction": { "message_id": id, "emoji": "👍" } })),
    ] {
        let problem = shop.api.post(&path, &message).await.problem(422);
        assert!(
            problem["field"] == field || text(&problem, "detail").contains("latitude"),
            "{field} in {problem}"
        );
    }
    let problem = shop.api.post(&path, &json!({ "text": "a", "link": {} })).await.problem(422);
    assert_eq!(problem["field"], "body", "{problem}");
    assert_eq!(customer.received().len(), 1);
}
