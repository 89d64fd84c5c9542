//! An erasure while two conversations of the person become one.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Media, SAMPLE_PICTURE, batch, meta_json};

use super::{code_in, done, inbox, next_second};
use crate::support::objects::{leftovers, stored_keys};
use crate::support::people::{Names, webhook, webhook_of, writes};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Env, Run, Shop};

crate::suite![whoever_is_erased_in_the_middle_of_a_merge_leaves_nothing];

/// As many messages as it takes to be handed over in several parts.
const MANY: usize = 130;

/// Who asks for the erasure, and how long after the two were joined.
enum Asks {
    Staff(Duration),
    TheirWord,
}

async fn whoever_is_erased_in_the_middle_of_a_merge_leaves_nothing(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erased-merging", &[]).await);
    let shop = Shop::open_at(&env).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let staff = [0, 40, 150].map(|wait| Asks::Staff(Duration::from_millis(wait)));
    for asks in staff.into_iter().chain([Asks::TheirWord]) {
        erased_while_merging(&shop, &asks).await;
    }
    env.kill();
    assert_eq!(leftovers(&env), Vec::<String>::new());
    for prefix in ["media/", "parked/", "poison/"] {
        assert_eq!(stored_keys(&env, prefix), Vec::<String>::new());
    }
}

async fn erased_while_merging(shop: &Shop, asks: &Asks) {
    let customer = shop.person().await;
    let picture = || customer.media_message(&Media::image("image/png", SAMPLE_PICTURE));
    let mut bodies = vec![
        webhook(shop, &customer, Names::Phone, "The first message, by number"),
        webhook_of(shop, &customer, Names::Phone, picture()),
        webhook_of(shop, &customer, Names::Bsuid, picture()),
    ];
    let many: Vec<String> = (0..MANY).map(|index| format!("A message by id, number {index:03}")).collect();
    for words in many.chunks(65) {
        let change = |words: &String| {
            let body = webhook(shop, &customer, Names::Bsuid, words);
            let payload: Value = serde_json::from_slice(&body).expect("a payload");
            shop.number.change(payload["entry"][0]["changes"][0]["value"].clone())
        };
        bodies.push(meta_json(&batch(&words.iter().map(change).collect::<Vec<_>>())));
    }
    bodies.push(webhook(shop, &customer, Names::Both, "The last message, by both names"));
    for body in &bodies {
        assert_eq!(shop.env.post_signed(body).await, 200);
    }
    // The business knows that they are one; the messages are on their way.
    let contact = until("one conversation is left", || async {
        match inbox(shop).await.as_slice() {
            [one] => Ok(text(one, "contact_id")),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    let code = match asks {
        Asks::Staff(wait) => {
            tokio::time::sleep(*wait).await;
            let erased = shop.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.expect(202);
            text(&erased, "confirmation_code")
        }
        Asks::TheirWord => {
            writes(shop, &customer, Names::Bsuid, "DELETE MY DATA").await;
            let confirmation = customer.reply().await;
            code_in(&confirmation.text)
        }
    };
    done(&shop.env, &code).await;
    assert!(inbox(shop).await.is_empty());
    next_second().await;
    // Meta repeats all of it.
    for body in &bodies {
        assert_eq!(shop.env.post_signed(body).await, 200);
    }
    assert!(inbox(shop).await.is_empty(), "what was erased came back");
}
