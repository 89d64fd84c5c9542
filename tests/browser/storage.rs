//! What the browser keeps: nothing before the first message, then a token.

use serde_json::json;

use super::Embedded;
use crate::support::Run;

crate::suite![nothing_is_stored_before_the_first_message];

async fn nothing_is_stored_before_the_first_message(run: &'static Run) {
    let mut shown = Embedded::open(run, "en", "").await;
    shown.open_chat().await;
    shown.page.types("typed, and not sent").await;
    assert_eq!(stored(&mut shown).await, json!([0, 0, "", 0]));
    assert_eq!(shown.page.call("Network.getCookies", &json!({})).await["cookies"], json!([]));
    assert!(shown.shop.api.get("/conversations").await.items().is_empty());
    shown.page.key("Enter", false).await;
    shown.answers(1).await;
    assert_eq!(stored(&mut shown).await, json!([1, 0, "", 0]));
    let kept = format!("Object.keys(JSON.parse(localStorage['counterhand:{}'])).sort()", shown.chat.slug);
    assert_eq!(shown.page.value(&kept).await, json!(["at", "token"]));
    assert_eq!(shown.page.call("Network.getCookies", &json!({})).await["cookies"], json!([]));
}

/// Local and session storage, cookies, databases.
async fn stored(shown: &mut Embedded) -> serde_json::Value {
    let all =
        "[localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length]";
    shown.page.value(all).await
}
