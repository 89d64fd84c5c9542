//! What customers send arrives: whole, sealed, and harmless to whoever opens it.

use std::fs;

use simulator::{Media, SAMPLE_PICTURE};

use super::{address, file_is, sends};
use crate::support::channel::Channel;
use crate::support::shop::{sign_up, text};
use crate::support::{Run, Shop, folder, random};

crate::on_channels![
    every: [a_picture_is_read_back_byte_for_byte, a_business_does_not_see_another_ones_file],
    of_meta: [a_file_lies_sealed, a_file_too_large_to_keep_is_refused_with_its_reason],
    files_by_id: [a_file_is_saved_and_never_shown],
];

async fn a_picture_is_read_back_byte_for_byte(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.person().await.sends_picture(SAMPLE_PICTURE).await;
    let (id, message) = file_is(&shop, "stored").await;
    assert_eq!(message["kind"], "image", "{message}");
    let file = &message["media"][0];
    assert_eq!((&file["kind"], &file["mime_type"]), (&"image".into(), &"image/png".into()), "{file}");
    assert_eq!(file["size"], SAMPLE_PICTURE.len(), "{file}");
    assert!(message["content"].is_null(), "nothing of Meta's own is shown: {message}");
    let answer = shop.api.fetch(&address(&id, &message)).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body == SAMPLE_PICTURE, "{} bytes came", answer.body.len());
    assert_eq!(answer.headers["content-type"], "image/png");
    assert!(!shop.env.simulator.leaked_authorization(), "a token went where it does not belong");
}

async fn a_file_lies_sealed(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    // The search after all tests looks for these words in every stored byte.
    let words = format!("Words in a file {}", random::hex());
    run.seen.add(&words);
    sends(&shop.customer(), Media::document("letter.txt", "text/plain", words.as_bytes())).await;
    let (id, message) = file_is(&shop, "stored").await;
    let answer = shop.api.fetch(&address(&id, &message)).await;
    assert_eq!(answer.body, words.as_bytes());
    let stored = folder::files(&shop.env.state_folder().join("v3/r2"));
    assert!(!stored.is_empty(), "there should be a bucket");
    for file in stored {
        let bytes = fs::read(file).unwrap_or_default();
        assert!(!bytes.windows(words.len()).any(|window| window == words.as_bytes()));
    }
}

async fn a_file_is_saved_and_never_shown(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let page = "<script>alert(document.cookie)</script>";
    sends(&shop.customer(), Media::document("../rechnung ü.html", "text/html", page.as_bytes())).await;
    let (id, message) = file_is(&shop, "stored").await;
    assert_eq!(message["media"][0]["filename"], "../rechnung ü.html", "{message}");
    let answer = shop.api.fetch(&address(&id, &message)).await;
    assert_eq!(answer.body, page.as_bytes());
    let header = |name: &str| answer.headers[name].to_str().expect("a plain header").to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''rechnung%20%C3%BC.html");
    assert!(header("content-security-policy").contains("sandbox"));
}

async fn a_business_does_not_see_another_ones_file(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.person().await.sends_picture(SAMPLE_PICTURE).await;
    let (id, message) = file_is(&shop, "stored").await;
    let (other, _) = sign_up(&shop.env).await;
    other.get(&address(&id, &message)).await.problem(404);
    let file = text(&message["media"][0], "id");
    shop.api.get(&format!("/conversations/{}/media/{file}", random::hex())).await.problem(404);
    shop.api.get(&format!("/conversations/{id}/media/nonsense")).await.problem(404);
    let unknown = "01890000-0000-7000-8000-000000000000";
    shop.api.get(&format!("/conversations/{id}/media/{unknown}")).await.problem(404);
}

async fn a_file_too_large_to_keep_is_refused_with_its_reason(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let bytes = vec![7; 17 * 1024 * 1024];
    sends(&shop.customer(), Media::document("film.pdf", "application/pdf", bytes)).await;
    let (id, message) = file_is(&shop, "failed").await;
    assert_eq!(message["media"][0]["reason"], "too_large", "{message}");
    shop.api.get(&address(&id, &message)).await.problem(409);
}
