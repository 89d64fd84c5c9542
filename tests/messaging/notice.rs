//! Who writes sees that they were read and that somebody types, before the answer comes.

use simulator::Call;

use crate::support::channel::Channel;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::suite![an_answer_is_announced];

async fn an_answer_is_announced(run: &'static Run) {
    for product in [Channel::Messenger, Channel::Instagram] {
        let shop = Shop::open_on(run, product).await;
        let (customer, other) = (shop.person().await, shop.person().await);
        customer.asks("What do you sell in this shop?").await;
        other.asks("How much is the Kebaya Nyonya?").await;
        for person in [customer, other] {
            let to = person.scoped_id();
            let is_theirs = |call: &&Call| call.body["recipient"]["id"] == to.as_str();
            // A call is written down once it is answered, and the message is with them before that.
            let done = until("three calls", || async {
                let done: Vec<String> = shop.number.requests().iter().filter(is_theirs).map(what).collect();
                if done.len() >= 3 { Ok(done) } else { Err(format!("{done:?}")) }
            });
            assert_eq!(done.await, ["mark_seen", "typing_on", "a message"], "{product:?}");
        }
    }
}

/// What a call shows the customer. Refused ones show nothing.
fn what(call: &Call) -> String {
    assert_eq!((call.status, call.error_code), (Some(200), None), "{call:?}");
    call.body["sender_action"].as_str().unwrap_or("a message").to_owned()
}
