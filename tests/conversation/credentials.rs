//! A sealed credential opens only in its own row of its own tenant.

use std::sync::Arc;

use serde_json::Value;

use crate::support::shop::{asks, says, stays_at, text};
use crate::support::wait::until;
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

/// The row's new tenant gets the events of the number, but cannot send with its credential.
async fn is_taken_in_and_not_answered(thief: &Shop, mover: &Shop, customer: &simulator::Customer) {
    let calls = mover.number.requests().len();
    says(customer, "Which shop am I writing to now?").await;
    let conversation = until("a second conversation in the thief's inbox", || async {
        let inbox = thief.api.get("/conversations").await.items();
        let found = inbox.iter().find(|one| one["channel_id"] == mover.channel_id.as_str());
        found.map(|one| text(one, "id")).ok_or(format!("{inbox:?}"))
    })
    .await;
    let failed = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "failed");
    thief.messages_until(&conversation, "the answer cannot be sent", failed).await;
    assert_eq!(
        mover.number.requests().len(),
        calls,
        "nothing was done in the name of the row's first tenant"
    );
    assert!(customer.replies().is_empty());
}

async fn a_credential_row_that_was_moved_to_another_tenant_does_not_open(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("moved-credentials", &[]).await);
    let (owner, thief, mover) =
        (Shop::open_at(&env).await, Shop::open_at(&env).await, Shop::open_at(&env).await);
    let (customer, victim, moved_customer) = (thief.customer(), owner.customer(), mover.customer());
    for customer in [&customer, &victim] {
        asks(customer, "What do you sell in this shop?").await;
    }
    let conversation = thief.conversation().await;
    env.kill();
    // A copy of the credential in another row, and a whole row that changes hands.
    let statements = format!(
        "UPDATE channels SET credentials = (SELECT credentials FROM channels WHERE id = '{}') WHERE id = '{}';
         UPDATE channels SET tenant_id = (SELECT tenant_id FROM channels WHERE id = '{}') WHERE id = '{}'",
        owner.channel_id, thief.channel_id, thief.channel_id, mover.channel_id
    );
    directory::execute(&env, &statements).await;
    env.restart().await;
    let (calls, before) = (owner.number.requests().len(), victim.replies().len());
    sends_nothing(&thief, &customer, &conversation).await;
    assert_eq!(owner.number.requests().len(), calls, "nothing was done in the owner's name");
    is_taken_in_and_not_answered(&thief, &mover, &moved_customer).await;
    // Where it belongs, it still opens.
    asks(&victim, "And what else do you sell here?").await;
    assert_eq!(victim.replies().len(), before + 1);
}
