//! `POST /contacts/{id}/split`: staff were wrong.

use serde_json::json;

use super::pair::{Pair, names, names_at_meta, sorted};
use crate::support::Run;
use crate::support::shop::text;
use crate::support::wait::until;

crate::suite![a_mistake_is_mended, splitting_twice_is_splitting_once, what_cannot_be_taken_out_is_refused];

async fn a_mistake_is_mended(run: &'static Run) {
    let pair = Pair::open(run).await;
    let before = [pair.contact(&pair.first.contact).await, pair.contact(&pair.second.contact).await];
    pair.join().await;
    let own = text(&pair.split().await, "id");
    assert_ne!(own, pair.first.contact);
    for ((side, id), before) in pair.sides().into_iter().zip([&pair.first.contact, &own]).zip(before) {
        let contact = until("a contact with its own name again", || async {
            let contact = pair.contact(id).await;
            if contact["name"] == before["name"] { Ok(contact) } else { Err(contact.to_string()) }
        })
        .await;
        assert_eq!(sorted(&contact["conversations"]), std::slice::from_ref(&side.conversation), "{contact}");
        assert_eq!(names(&contact), names_at_meta(&side.customer));
        let conversation =
            pair.shop.api.get(&format!("/conversations/{}", side.conversation)).await.expect(200);
        assert_eq!(text(&conversation, "contact_id"), *id);
        pair.knows(side, id).await;
        side.customer.asks("How much is the Baju Kurung Melur?").await;
    }
    assert_eq!(pair.shop.api.get("/contacts").await.items().len(), 2, "what they write joins nothing");
    // And joined once more, should that have been the mistake.
    let body = json!({ "contact_id": own });
    let joined = pair.shop.api.post(&pair.join_path(), &body).await.expect(200);
    assert_eq!(joined["conversations"].as_array().map(Vec::len), Some(2), "{joined}");
    pair.knows(&pair.second, &pair.first.contact).await;
}

async fn splitting_twice_is_splitting_once(run: &'static Run) {
    let pair = Pair::open(run).await;
    pair.join().await;
    let own = text(&pair.split().await, "id");
    assert_eq!(text(&pair.split().await, "id"), own);
    // The id of before the two were joined leads to the contact that stayed, also now.
    let path = format!("/contacts/{}/split", pair.second.contact);
    let body = json!({ "conversation_id": pair.second.conversation });
    assert_eq!(text(&pair.shop.api.post(&path, &body).await.expect(200), "id"), own);
    assert_eq!(pair.shop.api.get("/contacts").await.items().len(), 2);
}

async fn what_cannot_be_taken_out_is_refused(run: &'static Run) {
    let pair = Pair::open(run).await;
    let api = &pair.shop.api;
    let path = format!("/contacts/{}/split", pair.first.contact);
    let takes = |conversation: &str| json!({ "conversation_id": conversation });
    api.post(&path, &takes(&pair.first.conversation)).await.problem(409);
    api.post(&path, &takes(&pair.second.conversation)).await.blames("conversation_id");
    api.post(&path, &takes(&"0".repeat(32))).await.blames("conversation_id");
    api.post(&path, &takes("nothing")).await.blames("conversation_id");
    api.post(&path, &json!({})).await.problem(422);
    let nobody = "/contacts/01953f7a-0000-7000-8000-000000000000/split";
    api.post(nobody, &takes(&pair.first.conversation)).await.problem(404);
    assert_eq!(api.get("/contacts").await.items().len(), 2);
}
