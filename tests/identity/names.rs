//! The number, the business-scoped id, or both, in any order.

use crate::identity::{contact_until, conversations, names_of, said};
use crate::support::people::{Names, writes};
use crate::support::time::PATIENCE;
use crate::support::{Run, Shop};

crate::suite![
    every_order_of_names_is_one_conversation,
    a_hidden_number_is_not_written_to_and_a_shown_one_is,
    somebody_who_is_known_by_one_name_only_is_answered_under_it,
];

async fn every_order_of_names_is_one_conversation(run: &'static Run) {
    use Names::{Both, Bsuid, Phone};
    for order in [[Phone, Both, Bsuid], [Bsuid, Both, Phone], [Both, Phone, Bsuid], [Phone, Bsuid, Both]] {
        let shop = Shop::open(run).await;
        let customer = shop.person().await;
        let mut words = Vec::new();
        for (index, names) in order.into_iter().enumerate() {
            words.push(format!("How much is the Kebaya Nyonya, question {index}?"));
            writes(&shop, &customer, names, &words[index]).await;
            customer.wait_for_reply(PATIENCE).await.unwrap_or_else(|error| panic!("{order:?}: {error}"));
            if names == Both {
                let mut known = vec![customer.bsuid(), customer.wa_id().expect("a number")];
                known.sort();
                contact_until(&shop, "the contact has both names", |one| names_of(one) == known).await;
            }
        }
        customer.stays_at(3).await;
        let found = conversations(&shop).await;
        assert_eq!(found.len(), 1, "{order:?}: {found:?}");
        let id = crate::support::shop::text(&found[0], "id");
        let whole = |messages: &[serde_json::Value]| messages.len() == 6;
        let messages = shop.messages_until(&id, &format!("the whole thread of {order:?}"), whole).await;
        assert_eq!(said(&messages), words, "{order:?}");
        assert_eq!(shop.turns(&id).await.len(), 3, "{order:?}");
    }
}

async fn a_hidden_number_is_not_written_to_and_a_shown_one_is(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    let number = format!("+{}", customer.wa_id().expect("a number"));
    let answer = customer.asks("What do you sell in this shop?").await;
    assert_eq!(answer.body["to"], number.as_str(), "{answer:?}");
    customer.hide_phone();
    let answer = customer.asks("How much is the Kebaya Nyonya?").await;
    assert_eq!(answer.body["recipient"], customer.bsuid(), "{answer:?}");
    assert!(answer.body.get("to").is_none(), "{answer:?}");
    customer.show_phone();
    let answer = customer.asks("How much is the Baju Kurung Melur?").await;
    assert_eq!(answer.body["to"], number.as_str(), "{answer:?}");
    let id = shop.conversation().await;
    assert_eq!(shop.turns(&id).await.len(), 3);
    let shown = |one: &serde_json::Value| names_of(one).len() == 2 && one["username"].is_string();
    contact_until(&shop, "the contact has both names and the username", shown).await;
}

async fn somebody_who_is_known_by_one_name_only_is_answered_under_it(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (by_number, by_id) = (shop.person().await, shop.person().await);
    writes(&shop, &by_number, Names::Phone, "How much is the Kebaya Nyonya?").await;
    writes(&shop, &by_id, Names::Bsuid, "How much is the Kebaya Nyonya?").await;
    let to_number = by_number.reply().await;
    assert_eq!(to_number.body["to"], format!("+{}", by_number.wa_id().expect("a number")));
    let to_id = by_id.reply().await;
    assert_eq!(to_id.body["recipient"], by_id.bsuid());
    assert_eq!(conversations(&shop).await.len(), 2);
    assert_eq!(shop.api.get("/contacts").await.items().len(), 2);
}
