//! `X-Hub-Signature-256` over the raw bytes, and bodies that are none.

use serde_json::{Value, json};
use simulator::sign;

use crate::support::{Person, Run, Shop, random};

crate::suite![
    a_signed_message_is_answered_from_the_catalog,
    a_wrong_signature_is_refused,
    a_missing_signature_is_refused,
    the_same_json_written_anew_is_refused,
    what_is_not_json_is_refused_once_it_is_signed,
    a_body_over_three_mebibytes_is_refused,
];

const QUESTION: &str = "How much is the Baju Kurung Melur?";

/// A webhook with one question, as Meta would write it.
fn question(shop: &Shop, customer: &Person) -> Vec<u8> {
    let (value, _) =
        customer.prepare(json!({ "type": "text", "text": { "body": format!("{QUESTION} 😀") } }));
    shop.number.webhook(value)
}

async fn a_signed_message_is_answered_from_the_catalog(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    let answer = customer.asks(QUESTION).await;
    let text = answer.text;
    assert!(text.contains("RM 129.00") && text.contains("Baju Kurung Melur"), "{text}");
}

async fn a_wrong_signature_is_refused(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    let body = question(&shop, &customer);
    for signature in [sign(&random::hex(), &body), "sha256=".to_owned(), "nonsense".to_owned()] {
        assert_eq!(shop.env.post_webhook(&body, Some(&signature)).await, 401, "{signature}");
    }
    let mut altered = body.clone();
    *altered.last_mut().expect("a body has bytes") = b' ';
    assert_eq!(shop.env.post_webhook(&altered, Some(&shop.number.sign(&body))).await, 401);
    customer.stays_at(0).await;
}

async fn a_missing_signature_is_refused(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    assert_eq!(shop.env.post_webhook(&question(&shop, &customer), None).await, 401);
    customer.stays_at(0).await;
}

/// Who verifies over parsed and rewritten JSON accepts this, and refuses Meta's own escapes.
async fn the_same_json_written_anew_is_refused(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    let body = question(&shop, &customer);
    let signature = shop.number.sign(&body);
    let parsed: Value = serde_json::from_slice(&body).expect("a webhook is JSON");
    let rewritten = parsed.to_string().into_bytes();
    assert_ne!(rewritten, body);
    assert_eq!(shop.env.post_webhook(&rewritten, Some(&signature)).await, 401);
    assert_eq!(shop.env.post_webhook(&body, Some(&signature)).await, 200);
    customer.reply().await;
}

async fn what_is_not_json_is_refused_once_it_is_signed(run: &'static Run) {
    let env = run.shared().await;
    let deep = b"[".repeat(200_000);
    for body in [&b"{\"object\":"[..], b"hello", b"", b"\xff\xfe", &deep] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(20)]);
        assert_eq!(env.post_signed(body).await, 400, "{shown}");
        assert_eq!(env.post_webhook(body, None).await, 401, "{shown} without a signature");
    }
}

async fn a_body_over_three_mebibytes_is_refused(run: &'static Run) {
    const MOST: usize = 3 * 1024 * 1024;
    let env = run.shared().await;
    let padded = |length: usize| {
        let mut body = br#"{"object":"whatsapp_business_account","entry":[]}"#.to_vec();
        body.resize(length, b' ');
        body
    };
    assert_eq!(env.post_signed(&padded(MOST)).await, 200);
    assert_eq!(env.post_signed(&padded(MOST + 1)).await, 413);
}
