//! A Page that Messenger blocks is shown as blocked, and as well when it may write again.

use crate::support::channel::Channel;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::suite![a_page_that_is_blocked_says_so];

async fn a_page_that_is_blocked_says_so(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    for (action, status) in [("warning", "ok"), ("block", "blocked"), ("unblock", "ok")] {
        let told = shop.number.policy_enforcement(action, "The Page broke a policy.").await;
        assert_eq!(told, Some(200), "{action}");
        until(&format!("a channel that is {status}"), || async {
            let channels = shop.api.get("/channels").await.items();
            let health = &channels[0]["health"]["status"];
            if health == status { Ok(()) } else { Err(health.to_string()) }
        })
        .await;
    }
}
