//! What Meta's three products have alike: changes of what was said, other people of the business, doubt, files.

use serde_json::{Value, json};
use simulator::{Fault, Media, SAMPLE_PICTURE};

use crate::support::Run;
use crate::support::channel::{CHANNELS, Channel, Stand};
use crate::support::shop::PRODUCT;
use crate::support::suite::trial;
use crate::support::time::PATIENCE;

/// The tests of this module, once for each of Meta's products.
pub fn suite(run: &'static Run) -> Vec<libtest_mimic::Trial> {
    let channels = CHANNELS.into_iter().filter(|(channel, _)| channel.product().is_some());
    channels
        .flat_map(|(channel, called)| {
            let named = |name: &str| format!("{name}[{called}]");
            let module = module_path!();
            [
                trial(run, module, &named("a_change_changes_what_is_kept"), move |run| changed(run, channel)),
                trial(run, module, &named("what_is_taken_back_is_erased"), move |run| {
                    taken_back(run, channel)
                }),
                trial(run, module, &named("somebody_at_the_business_takes_over"), move |run| {
                    taken_over(run, channel)
                }),
                trial(run, module, &named("a_send_whose_answer_was_lost_is_not_doubled"), move |run| {
                    lost(run, channel)
                }),
                trial(run, module, &named("who_reads_is_seen_to_have_read"), move |run| read(run, channel)),
                trial(run, module, &named("a_picture_is_kept_and_served"), move |run| picture(run, channel)),
            ]
        })
        .collect()
}

async fn changed(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    let customer = person.customer();
    let said = customer.say("How much is the Kebaya Nyonja?").await;
    person.replies_until(1).await;
    customer.edit(&said.wamid, "How much is the Kebaya Nyonya?").await;
    let id = stand.shop.conversation().await;
    let is_changed = |messages: &[Value]| messages[0]["text"] == "How much is the Kebaya Nyonya?";
    stand.shop.messages_until(&id, "the new words in the place of the old", is_changed).await;
}

async fn taken_back(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    let customer = person.customer();
    let said = customer.say(&format!("How much is the {PRODUCT}?")).await;
    person.replies_until(1).await;
    customer.revoke(&said.wamid).await;
    let id = stand.shop.conversation().await;
    let is_empty = |messages: &[Value]| messages[0]["kind"] == "revoked" && messages[0]["text"].is_null();
    stand.shop.messages_until(&id, "a message without its words", is_empty).await;
}

async fn taken_over(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    stand.shop.number.person_writes(person.customer(), "Farah here, from my own phone.").await;
    let is_here = |messages: &[Value]| {
        messages.iter().any(|message| message["author"] == "member" && message["direction"] == "outbound")
    };
    stand.shop.messages_until(&id, "the words of a person", is_here).await;
    person.says("Thank you, Farah!").await;
    assert_eq!(stand.shop.turn(&id, "gated").await["reason"], "paused");
}

async fn lost(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    stand.shop.number.fault(Fault::LoseReplyAfterAccepting);
    person.says(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let is_settled = |messages: &[Value]| {
        let known = ["sent", "delivered", "read"].map(Value::from);
        messages.len() == 2 && known.contains(&messages[1]["status"])
    };
    stand.shop.messages_until(&id, "an answer that is known to have left", is_settled).await;
    person.stays_at(1).await;
}

async fn read(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let is_read = |messages: &[Value]| messages.get(1).is_some_and(|message| message["status"] == "read");
    stand.shop.messages_until(&id, "an answer that was read", is_read).await;
}

async fn picture(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.customer().send_media(Media::image("image/png", SAMPLE_PICTURE)).await;
    let id = stand.shop.conversation().await;
    let is_stored = |messages: &[Value]| messages[0]["media"][0]["state"] == "stored";
    let messages = stand.shop.messages_until(&id, "a stored picture", is_stored).await;
    let file = messages[0]["media"][0]["id"].as_str().expect("a file").to_owned();
    let served = stand.shop.api.fetch(&format!("/conversations/{id}/media/{file}")).await;
    assert_eq!((served.status, served.body.as_ref()), (200, SAMPLE_PICTURE));
    assert!(!stand.shop.env.simulator.leaked_authorization(), "a token went where it does not belong");
    // And one of staff's goes out.
    let path = format!("/conversations/{id}/media");
    let stored = stand.shop.api.post_file(&path, "image/png", SAMPLE_PICTURE).await.expect(201);
    let message = json!({ "media": { "kind": "image", "file": stored["id"] } });
    let sent = stand.shop.api.post(&format!("/conversations/{id}/messages"), &message).await.expect(201);
    assert_ne!(sent["status"], "failed", "{sent}");
    let came = stand.shop.number.wait_for(|sent| sent.kind == "image", PATIENCE).await;
    came.expect("the picture at the customer");
    let uploads = stand.shop.number.uploads();
    assert_eq!(uploads.last().map(|upload| upload.bytes.as_slice()), Some(SAMPLE_PICTURE));
}
