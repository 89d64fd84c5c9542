//! Files that staff send: stored sealed, handed to Meta when they are sent.

use serde_json::{Value, json};
use simulator::{CallKind, Fault, SAMPLE_PICTURE};

use super::address;
use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::{Person, Run, Shop, random};

crate::on_channels![
    files_by_id: [
        a_stored_file_is_sent_by_its_id,
        a_stored_file_stands_above_a_question,
        a_hand_over_of_a_file_that_fails_is_repeated,
        a_file_that_meta_declines_fails_with_its_code,
        a_file_is_handed_over_once_although_its_message_is_sent_twice,
        what_whatsapp_does_not_take_is_not_stored,
        a_file_belongs_to_its_conversation,
    ],
];

async fn answered(shop: &Shop) -> (Person, String) {
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    (customer, shop.conversation().await)
}

/// Stores the picture; the file's id.
async fn stored(shop: &Shop, id: &str) -> String {
    let path = format!("/conversations/{id}/media");
    let file = shop.api.post_file(&path, "image/png", SAMPLE_PICTURE).await.expect(201);
    assert_eq!((&file["state"], &file["kind"]), (&json!("stored"), &json!("image")), "{file}");
    text(&file, "id")
}

fn picture(file: &str) -> Value {
    json!({ "media": { "kind": "image", "file": file, "caption": "The kebaya that you asked about" } })
}

async fn a_stored_file_is_sent_by_its_id(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (customer, id) = answered(&shop).await;
    let file = stored(&shop, &id).await;
    let shown = shop.api.post(&format!("/conversations/{id}/messages"), &picture(&file)).await.expect(201);
    assert_eq!((&shown["kind"], &shown["media"][0]["id"]), (&json!("image"), &json!(file)), "{shown}");
    let sent = customer.reply().await;
    let uploads = shop.number.uploads();
    assert!(uploads.len() == 1 && uploads[0].bytes == SAMPLE_PICTURE, "{} uploads", uploads.len());
    assert_eq!(sent.body["image"]["id"], json!(uploads[0].media_id), "{}", sent.body);
    assert_eq!(sent.body["image"]["caption"], "The kebaya that you asked about");
    let answer = shop.api.fetch(&address(&id, &shown)).await;
    assert!(answer.status == 200 && answer.body == SAMPLE_PICTURE);
    let messages = shop.messages(&id).await;
    assert!(!json!(messages).to_string().contains(&uploads[0].media_id), "Meta's id is nobody's concern");
}

async fn a_stored_file_stands_above_a_question(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (customer, id) = answered(&shop).await;
    let file = stored(&shop, &id).await;
    let question = |kind: &str, file: &str| {
        json!({ "buttons": { "text": "This one?", "media": { "kind": kind, "file": file },
            "buttons": [{ "id": "yes", "title": "Yes, this one" }] } })
    };
    let path = format!("/conversations/{id}/messages");
    shop.api.post(&path, &question("video", &file)).await.blames("buttons.media.kind");
    let unknown = "01890000-0000-7000-8000-000000000000";
    shop.api.post(&path, &question("image", unknown)).await.blames("buttons.media.file");
    let shown = shop.api.post(&path, &question("image", &file)).await.expect(201);
    assert_eq!((&shown["kind"], &shown["text"]), (&json!("interactive"), &json!("This one?")), "{shown}");
    assert_eq!(shown["media"][0]["id"], json!(file), "{shown}");
    let sent = customer.reply().await;
    let uploads = shop.number.uploads();
    let header = json!({ "type": "image", "image": { "id": uploads[0].media_id } });
    assert_eq!(sent.body["interactive"]["header"], header, "{}", sent.body);
    let messages = json!(shop.messages(&id).await).to_string();
    assert!(!messages.contains(&uploads[0].media_id), "Meta's id is nobody's concern");
    assert!(messages.contains("Yes, this one"), "{messages}");
    customer.press("yes").await.expect("a button of the question");
}

async fn a_hand_over_of_a_file_that_fails_is_repeated(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (customer, id) = answered(&shop).await;
    let file = stored(&shop, &id).await;
    shop.number.fault_on(CallKind::Upload, Fault::Http500Html, 1);
    shop.number.fault_on(CallKind::Upload, Fault::CutConnection, 1);
    shop.api.post(&format!("/conversations/{id}/messages"), &picture(&file)).await.expect(201);
    customer.reply().await;
    assert_eq!(customer.received().len(), 2);
}

async fn a_file_that_meta_declines_fails_with_its_code(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (customer, id) = answered(&shop).await;
    let file = stored(&shop, &id).await;
    shop.number.fault_on(CallKind::Upload, Fault::graph(400, 131_053), 1);
    let path = format!("/conversations/{id}/messages");
    let shown = shop.api.post(&path, &picture(&file)).await.expect(201);
    assert_eq!((&shown["status"], &shown["error"]["code"]), (&json!("failed"), &json!(131_053)), "{shown}");
    assert_eq!(customer.received().len(), 1);
    // What was meant to go behind it is not held up.
    shop.api.post(&path, &json!({ "text": "The picture does not work, sorry." })).await.expect(201);
    customer.reply().await;
}

async fn a_file_is_handed_over_once_although_its_message_is_sent_twice(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (customer, id) = answered(&shop).await;
    let file = stored(&shop, &id).await;
    shop.number.fault(Fault::graph(500, 131_000));
    shop.api.post(&format!("/conversations/{id}/messages"), &picture(&file)).await.expect(201);
    customer.reply().await;
    assert_eq!(shop.number.uploads().len(), 1);
    // The same file again is another message.
    shop.api.post(&format!("/conversations/{id}/messages"), &picture(&file)).await.expect(201);
    customer.reply().await;
}

async fn what_whatsapp_does_not_take_is_not_stored(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (_, id) = answered(&shop).await;
    let path = format!("/conversations/{id}/media");
    for kind in ["text/html", "application/zip", "image/svg+xml", "nonsense"] {
        shop.api.post_file(&path, kind, b"<svg/>").await.blames("Content-Type");
    }
    shop.api.post_file(&path, "image/png", b"").await.blames("body");
    shop.api.post_file(&path, "image/png", &vec![1; 5 * 1024 * 1024 + 1]).await.blames("body");
    shop.api.post_file(&path, "application/pdf", &vec![1; 17 * 1024 * 1024]).await.problem(413);
    let unknown = format!("/conversations/{}/media", random::hex());
    shop.api.post_file(&unknown, "image/png", SAMPLE_PICTURE).await.problem(404);
}

async fn a_file_belongs_to_its_conversation(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (_, id) = answered(&shop).await;
    let file = stored(&shop, &id).await;
    let path = format!("/conversations/{id}/messages");
    let as_sound = json!({ "media": { "kind": "audio", "file": file } });
    shop.api.post(&path, &as_sound).await.blames("media.kind");
    let unknown = picture("01890000-0000-7000-8000-000000000000");
    shop.api.post(&path, &unknown).await.blames("media.file");
    let both = json!({ "media": { "kind": "image", "file": file, "link": "https://shop.example/1.jpg" } });
    shop.api.post(&path, &both).await.blames("media");
    // Another customer's conversation does not have it.
    let other = shop.person().await;
    other.asks("What do you sell in this shop?").await;
    let conversations = shop.api.get("/conversations").await.items();
    let another =
        conversations.iter().map(|one| text(one, "id")).find(|one| *one != id).expect("another one");
    let path = format!("/conversations/{another}/messages");
    shop.api.post(&path, &picture(&file)).await.blames("media.file");
}
