//! An erasure covers every joined channel, and nobody else.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use simulator::{CustomerConfig, Fault};

use super::pair::{Pair, names, names_at_meta};
use crate::privacy::{asks_to_be_erased, code_in, cron, done, inbox, next_second};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Env, Person, Run, directory, folder, objects, random};

crate::suite![
    a_word_on_one_channel_erases_the_other_and_who_writes_again_is_somebody_new_on_each,
    staff_erase_both_under_the_old_id,
    who_is_being_erased_is_joined_with_nobody,
    who_was_taken_out_again_is_not_erased,
    somebody_with_the_same_number_whom_nobody_joined_stays,
    a_conversation_that_expires_takes_its_names_along,
    a_restore_of_before_the_joining_erases_both_again,
];

async fn is_gone(pair: &Pair) {
    assert!(inbox(&pair.shop).await.is_empty());
    assert!(pair.shop.api.get("/contacts").await.items().is_empty());
    for side in pair.sides() {
        for what in ["", "/messages", "/turns"] {
            pair.shop.api.get(&format!("/conversations/{}{what}", side.conversation)).await.problem(404);
        }
        pair.shop.api.get(&format!("/contacts/{}", side.contact)).await.problem(404);
    }
}

async fn a_word_on_one_channel_erases_the_other_and_who_writes_again_is_somebody_new_on_each(
    run: &'static Run,
) {
    let pair = Pair::open(run).await;
    pair.join().await;
    let code = asks_to_be_erased(&pair.second.customer, "DELETE MY DATA").await;
    done(&pair.shop.env, &code).await;
    is_gone(&pair).await;
    next_second().await;
    // Meta sends what came before again, to both numbers.
    pair.shop.hears_all_again().await;
    for webhook in pair.number.webhooks() {
        assert_eq!(pair.shop.env.post_signed(webhook.body.to_string().as_bytes()).await, 200);
    }
    pair.first.customer.stays_at(1).await;
    is_gone(&pair).await;
    for side in pair.sides() {
        side.customer.asks("How much is the Baju Kurung Melur?").await;
    }
    let contacts = until("two new contacts", || async {
        let inbox = inbox(&pair.shop).await;
        if inbox.len() == 2 { Ok(inbox) } else { Err(format!("{inbox:?}")) }
    })
    .await;
    let contacts: Vec<String> = contacts.iter().map(|one| text(one, "contact_id")).collect();
    assert_ne!(contacts[0], contacts[1], "nobody joined them");
    assert!(pair.sides().iter().all(|side| !contacts.contains(&side.contact)), "somebody new");
}

async fn staff_erase_both_under_the_old_id(run: &'static Run) {
    let pair = Pair::open(run).await;
    pair.join().await;
    let erase = |id: &str| format!("/contacts/{id}/erase");
    let first = pair.shop.api.post(&erase(&pair.second.contact), &json!({})).await.expect(202);
    done(&pair.shop.env, &text(&first, "confirmation_code")).await;
    is_gone(&pair).await;
    for side in pair.sides() {
        let again = pair.shop.api.post(&erase(&side.contact), &json!({})).await.expect(202);
        assert_eq!(again, first, "one erasure under either id");
    }
    pair.shop.api.post(&pair.join_path(), &pair.join_body()).await.problem(404);
}

async fn who_is_being_erased_is_joined_with_nobody(run: &'static Run) {
    let pair = Pair::open(run).await;
    // The confirmation hangs, and with it the erasure.
    pair.number.fault(Fault::HangAfterAccepting(Duration::from_mins(10)));
    pair.second.customer.says("DELETE MY DATA").await;
    let confirmation = pair.second.customer.reply().await;
    pair.shop.api.post(&pair.join_path(), &pair.join_body()).await.problem(409);
    let path = format!("/contacts/{}/join", pair.second.contact);
    pair.shop.api.post(&path, &json!({ "contact_id": pair.first.contact })).await.problem(409);
    done(&pair.shop.env, &code_in(&confirmation.text)).await;
    pair.shop.api.post(&pair.join_path(), &pair.join_body()).await.problem(404);
    pair.first.customer.asks("How much is the Baju Kurung Melur?").await;
    assert_eq!(pair.shop.messages(&pair.first.conversation).await.len(), 4);
}

async fn who_was_taken_out_again_is_not_erased(run: &'static Run) {
    let pair = Pair::open(run).await;
    pair.join().await;
    let own = text(&pair.split().await, "id");
    let code = asks_to_be_erased(&pair.first.customer, "DELETE MY DATA").await;
    done(&pair.shop.env, &code).await;
    let left = inbox(&pair.shop).await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!((text(&left[0], "id"), text(&left[0], "contact_id")), (pair.second.conversation.clone(), own));
    pair.second.customer.asks("How much is the Baju Kurung Melur?").await;
    assert_eq!(pair.shop.messages(&pair.second.conversation).await.len(), 4);
}

/// Their number is known on the first channel too; staff joined only what they wrote on the second.
async fn somebody_with_the_same_number_whom_nobody_joined_stays(run: &'static Run) {
    let pair = Pair::open(run).await;
    let number = pair.second.customer.wa_id().expect("a number");
    let name = format!("Cik {}", random::digits(9));
    let same = pair.shop.number.add_customer(CustomerConfig::with_phone(&name, &number));
    let same = Person::from(same);
    same.asks("What do you sell in this shop?").await;
    let theirs = until("their own conversation", || async {
        let inbox = inbox(&pair.shop).await;
        let known = pair.sides().map(|side| side.conversation.clone());
        let found = inbox.iter().map(|one| text(one, "id")).find(|id| !known.contains(id));
        found.ok_or(format!("{inbox:?}"))
    })
    .await;
    pair.join().await;
    let code = asks_to_be_erased(&pair.second.customer, "DELETE MY DATA").await;
    done(&pair.shop.env, &code).await;
    let left = inbox(&pair.shop).await;
    assert_eq!(left.iter().map(|one| text(one, "id")).collect::<Vec<_>>(), std::slice::from_ref(&theirs));
    same.asks("How much is the Baju Kurung Melur?").await;
    assert_eq!(pair.shop.messages(&theirs).await.len(), 4);
}

async fn a_conversation_that_expires_takes_its_names_along(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("joined-retention", &[("CONVERSATION_RETENTION", "8s")]).await);
    let pair = Pair::open_at(&env).await;
    pair.join().await;
    let theirs = names_at_meta(&pair.second.customer);
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        pair.second.customer.asks("How much is the Baju Kurung Melur?").await;
    }
    until("only the names of the conversation that goes on", || async {
        let contact = pair.contact(&pair.first.contact).await;
        if names(&contact) == theirs { Ok(()) } else { Err(contact.to_string()) }
    })
    .await;
}

async fn a_restore_of_before_the_joining_erases_both_again(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("joined-restore", &[]).await);
    let pair = Pair::open_at(&env).await;
    env.kill();
    let (objects, copy) = (env.state_folder().join("v3/do"), env.state_folder().join("copy"));
    folder::copy(&objects, &copy).expect("the objects should be copied");
    env.restart().await;
    pair.join().await;
    next_second().await;
    let code = asks_to_be_erased(&pair.second.customer, "DELETE MY DATA").await;
    done(&env, &code).await;
    env.kill();
    fs::remove_dir_all(&objects).expect("the objects should be removed");
    folder::copy(&copy, &objects).expect("the objects should come back");
    directory::execute(&env, "INSERT INTO cursors (name, value) VALUES ('erase-again', 'start')").await;
    env.restart().await;
    assert_eq!(pair.shop.api.get("/contacts").await.items().len(), 2, "the copy knows of no joining");
    cron(&env).await;
    is_gone(&pair).await;
    env.kill();
    assert_eq!(objects::leftovers(&env), Vec::<String>::new());
}
