//! What happens to a comment later: Meta tells it late, twice and in any order.

use simulator::CommentForm;

use super::{comments, later, list, only, tells, told};
use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::{Run, Shop};

crate::suite![
    an_edit_takes_the_place_of_the_words,
    a_comment_that_was_taken_back_is_gone_and_stays_gone,
    hiding_is_shown_and_undone,
    what_is_hidden_before_it_is_told_is_hidden,
];

async fn a_comment(run: &'static Run, words: &str) -> (Shop, serde_json::Value) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    comments(&shop, &shop.person().await, words, CommentForm::Changes).await;
    let body = told(&shop);
    (shop, body)
}

async fn an_edit_takes_the_place_of_the_words(run: &'static Run) {
    let (shop, added) = a_comment(run, "Do you have it in grean?").await;
    let before = only(&shop).await;
    let first = later(&added, 0, "edited", "Do you have it in green?");
    let second = later(&added, 5, "edited", "Do you have it in blue?");
    tells(&shop, &second).await;
    // What Meta tells late or again changes nothing.
    for body in [&first, &added, &second] {
        tells(&shop, body).await;
    }
    let after = only(&shop).await;
    assert_eq!(
        (&after["text"], &after["edited"]),
        (&"Do you have it in blue?".into(), &true.into()),
        "{after}"
    );
    assert_eq!((&after["id"], &after["at"]), (&before["id"], &before["at"]));
    assert_ne!(after["at"], after["changed_at"]);
}

async fn a_comment_that_was_taken_back_is_gone_and_stays_gone(run: &'static Run) {
    let (shop, added) = a_comment(run, "Please forget that I asked").await;
    assert_eq!(list(&shop).await.len(), 1);
    tells(&shop, &later(&added, 3, "remove", "")).await;
    assert!(list(&shop).await.is_empty());
    for late in [added.clone(), later(&added, 1, "edited", "Please forget"), later(&added, 3, "remove", "")] {
        tells(&shop, &late).await;
    }
    assert!(list(&shop).await.is_empty());
    // Its end may come before its beginning.
    let (shop, added) = a_comment(run, "Told first").await;
    let mut unheard = added.clone();
    super::value(&mut unheard)["comment_id"] = "901097836652708_903438993085259".into();
    for body in [later(&unheard, 3, "remove", ""), unheard] {
        tells(&shop, &body).await;
    }
    assert_eq!(text(&only(&shop).await, "text"), "Told first");
}

async fn hiding_is_shown_and_undone(run: &'static Run) {
    let (shop, added) = a_comment(run, "Something that others should not read").await;
    let page = shop.number.config().phone_number_id;
    let by_the_page = |seconds, verb| {
        let mut body = later(&added, seconds, verb, "");
        // Who hides it is not who wrote it.
        super::value(&mut body)["from"]["id"] = page.clone().into();
        body
    };
    let words = |comment: &serde_json::Value| text(comment, "text");
    tells(&shop, &by_the_page(2, "hide")).await;
    let hidden = only(&shop).await;
    assert_eq!(
        (words(&hidden).as_str(), &hidden["hidden"]),
        ("Something that others should not read", &true.into())
    );
    tells(&shop, &by_the_page(4, "unhide")).await;
    tells(&shop, &by_the_page(2, "hide")).await;
    let shown = only(&shop).await;
    assert_eq!(
        (words(&shown).as_str(), &shown["hidden"]),
        ("Something that others should not read", &false.into())
    );
}

async fn what_is_hidden_before_it_is_told_is_hidden(run: &'static Run) {
    let (shop, told_before) = a_comment(run, "Told before").await;
    let unheard = |id: &str| {
        let mut body = told_before.clone();
        super::value(&mut body)["comment_id"] = id.into();
        super::value(&mut body)["message"] = format!("The comment {id}").into();
        body
    };
    let (hidden, shown) =
        (unheard("901097836652708_903438993085260"), unheard("901097836652708_903438993085261"));
    let page = shop.number.config().phone_number_id;
    let by_the_page = |body: &serde_json::Value, seconds, verb| {
        let mut body = later(body, seconds, verb, "");
        super::value(&mut body)["from"] = serde_json::json!({ "id": page, "name": "Kedai Seri" });
        body
    };
    // Of what nobody told yet there is nothing to see.
    for body in
        [by_the_page(&hidden, 2, "hide"), by_the_page(&shown, 4, "unhide"), by_the_page(&shown, 2, "hide")]
    {
        tells(&shop, &body).await;
        assert_eq!(text(&only(&shop).await, "text"), "Told before");
    }
    for body in [&hidden, &shown] {
        tells(&shop, body).await;
    }
    let all = list(&shop).await;
    assert_eq!(all.len(), 3, "{all:?}");
    for (body, is_hidden) in [(&hidden, true), (&shown, false)] {
        let mut body = body.clone();
        let value = super::value(&mut body);
        let one = all.iter().find(|one| one["comment_id"] == value["comment_id"]).expect("the comment");
        assert_eq!((&one["text"], &one["hidden"]), (&value["message"], &is_hidden.into()), "{one}");
        // Told by who hid it, and still its author's.
        assert_eq!(one["author_name"], value["from"]["name"], "{one}");
    }
}
