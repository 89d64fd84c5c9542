//! `POST /contacts/{id}/join`: staff say that two contacts are one person.

use serde_json::json;

use super::pair::{Pair, names, names_at_meta, sorted};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::suite![
    two_contacts_become_one_with_both_conversations,
    joining_twice_is_joining_once_and_old_ids_lead_on,
    a_third_one_is_joined_under_an_old_id,
    what_cannot_be_joined_is_refused_by_its_field,
    who_was_blocked_on_one_channel_is_blocked_on_both,
];

async fn two_contacts_become_one_with_both_conversations(run: &'static Run) {
    let pair = Pair::open(run).await;
    let joined = pair.join().await;
    assert_eq!(text(&joined, "id"), pair.first.contact);
    let mut expected = pair.sides().map(|side| side.conversation.clone());
    expected.sort();
    assert_eq!(sorted(&joined["conversations"]), expected, "{joined}");
    assert_eq!(joined["channels"].as_array().map(Vec::len), Some(2), "{joined}");
    let mut theirs = [names_at_meta(&pair.first.customer), names_at_meta(&pair.second.customer)].concat();
    theirs.sort();
    assert_eq!(names(&joined), theirs);
    let aliases = joined["aliases"].as_array().cloned().unwrap_or_default();
    assert!(aliases.iter().all(|alias| alias["channel"] == "whatsapp"), "{joined}");
    assert_eq!(
        pair.shop.api.get("/contacts").await.items(),
        std::slice::from_ref(&joined),
        "one contact is left"
    );
    for one in pair.shop.api.get("/conversations").await.items() {
        assert_eq!(text(&one, "contact_id"), pair.first.contact, "{one}");
    }
    // They stay two conversations, each with its own messages, and each knows whose it is.
    for side in pair.sides() {
        pair.knows(side, &pair.first.contact).await;
        side.customer.asks("How much is the Baju Kurung Melur?").await;
        let messages = pair.shop.messages(&side.conversation).await;
        let said = messages.iter().filter(|message| message["author"] == "customer").count();
        assert_eq!(said, 2, "{messages:?}");
        side.customer.stays_at(2).await;
    }
    assert_eq!(pair.shop.api.get("/contacts").await.items().len(), 1, "what they write changes nothing");
}

async fn joining_twice_is_joining_once_and_old_ids_lead_on(run: &'static Run) {
    let pair = Pair::open(run).await;
    let joined = pair.join().await;
    assert_eq!(pair.join().await, joined);
    // Whichever of the two is named first.
    let (old, path) = (&pair.second.contact, format!("/contacts/{}/join", pair.second.contact));
    let again = pair.shop.api.post(&path, &json!({ "contact_id": pair.first.contact })).await.expect(200);
    assert_eq!(again, joined);
    // A program that holds the old id reads and changes the one that it became part of.
    assert_eq!(pair.contact(old).await, joined);
    let change = json!({ "name": "Puan Seri" });
    let named = pair.shop.api.patch(&format!("/contacts/{old}"), &change).await.expect(200);
    pair.shop.env.run.seen.add("Puan Seri");
    assert_eq!((text(&named, "id"), text(&named, "name")), (pair.first.contact.clone(), "Puan Seri".into()));
    assert_eq!(pair.contact(&pair.first.contact).await["name"], "Puan Seri");
}

async fn a_third_one_is_joined_under_an_old_id(run: &'static Run) {
    let pair = Pair::open(run).await;
    pair.join().await;
    let third = pair.shop.person().await;
    third.asks("What do you sell in this shop?").await;
    let third = until("a third conversation", || async {
        let inbox = pair.shop.api.get("/conversations").await.items();
        let found = inbox.iter().find(|one| text(one, "contact_id") != pair.first.contact);
        found.map(|one| text(one, "contact_id")).ok_or(format!("{inbox:?}"))
    })
    .await;
    // What is joined already goes on into a third one; every old id leads to that.
    let body = json!({ "contact_id": pair.second.contact });
    let joined = pair.shop.api.post(&format!("/contacts/{third}/join"), &body).await.expect(200);
    assert_eq!(text(&joined, "id"), third);
    assert_eq!(joined["conversations"].as_array().map(Vec::len), Some(3), "{joined}");
    for side in pair.sides() {
        assert_eq!(pair.contact(&side.contact).await, joined);
        pair.knows(side, &third).await;
    }
}

async fn what_cannot_be_joined_is_refused_by_its_field(run: &'static Run) {
    let (pair, other) = (Pair::open(run).await, Shop::open(run).await);
    let (api, path) = (&pair.shop.api, pair.join_path());
    api.post(&path, &json!({ "contact_id": pair.first.contact })).await.blames("contact_id");
    api.post(&path, &json!({ "contact_id": "nobody" })).await.blames("contact_id");
    api.post(&path, &json!({})).await.problem(422);
    api.post(&path, &json!({ "contact_id": pair.second.contact, "also": 1 })).await.problem(422);
    let nobody = "01953f7a-0000-7000-8000-000000000000";
    api.post(&path, &json!({ "contact_id": nobody })).await.problem(404);
    api.post(&format!("/contacts/{nobody}/join"), &pair.join_body()).await.problem(404);
    // Another business's contacts are nobody's here.
    other.person().await.asks("What do you sell in this shop?").await;
    other.conversation().await;
    let theirs = text(&other.api.get("/contacts").await.items()[0], "id");
    api.post(&path, &json!({ "contact_id": theirs })).await.problem(404);
    api.post(&format!("/contacts/{theirs}/join"), &pair.join_body()).await.problem(404);
    other.api.post(&path, &pair.join_body()).await.problem(404);
    assert_eq!(api.get("/contacts").await.items().len(), 2, "nothing was joined");
}

async fn who_was_blocked_on_one_channel_is_blocked_on_both(run: &'static Run) {
    let pair = Pair::open(run).await;
    let block = json!({ "blocked": true });
    pair.shop.api.patch(&format!("/contacts/{}", pair.second.contact), &block).await.expect(200);
    assert_eq!(pair.join().await["blocked"], true);
    pair.first.customer.says("How much is the Baju Kurung Melur?").await;
    let turn = pair.shop.turn(&pair.first.conversation, "gated").await;
    assert_eq!(turn["reason"], "blacklisted", "{turn}");
    pair.first.customer.stays_at(1).await;
    // Taken apart, both stay as they are; staff decide for each of them.
    let own = pair.split().await;
    assert_eq!(own["blocked"], true, "{own}");
    assert_eq!(pair.contact(&pair.first.contact).await["blocked"], true);
    let unblock = json!({ "blocked": false });
    pair.shop.api.patch(&format!("/contacts/{}", text(&own, "id")), &unblock).await.expect(200);
    pair.second.customer.asks("How much is the Baju Kurung Melur?").await;
    pair.first.customer.says("And the Kebaya Nyonya?").await;
    pair.first.customer.stays_at(1).await;
}
