//! Fetching a file goes wrong: it comes all the same or has a reason, and nothing else waits for it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use simulator::{CallKind, Media, MediaFault, SAMPLE_PICTURE};

use super::{address, file_is, of_metas, sends};
use crate::support::begun::each;
use crate::support::channel::Channel;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::on_channels![
    once: [a_restart_in_the_middle_of_a_fetch_fetches_again],
    of_meta: [
        a_busy_host_is_asked_again,
        a_redirect_on_the_same_host_is_followed,
        a_download_that_ends_early_is_made_again,
        a_failing_file_does_not_delay_the_answer,
        a_hanging_file_holds_the_answer_up_for_seconds_only,
    ],
    files_by_id: [
        an_address_that_has_run_out_is_asked_for_again,
        a_file_that_was_cut_short_is_fetched_again,
        other_bytes_than_announced_are_refused,
        a_token_is_not_sent_to_another_host,
        an_id_that_meta_does_not_know_is_given_up_at_once,
    ],
];

fn downloads(shop: &Shop) -> usize {
    shop.number.requests().iter().filter(|call| call.kind == CallKind::Download).count()
}

/// The picture comes although these happen first.
async fn comes_after(run: &'static Run, channel: Channel, fault: MediaFault, times: usize) -> Shop {
    let shop = Shop::open_on(run, channel).await;
    shop.number.media_fault(fault, times);
    sends(&shop.customer(), Media::image("image/png", SAMPLE_PICTURE)).await;
    let (id, message) = file_is(&shop, "stored").await;
    assert!(message["media"][0]["reason"].is_null(), "{message}");
    let answer = shop.api.fetch(&address(&id, &message)).await;
    assert!(answer.status == 200 && answer.body == SAMPLE_PICTURE);
    assert_eq!(downloads(&shop), times + 1);
    shop
}

async fn an_address_that_has_run_out_is_asked_for_again(run: &'static Run, channel: Channel) {
    let shop = comes_after(run, channel, MediaFault::Expired, 1).await;
    let asked = shop.number.requests().iter().filter(|call| call.kind == CallKind::Media).count();
    assert_eq!(asked, 2, "a new address for the second try");
}

async fn a_busy_host_is_asked_again(run: &'static Run, channel: Channel) {
    comes_after(run, channel, MediaFault::Status(503), 2).await;
}

async fn a_download_that_ends_early_is_made_again(run: &'static Run, channel: Channel) {
    comes_after(run, channel, MediaFault::CutShort, 1).await;
}

/// As if it were all: only a digest tells.
async fn a_file_that_was_cut_short_is_fetched_again(run: &'static Run, channel: Channel) {
    comes_after(run, channel, MediaFault::HalfTheBytes, 1).await;
}

async fn a_redirect_on_the_same_host_is_followed(run: &'static Run, channel: Channel) {
    comes_after(run, channel, MediaFault::RedirectHere, 1).await;
}

/// The file is not there, and staff see why.
async fn fails(shop: &Shop, reason: &str) -> Value {
    let (id, message) = file_is(shop, "failed").await;
    assert_eq!(message["media"][0]["reason"], reason, "{message}");
    shop.api.get(&address(&id, &message)).await.problem(409);
    message
}

async fn other_bytes_than_announced_are_refused(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.media_fault(MediaFault::WrongBytes, 20);
    let customer = shop.person().await;
    sends(&customer, Media::image("image/png", SAMPLE_PICTURE).caption("How much is the Kebaya Nyonya?"))
        .await;
    let answer = customer.reply().await;
    assert!(answer.text.contains("RM 189.00"));
    fails(&shop, "damaged").await;
    assert_eq!(downloads(&shop), 3);
}

async fn a_token_is_not_sent_to_another_host(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.media_fault(MediaFault::RedirectElsewhere, 1);
    sends(&shop.customer(), Media::image("image/png", SAMPLE_PICTURE)).await;
    fails(&shop, "foreign_address").await;
    assert!(!shop.env.simulator.leaked_authorization());
}

async fn an_id_that_meta_does_not_know_is_given_up_at_once(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let image = serde_json::json!({ "id": "1234567890", "mime_type": "image/jpeg" });
    let message = serde_json::json!({ "type": "image", "image": image });
    assert_eq!(shop.person().await.send(message).await.http_status, Some(200));
    fails(&shop, "expired").await;
    assert_eq!(downloads(&shop), 0);
}

async fn a_failing_file_does_not_delay_the_answer(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.media_fault(MediaFault::Status(500), 50);
    let customer = shop.person().await;
    sends(&customer, Media::image("image/png", SAMPLE_PICTURE)).await;
    customer.says("How much is the Kebaya Nyonya?").await;
    let answer = customer.reply().await;
    assert!(answer.text.contains("RM 189.00"));
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "answered").await;
    // A file is waited for five seconds after the end of the burst, which is here up to two after its beginning.
    let waited = turn["timings"]["waited_ms"].as_u64().expect("a time");
    assert!(waited < 7_500, "{turn}");
    customer.stays_at(1).await;
}

async fn a_hanging_file_holds_the_answer_up_for_seconds_only(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.number.media_fault(MediaFault::Hang(Duration::from_secs(25)), 1);
    let customer = shop.person().await;
    sends(&customer, Media::image("image/png", SAMPLE_PICTURE)).await;
    customer.says("How much is the Kebaya Nyonya?").await;
    let answer = customer.reply_within(Duration::from_secs(20)).await.expect("an answer in time").text;
    assert!(answer.contains("RM 189.00"), "{answer}");
    let id = shop.conversation().await;
    assert_eq!(shop.messages(&id).await[0]["media"][0]["state"], "wanted");
    let turn = shop.turn(&id, "answered").await;
    assert_eq!(turn["message_ids"].as_array().map(Vec::len), Some(2), "{turn}");
}

async fn a_restart_in_the_middle_of_a_fetch_fetches_again(run: &'static Run) {
    let env = Arc::new(run.own("fetch-restart", &[]).await);
    let shops = of_metas(&env).await;
    each(&shops, async |shop| {
        shop.number.media_fault(MediaFault::Hang(Duration::from_secs(20)), 1);
        sends(&shop.customer(), Media::image("image/png", SAMPLE_PICTURE)).await;
        until("the fetch is under way", || async {
            if downloads(shop) > 0 { Ok(()) } else { Err(format!("{:?}", shop.number.requests())) }
        })
        .await;
    })
    .await;
    env.restart().await;
    each(&shops, async |shop| {
        let (id, message) = file_is(shop, "stored").await;
        let answer = shop.api.fetch(&address(&id, &message)).await;
        assert!(answer.status == 200 && answer.body == SAMPLE_PICTURE);
    })
    .await;
}
