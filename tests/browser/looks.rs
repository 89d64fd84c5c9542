//! Any width, any direction, any language, and no motion for those who want none.

use super::Embedded;
use crate::support::Run;
use crate::support::chat::Chat;
use crate::support::{Shop, site::Site};

crate::suite![
    it_fits_a_narrow_phone,
    it_is_written_from_right_to_left,
    the_words_are_in_the_pages_language,
    nothing_moves_for_those_who_want_none,
];

/// Whatever stands out of the window.
const OUTSIDE: &str = "$$('.panel *').filter((e) => e.getClientRects().length && !e.closest('.hear')).filter((e) => { \
    const r = e.getBoundingClientRect(); return r.left < -1 || r.right > innerWidth + 1; }).map((e) => e.className)";

async fn it_fits_a_narrow_phone(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.page.size(320, 568, true).await;
    shown.page.prefers(&[("prefers-reduced-motion", "reduce")]).await;
    shown.open_chat().await;
    shown.says("HowMuchIsTheBajuKurungMelurInTheLongestWordThatAnybodyEverTypedOnAPhone?").await;
    shown.answers(1).await;
    shown.page.picture("narrow").await;
    assert_eq!(shown.page.value(OUTSIDE).await, serde_json::json!([]));
    assert_eq!(shown.page.value("document.documentElement.scrollWidth <= innerWidth").await, true);
    let small = "$$('button,textarea').filter((e) => e.getClientRects().length && !e.closest('.note')) \
        .filter((e) => e.getBoundingClientRect().height < 38).map((e) => e.className)";
    assert_eq!(shown.page.value(small).await, serde_json::json!([]), "a thumb reaches everything");
    shown.page.press("button[aria-label='Your data']").await;
    shown.page.picture("narrow-data").await;
    assert_eq!(shown.page.value(OUTSIDE).await, serde_json::json!([]));
}

async fn it_is_written_from_right_to_left(run: &'static Run) {
    let mut shown = Embedded::open(run, "ar", "").await;
    let side =
        "(() => { const r = $('.launcher').getBoundingClientRect(); return r.right < innerWidth / 2; })()";
    assert_eq!(shown.page.value(side).await, true, "the launcher is at the end of the line");
    shown.open_chat().await;
    assert_eq!(shown.page.value("$('textarea').placeholder").await, "اكتب رسالة");
    shown.says("كم سعر Baju Kurung Melur؟").await;
    shown.answers(1).await;
    shown.page.picture("right-to-left").await;
    let own = "$('.row.you .bubble').getBoundingClientRect().left < $('.row.agent:not(.dots) .bubble').getBoundingClientRect().left";
    assert_eq!(shown.page.value(own).await, true, "one's own words are at the end of the line");
    // A sentence in another script keeps its own direction.
    assert_eq!(shown.page.value("$('.row.agent:not(.dots) .bubble p').dir").await, "auto");
}

async fn the_words_are_in_the_pages_language(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let mut page = run.browser().await.page().await;
    for (language, words) in [
        ("ms", "Berbual dengan kami"),
        ("id-ID", "Ngobrol dengan kami"),
        ("zh-Hans", "与我们聊天"),
        ("es", "Chatea con nosotros"),
        ("pt-BR", "Fale conosco"),
        ("fr", "Écrivez-nous"),
        ("tr", "Bize yazın"),
        ("hi", "हमसे बात करें"),
        ("ru", "Напишите нам"),
        ("xx", "Chat with us"),
    ] {
        let mut site = Site::reserve().await;
        let worker = shop.env.url();
        site.serve(super::html(&worker, &chat.slug, language, ""), &super::strictest(&worker));
        page.open(&site.origin).await;
        page.until("the launcher", "$('.launcher')").await;
        assert_eq!(page.value("$('.launcher').ariaLabel").await, words, "{language}");
    }
}

async fn nothing_moves_for_those_who_want_none(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    let moves = "getComputedStyle($('.panel')).animationName";
    assert_ne!(shown.page.value(moves).await, "none");
    shown.page.prefers(&[("prefers-reduced-motion", "reduce")]).await;
    assert_eq!(shown.page.value(moves).await, "none");
}
