//! A file ends with its message, its time or its conversation, and stays while only the words below it change.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use simulator::{CallKind, Fault, Media, SAMPLE_PICTURE, SAMPLE_VOICE, Transcript, Wire};

use super::{address, file_is, of_metas, sends};
use crate::support::begun::each;
use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::time::SILENCE;
use crate::support::wait::{stays, until};
use crate::support::{Env, Run, Shop, folder};

crate::on_channels![
    once: [
        a_file_is_deleted_with_a_message_that_was_taken_back,
        a_file_taken_back_while_it_is_fetched_is_not_kept,
        a_file_that_was_kept_long_enough_is_deleted,
        an_erasure_leaves_no_file,
    ],
    of_meta: [a_transcript_goes_with_its_message],
    files_by_id: [an_edited_caption_keeps_the_file],
];

/// How much longer a sealed file is.
const SEAL: usize = 34;

/// The sealed pictures in the bucket, known by their length: what else is there, such as the log of erasures, is not.
fn pictures(env: &Env) -> Vec<PathBuf> {
    let is_picture = |path: &PathBuf| {
        fs::metadata(path).is_ok_and(|file| usize::try_from(file.len()) == Ok(SAMPLE_PICTURE.len() + SEAL))
    };
    let files = folder::files(&env.state_folder().join("v3/r2"));
    files.into_iter().filter(is_picture).collect()
}

async fn no_picture_is_left(env: &Env) {
    until("no picture in the bucket", || async {
        if pictures(env).is_empty() { Ok(()) } else { Err(format!("{:?}", pictures(env))) }
    })
    .await;
}

async fn is_revoked(shop: &Shop, id: &str) -> Value {
    let is_revoked = |messages: &[Value]| messages[0]["kind"] == "revoked";
    shop.messages_until(id, "the message is gone", is_revoked).await[0].clone()
}

async fn a_file_is_deleted_with_a_message_that_was_taken_back(run: &'static Run) {
    let env = Arc::new(run.own("revoked-file", &[]).await);
    let shops = of_metas(&env).await;
    each(&shops, async |shop| {
        let customer = shop.customer();
        let wamid = sends(&customer, Media::image("image/png", SAMPLE_PICTURE)).await;
        let (id, message) = file_is(shop, "stored").await;
        assert!(!pictures(&env).is_empty());
        customer.revoke(&wamid).await;
        let revoked = is_revoked(shop, &id).await;
        assert_eq!(revoked["media"], serde_json::json!([]), "{revoked}");
        shop.api.get(&address(&id, &message)).await.problem(409);
    })
    .await;
    no_picture_is_left(&env).await;
}

/// Where a file comes by an id, the answer to that question can be late.
async fn a_file_taken_back_while_it_is_fetched_is_not_kept(run: &'static Run) {
    let env = Arc::new(run.own("revoked-early", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    shop.number.fault_on(CallKind::Media, Fault::Slow(Duration::from_secs(2)), 1);
    let wamid = sends(&customer, Media::image("image/png", SAMPLE_PICTURE)).await;
    let id = shop.conversation().await;
    customer.revoke(&wamid).await;
    is_revoked(&shop, &id).await;
    until("its bytes come too late", || async {
        let downloads = shop.calls(CallKind::Download);
        if downloads.is_empty() { Err(format!("{:?}", shop.number.requests())) } else { Ok(()) }
    })
    .await;
    // It is kept and discarded within this.
    tokio::time::sleep(Duration::from_secs(1)).await;
    no_picture_is_left(&env).await;
    stays("no picture in the bucket", SILENCE, || {
        if pictures(&env).is_empty() { Ok(()) } else { Err(format!("{:?}", pictures(&env))) }
    })
    .await;
}

async fn a_transcript_goes_with_its_message(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    let said = "My secret is the colour green";
    run.seen.add(said);
    shop.env.simulator.llm().transcripts(&shop.llm_key, vec![Transcript::Text(said.to_owned())]);
    let customer = shop.person().await;
    let wamid = sends(&customer, Media::voice(SAMPLE_VOICE)).await;
    let id = shop.conversation().await;
    let is_heard = |messages: &[Value]| messages[0]["transcript"] == said;
    shop.messages_until(&id, "the words", is_heard).await;
    customer.revoke(&wamid).await;
    let revoked = is_revoked(&shop, &id).await;
    assert!(revoked["transcript"].is_null(), "{revoked}");
}

async fn an_edited_caption_keeps_the_file(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let wamid = sends(&customer, Media::image("image/png", SAMPLE_PICTURE).caption("Is this blue?")).await;
    let (id, before) = file_is(&shop, "stored").await;
    customer.edit(&wamid, "Is this green?").await;
    let is_edited = |messages: &[Value]| messages[0]["text"] == "Is this green?";
    let after = shop.messages_until(&id, "the new caption", is_edited).await[0].clone();
    assert_eq!(after["media"], before["media"], "{after}");
    let answer = shop.api.fetch(&address(&id, &after)).await;
    assert!(answer.status == 200 && answer.body == SAMPLE_PICTURE);
}

/// A shop of every kind, with a picture of somebody.
async fn with_pictures(env: &Arc<Env>) -> Vec<Shop> {
    let shops = each(&Channel::ALL, async |channel| Shop::open_on_at(env, *channel).await).await;
    each(&shops, async |shop| shop.person().await.sends_picture(SAMPLE_PICTURE).await).await;
    shops
}

async fn a_file_that_was_kept_long_enough_is_deleted(run: &'static Run) {
    let env = Arc::new(run.own("old-file", &[("MEDIA_RETENTION", "8s")]).await);
    let shops = with_pictures(&env).await;
    each(&shops, async |shop| {
        file_is(shop, "stored").await;
        let (id, message) = file_is(shop, "gone").await;
        assert_eq!(
            (&message["media"][0]["reason"], &message["kind"]),
            (&"retention".into(), &"image".into())
        );
        shop.api.get(&address(&id, &message)).await.problem(409);
    })
    .await;
    no_picture_is_left(&env).await;
}

async fn an_erasure_leaves_no_file(run: &'static Run) {
    let env = Arc::new(run.own("erased-file", &[]).await);
    let shops = with_pictures(&env).await;
    each(&shops, async |shop| file_is(shop, "stored").await).await;
    assert_eq!(pictures(&env).len(), shops.len());
    each(&shops, async |shop| {
        let contact = shop.api.get("/contacts").await.items().remove(0);
        let path = format!("/contacts/{}/erase", text(&contact, "id"));
        shop.api.post(&path, &serde_json::json!({})).await.expect(202);
    })
    .await;
    no_picture_is_left(&env).await;
}
