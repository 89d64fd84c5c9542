//! A conversation in the widget, whatever happens to the Worker meanwhile.

use std::sync::Arc;

use serde_json::json;

use super::Embedded;
use crate::support::{Env, Run, Shop, random};

crate::suite![
    a_visitor_is_answered_and_finds_the_thread_again,
    a_conversation_goes_on_through_a_restart,
    it_goes_on_where_sockets_are_forbidden,
    a_person_takes_over_and_buttons_are_pressed,
    a_visitor_erases_everything_in_the_widget,
    what_was_said_long_ago_is_found_by_scrolling_up,
    what_is_too_long_is_kept_and_says_so,
];

async fn a_visitor_is_answered_and_finds_the_thread_again(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    shown
        .page
        .until("what the assistant is", "$('.hello').textContent.includes('assistant of Kedai Seri')")
        .await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    shown
        .page
        .until("the price", "$('.row.agent:not(.dots) .bubble').textContent.includes('RM 129.00')")
        .await;
    shown.page.until("the receipt", "$('.row.you .note').textContent.includes('Seen')").await;
    assert_eq!(shown.page.value("$$('.row.you').length").await, 1, "what was typed is shown once");
    // The page's receipt reaches staff.
    let id = shown.shop.conversation().await;
    let is_read = |messages: &[serde_json::Value]| messages.len() == 2 && messages[1]["status"] == "read";
    shown.shop.messages_until(&id, "the visitor's receipt", is_read).await;
    let origin = shown.site.origin.clone();
    shown.page.open(&origin).await;
    shown.page.until("the launcher", "$('.launcher')").await;
    shown.open_chat().await;
    shown.answers(1).await;
    assert_eq!(shown.page.value("$$('.row.you').length").await, 1);
    assert_eq!(shown.page.complaints(), [] as [&str; 0]);
}

async fn a_conversation_goes_on_through_a_restart(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.wrangler("widget-restart", &[]).await);
    let shop = Shop::open_at(&env).await;
    let mut shown = Embedded::of(run, shop, "en", "").await;
    let origin = shown.site.origin.clone();
    shown.page.open(&origin).await;
    shown.open_chat().await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    env.kill();
    // Written while nobody is there: it leaves when the Worker is back.
    shown.says("And the Kebaya Nyonya?").await;
    env.restart().await;
    shown.answers(2).await;
    shown
        .page
        .until("the second price", "$$('.row.agent:not(.dots)')[1].textContent.includes('RM 189.00')")
        .await;
    shown.says("Thank you, that is all").await;
    shown.page.until("three messages", "$$('.row.you').length === 3 && !$('.sending,.failed')").await;
    let id = shown.shop.conversation().await;
    let theirs =
        |messages: &[serde_json::Value]| messages.iter().filter(|m| m["direction"] == "inbound").count();
    let all = shown.shop.messages_until(&id, "three messages", |messages| theirs(messages) == 3).await;
    let thread = shown.page.value("$$('.row:not(.dots)').length").await;
    assert!(thread.as_u64() >= Some(5), "{thread} of {all:?}");
}

async fn it_goes_on_where_sockets_are_forbidden(run: &'static Run) {
    let shop = Shop::open(run).await;
    let mut shown = Embedded::of(run, shop, "en", "").await;
    let forbid = "window.WebSocket = class { constructor() { setTimeout(() => this.onclose({ code: 1006 })); } close() {} }";
    let script = json!({ "source": forbid });
    shown.page.call("Page.addScriptToEvaluateOnNewDocument", &script).await;
    let origin = shown.site.origin.clone();
    shown.page.open(&origin).await;
    shown.open_chat().await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
    shown.says("And the Kebaya Nyonya?").await;
    shown.answers(2).await;
    assert_eq!(shown.page.value("$$('.row.you').length").await, 2);
}

async fn a_person_takes_over_and_buttons_are_pressed(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    shown.says("I would like to talk about the Kebaya Nyonya").await;
    shown.answers(1).await;
    let id = shown.shop.conversation().await;
    let buttons = json!({ "buttons": {
        "text": "Which size do you wear?",
        "buttons": [{ "id": "size-s", "title": "Size S" }, { "id": "size-m", "title": "Size M" }]
    } });
    let path = format!("/conversations/{id}/messages");
    shown.shop.api.post_once(&path, &random::hex(), &buttons).await.expect(201);
    shown.page.until("the question", "$('.row.person .bubble').textContent.includes('Which size')").await;
    shown.page.until("who is there", "$('.under').textContent === 'A person is with you'").await;
    shown.page.picture("buttons").await;
    shown.page.press(".choices button:last-child").await;
    shown.page.until("the choice as a message", "$$('.row.you')[1].textContent.includes('Size M')").await;
    assert_eq!(shown.page.value("$$('.choices button').every((button) => button.disabled)").await, true);
    let said = |messages: &[serde_json::Value]| messages.iter().any(|m| m["content"]["id"] == "size-m");
    shown.shop.messages_until(&id, "the choice", said).await;
}

async fn a_visitor_erases_everything_in_the_widget(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    shown.says("How much is the Kebaya Nyonya?").await;
    shown.answers(1).await;
    shown.page.press("button[aria-label='Your data']").await;
    shown.page.until("the rights", "$('.rights form')").await;
    shown.page.picture("rights").await;
    let email = format!("visitor-{}@example.com", random::hex());
    run.seen.add(&email);
    shown.page.press("input[type=email]").await;
    shown.page.types(&email).await;
    shown.page.key("Enter", false).await;
    shown.page.until("that it is saved", "$('.news').textContent === 'Saved'").await;
    let contact = shown.shop.api.get("/contacts").await.items().remove(0);
    assert_eq!(contact["email"], email.as_str(), "{contact}");
    shown.page.press(".rights > button.call").await;
    shown.page.press(".sure button.call").await;
    shown.page.until("the code", "$('.rights code').textContent.length === 24").await;
    shown.page.picture("erased").await;
    assert!(shown.shop.api.get("/contacts").await.items().is_empty());
    assert_eq!(shown.page.value("localStorage.length").await, 0);
    // Whoever writes again is somebody new.
    shown.page.press("button[aria-label='Back']").await;
    assert_eq!(shown.page.value("$$('.row.you').length").await, 0);
    shown.page.press("textarea").await;
    shown.says("How much is the Baju Kurung Melur?").await;
    shown.answers(1).await;
}

async fn what_was_said_long_ago_is_found_by_scrolling_up(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let visitor = shown.chat.visitor().await;
    let said: Vec<String> = (1..=130).map(|number| format!("This is message number {number}")).collect();
    for words in &said {
        visitor.says(words).await;
    }
    let entry = json!({ "token": visitor.token, "at": 0 }).to_string();
    let store = format!("(localStorage['counterhand:{}'] = {})", shown.chat.slug, json!(entry));
    shown.page.value(&store).await;
    let origin = shown.site.origin.clone();
    shown.page.open(&origin).await;
    shown.open_chat().await;
    shown.page.until("the latest sixty", "$$('.row.you').length === 60").await;
    for count in [120, 130] {
        let first = shown.page.value("$('.row.you .bubble').textContent").await;
        shown.page.value("($('.log').scrollTop = 0)").await;
        shown.page.until("what was said before", &format!("$$('.row.you').length === {count}")).await;
        // Whoever reads does not lose the place.
        let in_view = format!(
            "(() => {{ const row = $$('.row.you .bubble').find((row) => row.textContent === {first}).getBoundingClientRect(); \
             const log = $('.log').getBoundingClientRect(); return row.bottom > log.top && row.top < log.bottom; }})()"
        );
        assert_eq!(shown.page.value(&in_view).await, true, "{first}");
    }
    shown.page.value("($('.log').scrollTop = 0)").await;
    shown.says("And one more").await;
    shown.page.until("one more", "$$('.row.you').length === 131 && !$('.sending')").await;
    let all = shown.page.value("$$('.row.you .bubble').map((row) => row.textContent)").await;
    assert_eq!(all, json!([said, vec!["And one more".to_owned()]].concat()));
    let days =
        "$$('.day').length === new Set($$('.day').map((day) => day.textContent)).size && $$('.day').length";
    assert_ne!(shown.page.value(days).await, false, "a day is named once");
    assert_eq!(shown.page.complaints(), [] as [&str; 0]);
}

async fn what_is_too_long_is_kept_and_says_so(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    shown.page.until("the shop", "$('.hello')").await;
    shown.page.press("textarea").await;
    // Outside of Unicode's first plane, where JavaScript counts two for one.
    let words = "\u{1f6cd}".repeat(4_097);
    shown.page.types(&words).await;
    shown.page.until("how long it is", "$('.notice').textContent === '4097 / 4096'").await;
    shown.page.key("Enter", false).await;
    let is_kept = format!("$('textarea').value === {words:?} && $('.go').disabled && !$('.row.you')");
    assert_eq!(shown.page.value(&is_kept).await, true, "nothing of it is lost");
    let shorten = "(() => { const box = $('textarea'); box.setSelectionRange(0, 2); box.setRangeText(''); \
                   box.dispatchEvent(new Event('input')); return true; })()";
    shown.page.value(shorten).await;
    shown.page.until("no complaint", "$('.notice').textContent === '' && !$('.go').disabled").await;
    shown.page.key("Enter", false).await;
    shown.page.until("it is sent", "$('.row.you') && !$('.sending,.failed')").await;
}
