//! What a person is called is asked once; who did not consent stays without a name, and is answered like everybody.

use serde_json::Value;

use crate::support::channel::Channel;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::suite![a_name_is_asked_for_and_shown, who_did_not_consent_has_no_name_and_an_answer];

async fn a_name_is_asked_for_and_shown(run: &'static Run) {
    for product in [Channel::Instagram, Channel::Messenger] {
        let shop = Shop::open_on(run, product).await;
        let customer = shop.person().await;
        customer.asks("What do you sell in this shop?").await;
        let contact = until("a contact with a name", || async {
            let contacts = shop.api.get("/contacts").await.items();
            let named = contacts.first().filter(|contact| contact["name"].is_string()).cloned();
            named.ok_or(format!("{contacts:?}"))
        })
        .await;
        assert!(contact["name"].as_str().is_some_and(|name| name.starts_with("Aina")), "{contact}");
    }
}

async fn who_did_not_consent_has_no_name_and_an_answer(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Instagram).await;
    let customer = shop.person().await;
    customer.refuse_profile(true);
    customer.asks("What do you sell in this shop?").await;
    let asked =
        |calls: &[simulator::Call]| calls.iter().any(|call| call.kind == simulator::CallKind::Profile);
    let asked = shop.number.wait_until(|_, calls, _| asked(calls), crate::support::time::PATIENCE).await;
    asked.expect("the profile should be asked for");
    let contacts = shop.api.get("/contacts").await.items();
    assert_eq!(contacts[0]["name"], Value::Null, "{contacts:?}");
    let dead_ends = shop.api.get("/dead-ends").await.items();
    assert!(dead_ends.is_empty(), "{dead_ends:?}");
}
