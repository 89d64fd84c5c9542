//! A file ends with its message, its time or its conversation, and stays while only the words below it change.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use simulator::{CallKind, Fault, Media, SAMPLE_PICTURE, SAMPLE_VOICE, Transcript, Wire};

use super::{address, file_is, sends};
use crate::support::shop::says;
use crate::support::time::SILENCE;
use crate::support::wait::{stays, until};
use crate::support::{Run, Shop, folder};

crate::suite![
    a_file_is_deleted_with_a_message_that_was_taken_back,
    a_file_taken_back_while_it_is_fetched_is_not_kept,
    a_transcript_goes_with_its_message,
    an_edited_caption_keeps_the_file,
    a_file_that_was_kept_long_enough_is_deleted,
    an_erasure_leaves_no_file,
];

/// How much longer a sealed file is.
const SEAL: usize = 34;

/// The sealed pictures in the bucket, known by their length: what else is there, such as the log of erasures, is not.
fn pictures(shop: &Shop) -> Vec<PathBuf> {
    let is_picture = |path: &PathBuf| {
        fs::metadata(path).is_ok_and(|file| usize::try_from(file.len()) == Ok(SAMPLE_PICTURE.len() + SEAL))
    };
    let files = folder::files(&shop.env.state_folder().join("v3/r2"));
    files.into_iter().filter(is_picture).collect()
}

async fn no_picture_is_left(shop: &Shop) {
    until("no picture in the bucket", || async {
        if pictures(shop).is_empty() { Ok(()) } else { Err(format!("{:?}", pictures(shop))) }
    })
    .await;
}

async fn is_revoked(shop: &Shop, id: &str) -> Value {
    let is_revoked = |messages: &[Value]| messages[0]["kind"] == "revoked";
    shop.messages_until(id, "the message is gone", is_revoked).await[0].clone()
}

async fn a_file_is_deleted_with_a_message_that_was_taken_back(run: &'static Run) {
    let env = Arc::new(run.own("revoked-file", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    let wamid = sends(&customer, Media::image("image/png", SAMPLE_PICTURE)).await;
    let (id, message) = file_is(&shop, "stored").await;
    assert_eq!(pictures(&shop).len(), 1, "{:?}", pictures(&shop));
    customer.revoke(&wamid).await;
    let revoked = is_revoked(&shop, &id).await;
    assert_eq!(revoked["media"], serde_json::json!([]), "{revoked}");
    shop.api.get(&address(&id, &message)).await.problem(409);
    no_picture_is_left(&shop).await;
}

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
        let requests = shop.number.requests();
        let came = requests.iter().any(|call| call.kind == CallKind::Download);
        if came { Ok(()) } else { Err(format!("{requests:?}")) }
    })
    .await;
    // It is kept and discarded within this.
    tokio::time::sleep(Duration::from_secs(1)).await;
    no_picture_is_left(&shop).await;
    stays("no picture in the bucket", SILENCE, || {
        if pictures(&shop).is_empty() { Ok(()) } else { Err(format!("{:?}", pictures(&shop))) }
    })
    .await;
}

async fn a_transcript_goes_with_its_message(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::OpenAi).await;
    let said = "My secret is the colour green";
    run.seen.add(said);
    shop.env.simulator.llm().transcripts(&shop.llm_key, vec![Transcript::Text(said.to_owned())]);
    let customer = shop.customer();
    let wamid = sends(&customer, Media::voice(SAMPLE_VOICE)).await;
    let id = shop.conversation().await;
    let is_heard = |messages: &[Value]| messages[0]["transcript"] == said;
    shop.messages_until(&id, "the words", is_heard).await;
    customer.revoke(&wamid).await;
    let revoked = is_revoked(&shop, &id).await;
    assert!(revoked["transcript"].is_null(), "{revoked}");
}

async fn an_edited_caption_keeps_the_file(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let wamid = sends(&customer, Media::image("image/png", SAMPLE_PICTURE).caption("Is this blue?")).await;
    let (id, before) = file_is(&shop, "stored").await;
    customer.edit(&wamid, "Is this green?").await;
    let is_edited = |messages: &[Value]| messages[0]["text"] == "Is this green?";
    let after = shop.messages_until(&id, "the new caption", is_edited).await[0].clone();
    assert_eq!(after["media"], before["media"], "{after}");
    let answer = shop.api.fetch(&address(&id, &after)).await;
    assert!(answer.status == 200 && answer.body == SAMPLE_PICTURE);
}

async fn a_file_that_was_kept_long_enough_is_deleted(run: &'static Run) {
    let env = Arc::new(run.own("old-file", &[("MEDIA_RETENTION", "6s")]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    sends(&customer, Media::image("image/png", SAMPLE_PICTURE).caption("Is this blue?")).await;
    file_is(&shop, "stored").await;
    let (id, message) = file_is(&shop, "gone").await;
    assert_eq!(
        (&message["media"][0]["reason"], &message["text"]),
        (&"retention".into(), &"Is this blue?".into())
    );
    shop.api.get(&address(&id, &message)).await.problem(409);
    no_picture_is_left(&shop).await;
}

async fn an_erasure_leaves_no_file(run: &'static Run) {
    let env = Arc::new(run.own("erased-file", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    sends(&customer, Media::image("image/png", SAMPLE_PICTURE)).await;
    file_is(&shop, "stored").await;
    assert_eq!(pictures(&shop).len(), 1);
    says(&customer, "DELETE MY DATA").await;
    until("no conversation", || async {
        let left = shop.api.get("/conversations").await.items();
        if left.is_empty() { Ok(()) } else { Err(format!("{left:?}")) }
    })
    .await;
    no_picture_is_left(&shop).await;
}
