//! Pages that forbid all they can.

use super::Embedded;
use crate::support::Run;

crate::suite![
    it_works_under_the_strictest_policy_and_breaks_none_of_it,
    the_hosted_page_keeps_its_own_policy,
    a_site_that_is_not_listed_gets_a_sentence,
];

async fn it_works_under_the_strictest_policy_and_breaks_none_of_it(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    // Styled all the same, and by socket.
    let round = shown.page.value("getComputedStyle($('.bubble')).borderTopLeftRadius").await;
    assert_eq!(round, "14px");
    // A picture needs no `img-src`: it is drawn.
    let picture = "(async () => { const c = document.createElement('canvas'); c.width = c.height = 64; \
        c.getContext('2d').fillRect(8, 8, 40, 40); const b = await new Promise((d) => c.toBlob(d, 'image/png')); \
        const t = new DataTransfer(); t.items.add(new File([b], 'x.png', { type: 'image/png' })); \
        $('input[type=file]').files = t.files; $('input[type=file]').dispatchEvent(new Event('change')); })()";
    shown.page.value(picture).await;
    shown.page.until("the picture", "$('.row.you canvas')").await;
    shown.page.until("that it is kept", "$$('.row.you').length === 2 && !$('.sending,.failed')").await;
    let origin = shown.site.origin.clone();
    shown.page.open(&origin).await;
    shown.open_chat().await;
    shown.page.until("the picture from the shop", "$('.row.you .shot canvas').width === 64").await;
    assert_eq!(shown.page.complaints(), [] as [&str; 0]);
}

async fn the_hosted_page_keeps_its_own_policy(run: &'static Run) {
    let mut shown = Embedded::hosted(run).await;
    shown.greeted().await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    shown.page.picture("hosted").await;
    assert_eq!(shown.page.complaints(), [] as [&str; 0]);
}

async fn a_site_that_is_not_listed_gets_a_sentence(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    let path = format!("/channels/{}", shown.chat.channel_id);
    shown.shop.api.patch(&path, &serde_json::json!({ "origins": [] })).await.expect(200);
    shown.page.press(".launcher").await;
    shown.page.until("a sentence", "$('.notice').textContent.length > 5").await;
    assert_eq!(shown.page.value("$$('.row.agent:not(.dots)').length").await, 0);
}
