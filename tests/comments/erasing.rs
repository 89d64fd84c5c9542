//! Staff take what was said in public from here: one comment, or all that somebody said.

use serde_json::json;
use simulator::CommentForm;

use super::{FORMS, comments, later, list, only, tells, told, value};
use crate::privacy::{done, next_second};
use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::{Run, Shop, random};

crate::suite![
    a_comment_is_deleted_for_good,
    who_only_commented_is_erased_with_all_they_said,
    who_also_wrote_is_erased_as_a_whole,
    nobody_is_erased_for_a_comment_of_nobody,
];

async fn a_comment_is_deleted_for_good(run: &'static Run) {
    let env = run.shared().await;
    let (shop, other) =
        (Shop::open_on_at(&env, Channel::Messenger).await, Shop::open_on_at(&env, Channel::Messenger).await);
    let customer = shop.person().await;
    comments(&shop, &customer, "A comment that stays", CommentForm::Changes).await;
    comments(&shop, &customer, "A comment that staff delete", CommentForm::Changes).await;
    let told = told(&shop);
    let all = list(&shop).await;
    let deleted = all.iter().find(|one| one["text"] == "A comment that staff delete").expect("the comment");
    let path = format!("/comments/{}", text(deleted, "id"));
    other.api.delete(&path).await.problem(404);
    env.api().delete(&path).await.problem(401);
    shop.api.delete(&path).await.expect(204);
    shop.api.delete(&path).await.problem(404);
    for late in [told.clone(), later(&told, 60, "edited", "Told again"), later(&told, 60, "hide", "")] {
        tells(&shop, &late).await;
    }
    assert_eq!(text(&only(&shop).await, "text"), "A comment that stays");
    shop.api.delete("/comments/no-such-comment").await.problem(404);
}

async fn who_only_commented_is_erased_with_all_they_said(run: &'static Run) {
    for (product, form) in FORMS {
        let shop = Shop::open_on(run, product).await;
        let (customer, other) = (shop.person().await, shop.person().await);
        comments(&shop, &other, "By somebody else", form).await;
        comments(&shop, &customer, "The first of who asks", form).await;
        let first = told(&shop);
        comments(&shop, &customer, "The second of who asks", form).await;
        let all = list(&shop).await;
        let one = all.iter().find(|one| one["text"] == "The second of who asks").expect("a comment");
        let path = format!("/comments/{}/erase", text(one, "id"));
        let erased = shop.api.post(&path, &json!({})).await.expect(202);
        let code = text(&erased, "confirmation_code");
        assert_eq!(text(&erased, "url"), format!("{}/deletion-status?code={code}", shop.env.url()));
        done(&shop.env, &code).await;
        tells(&shop, &first).await;
        assert_eq!(text(&only(&shop).await, "text"), "By somebody else");
        shop.api.post(&path, &json!({})).await.problem(404);
        next_second().await;
        comments(&shop, &customer, "By who came back", form).await;
        assert_eq!(list(&shop).await.len(), 2);
    }
}

async fn who_also_wrote_is_erased_as_a_whole(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Instagram).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    comments(&shop, &customer, "I have sent you a message", CommentForm::Flat).await;
    let path = format!("/comments/{}/erase", text(&only(&shop).await, "id"));
    let erased = shop.api.post(&path, &json!({})).await.expect(202);
    done(&shop.env, &text(&erased, "confirmation_code")).await;
    for of in ["/comments", "/contacts", "/conversations"] {
        assert!(shop.api.get(of).await.items().is_empty(), "{of}");
    }
}

async fn nobody_is_erased_for_a_comment_of_nobody(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    comments(&shop, &shop.person().await, "By somebody", CommentForm::Changes).await;
    let mut body = told(&shop);
    value(&mut body)["comment_id"] = json!(random::digits(17));
    value(&mut body)["message"] = json!("By nobody");
    value(&mut body).as_object_mut().expect("a change").remove("from");
    tells(&shop, &body).await;
    let all = list(&shop).await;
    let nobodys = all.iter().find(|one| one["text"] == "By nobody").expect("the comment of nobody");
    let path = format!("/comments/{}", text(nobodys, "id"));
    shop.api.post(&format!("{path}/erase"), &json!({})).await.problem(409);
    shop.api.delete(&path).await.expect(204);
    assert_eq!(text(&only(&shop).await, "text"), "By somebody");
}
