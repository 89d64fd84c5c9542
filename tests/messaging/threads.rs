//! Another app may own a person's thread: what comes meanwhile is kept, and never answered from here.

use crate::support::channel::Channel;
use crate::support::{Run, Shop};

crate::suite![while_another_app_owns_a_thread_nothing_is_answered];

async fn while_another_app_owns_a_thread_nothing_is_answered(run: &'static Run) {
    for product in [Channel::Messenger, Channel::Instagram] {
        let shop = Shop::open_on(run, product).await;
        let customer = shop.person().await;
        customer.asks("What do you sell in this shop?").await;
        let id = shop.conversation().await;
        assert_eq!(shop.number.take_thread_control(&customer).await, Some(200));
        customer.says("How much is the Kebaya Nyonya?").await;
        assert_eq!(shop.turn(&id, "gated").await["reason"], "another_app");
        customer.stays_at(1).await;
        assert_eq!(shop.number.return_thread_control(&customer).await, Some(200));
        // Once the thread is ours again.
        let answer = customer.reply().await.text;
        assert!(answer.contains("RM 189.00"), "{answer}");
    }
}
