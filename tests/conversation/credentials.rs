//! A sealed credential opens only in its own row of its own tenant.

use std::sync::Arc;

use serde_json::Value;

use crate::support::shop::{asks, says, stays_at};
use crate::support::{Env, Run, Shop, directory};

crate::suite![a_credential_row_that_was_moved_to_another_tenant_does_not_open];

/// The answer to the customer of this shop cannot be sent, and no call is made in anybody's name.
async fn sends_nothing(shop: &Shop, customer: &simulator::Customer, conversation: &str) {
    let (calls, replies) = (shop.number.requests().len(), customer.replies().len());
    says(customer, "Are you still there this evening?").await;
    let failed = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "failed");
    shop.messages_until(conversation, "the answer cannot be sent", failed).await;
    stays_at(customer, replies).await;
    let made = shop.number.requests().split_off(calls);
    assert!(made.is_empty(), "calls with a credential of somebody else: {made:?}");
}

async fn a_credential_row_that_was_moved_to_another_tenant_does_not_open(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("moved-credentials", &[]).await);
    let (owner, thief) = (Shop::open_at(&env).await, Shop::open_at(&env).await);
    let (customer, victim) = (thief.customer(), owner.customer());
    asks(&customer, "What do you sell in this shop?").await;
    asks(&victim, "What do you sell in this shop?").await;
    let conversation = thief.conversation().await;
    env.kill();
    let moved = format!(
        "UPDATE channels SET credentials = (SELECT credentials FROM channels WHERE id = '{}') WHERE id = '{}'",
        owner.channel_id, thief.channel_id
    );
    directory::execute(&env, &moved).await;
    env.restart().await;
    let (calls, before) = (owner.number.requests().len(), victim.replies().len());
    sends_nothing(&thief, &customer, &conversation).await;
    assert_eq!(owner.number.requests().len(), calls, "nothing was done in the owner's name");
    // Where it belongs, it still opens.
    asks(&victim, "And what else do you sell here?").await;
    assert_eq!(victim.replies().len(), before + 1);
}
