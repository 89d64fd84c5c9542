//! `Authorization: Bearer`.

use crate::support::shop::sign_up;
use crate::support::{Api, Run, random};

crate::suite![
    without_a_token_nothing_is_shown,
    a_wrong_token_is_refused,
    a_token_opens_only_its_own_business
];

const GUARDED: [&str; 4] = ["/settings", "/channels", "/products", "/conversations"];

async fn without_a_token_nothing_is_shown(run: &'static Run) {
    let env = run.shared().await;
    for path in GUARDED {
        env.api().get(path).await.problem(401);
    }
    env.api().post("/products", &serde_json::json!({ "name": "A thing" })).await.problem(401);
}

async fn a_wrong_token_is_refused(run: &'static Run) {
    let env = run.shared().await;
    for token in [format!("chd_{}{}", random::hex(), random::hex()), String::new(), "chd_".to_owned()] {
        for path in GUARDED {
            Api::new(&env.url(), Some(&token)).get(path).await.problem(401);
        }
    }
}

async fn a_token_opens_only_its_own_business(run: &'static Run) {
    let env = run.shared().await;
    let (first, _) = sign_up(&env).await;
    let (second, _) = sign_up(&env).await;
    let product =
        serde_json::json!({ "name": "A thing of the first", "price": { "amount": 100, "currency": "MYR" } });
    first.post("/products", &product).await.expect(201);
    assert_eq!(first.get("/products").await.items().len(), 1);
    assert!(second.get("/products").await.items().is_empty());
}
