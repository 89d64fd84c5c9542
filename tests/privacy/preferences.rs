//! What a customer chose about marketing in WhatsApp's own settings.

use serde_json::json;

use crate::support::{Person, Run, Shop};

crate::suite![a_choice_in_whatsapp_counts_as_much_as_a_word, a_choice_of_a_stranger_begins_no_conversation];

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("a clock after 1970").as_secs()
}

async fn chooses(shop: &Shop, customer: &Person, value: &str) {
    let config = shop.number.config();
    let preference = json!({
        "wa_id": customer.wa_id(),
        "user_id": customer.bsuid(),
        "detail": "User changed their preference",
        "category": "marketing_messages",
        "value": value,
        "timestamp": now(),
    });
    let payload = json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": config.waba_id, "changes": [{ "field": "user_preferences", "value": {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": config.display_phone_number,
                "phone_number_id": config.phone_number_id,
            },
            "contacts": [{ "wa_id": customer.wa_id(), "user_id": customer.bsuid() }],
            "user_preferences": [preference],
        } }] }],
    });
    assert_eq!(shop.env.post_signed(payload.to_string().as_bytes()).await, 200);
}

async fn a_choice_in_whatsapp_counts_as_much_as_a_word(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    chooses(&shop, &customer, "stop").await;
    super::next_second().await;
    // A START is confirmed only after a stop.
    let started = customer.asks("START").await;
    assert!(started.text.contains("STOP"));
    super::next_second().await;
    chooses(&shop, &customer, "stop").await;
    super::next_second().await;
    // And a STOP only if it changes anything.
    assert_eq!(
        customer.send(json!({ "type": "text", "text": { "body": "STOP" } })).await.http_status,
        Some(200)
    );
    customer.stays_at(1).await;
    super::next_second().await;
    chooses(&shop, &customer, "resume").await;
    super::next_second().await;
    let stopped = customer.asks("STOP").await;
    assert!(stopped.text.contains("START"));
}

async fn a_choice_of_a_stranger_begins_no_conversation(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    chooses(&shop, &customer, "stop").await;
    customer.stays_at(0).await;
    assert!(super::inbox(&shop).await.is_empty());
}
