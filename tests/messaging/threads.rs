//! Another app may own a person's thread: what comes meanwhile is kept, and never answered from here.

use simulator::Product;

use crate::support::shop::{asks, says, stays_at};
use crate::support::{Run, Shop};

crate::suite![while_another_app_owns_a_thread_nothing_is_answered];

async fn while_another_app_owns_a_thread_nothing_is_answered(run: &'static Run) {
    for product in [Product::Messenger, Product::Instagram] {
        let shop = Shop::open_of(&run.shared().await, product).await;
        let customer = shop.customer();
        asks(&customer, "What do you sell in this shop?").await;
        let id = shop.conversation().await;
        assert_eq!(shop.number.take_thread_control(&customer).await, Some(200));
        says(&customer, "How much is the Kebaya Nyonya?").await;
        assert_eq!(shop.turn(&id, "gated").await["reason"], "another_app");
        stays_at(&customer, 1).await;
        assert_eq!(shop.number.return_thread_control(&customer).await, Some(200));
        let answer = customer.wait_for_reply(crate::support::time::PATIENCE).await;
        let answer = answer.expect("an answer once the thread is ours again");
        assert!(answer.text.is_some_and(|text| text.contains("RM 189.00")));
    }
}
