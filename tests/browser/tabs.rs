//! Several pages of one visitor.

use serde_json::json;

use super::Embedded;
use crate::support::chat::Chat;
use crate::support::site::Site;
use crate::support::{Run, Shop};

crate::suite![pages_that_begin_at_once_are_one_conversation, a_page_goes_on_where_another_one_began];

/// The inside of the chat in each frame of the page.
const CHATS: &str = "[...document.querySelectorAll('iframe')].map((frame) => \
                     frame.contentDocument.querySelector('counterhand-chat').shadowRoot)";

/// A page with two of the same origin in it, which share what the browser keeps for them.
async fn two_pages(run: &'static Run) -> Embedded {
    let (shop, mut site) = (Shop::open(run).await, Site::reserve().await);
    let chat = Chat::open(&shop, &[&site.origin]).await;
    let worker = shop.env.url();
    let tag = format!("<script src='{worker}/widget.js' data-shop='{}' async></script>", chat.slug);
    let frame = format!("<iframe width=500 height=700 srcdoc=\"<body>{tag}</body>\"></iframe>");
    site.serve(
        format!("<!doctype html><title>Two pages</title>{frame}{frame}"),
        "default-src * 'unsafe-inline'",
    );
    let mut page = run.browser().await.page().await;
    page.open(&site.origin).await;
    let opened = format!("{CHATS}.map((chat) => chat.querySelector('.launcher').click()).length === 2");
    page.until("two pages with a chat", &opened).await;
    let greeted =
        format!("{CHATS}.every((chat) => chat.querySelector('header bdi').textContent === 'Kedai Seri')");
    page.until("two chats that are open", &greeted).await;
    Embedded { shop, chat, page, site }
}

/// Writes into the chats with these numbers and sends, all in one moment.
async fn say(shown: &mut Embedded, which: &[usize]) {
    let send = format!(
        "{CHATS}.filter((_, index) => {which:?}.includes(index)).map((chat) => {{ const box = chat.querySelector('textarea'); \
         box.value = 'Is anybody there?'; box.dispatchEvent(new Event('input')); \
         chat.querySelector('form.composer').requestSubmit(); }}).length"
    );
    assert_eq!(shown.page.value(&send).await, which.len());
}

async fn are_one_conversation(shown: &mut Embedded) {
    let all = format!(
        "{CHATS}.every((chat) => chat.querySelectorAll('.row.you').length === 2 && !chat.querySelector('.sending,.failed'))"
    );
    shown.page.until("both messages in both chats", &all).await;
    let id = shown.shop.conversation().await;
    let theirs =
        |messages: &[serde_json::Value]| messages.iter().filter(|m| m["direction"] == "inbound").count();
    shown.shop.messages_until(&id, "both messages", |messages| theirs(messages) == 2).await;
}

async fn pages_that_begin_at_once_are_one_conversation(run: &'static Run) {
    let mut shown = two_pages(run).await;
    say(&mut shown, &[0, 1]).await;
    are_one_conversation(&mut shown).await;
}

async fn a_page_goes_on_where_another_one_began(run: &'static Run) {
    let mut shown = two_pages(run).await;
    say(&mut shown, &[0]).await;
    shown.shop.conversation().await;
    say(&mut shown, &[1]).await;
    are_one_conversation(&mut shown).await;
    let stored = shown.page.value("localStorage.length").await;
    assert_eq!(stored, json!(1));
}
