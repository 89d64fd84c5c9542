//! What is said in public is kept once, in whichever form Meta tells it.

use serde_json::{Value, json};
use simulator::CommentForm;

use super::{FORMS, comments, list, only, tells, told, value};
use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::{Run, Shop, random};

crate::suite![
    a_comment_is_kept_once_and_not_answered,
    who_also_wrote_is_told_by_their_contact,
    what_the_business_says_itself_is_not_kept,
    a_comment_of_nobody_is_kept,
    a_mention_is_kept_beside_the_comment,
    comments_come_in_parts,
    no_business_sees_anothers,
];

async fn a_comment_is_kept_once_and_not_answered(run: &'static Run) {
    for (product, form) in FORMS {
        let shop = Shop::open_on(run, product).await;
        let customer = shop.person().await;
        let id = comments(&shop, &customer, "How much is it with the long sleeves?", form).await;
        let body = told(&shop);
        for _ in 0..2 {
            tells(&shop, &body).await;
        }
        let comment = only(&shop).await;
        assert_eq!(comment["kind"], "comment", "{comment}");
        assert_eq!(comment["text"], "How much is it with the long sleeves?", "{comment}");
        assert_eq!(
            (text(&comment, "comment_id"), text(&comment, "channel_id")),
            (id, shop.channel_id.clone())
        );
        assert_eq!(comment["contact_id"], Value::Null, "{comment}");
        assert_eq!([&comment["edited"], &comment["hidden"], &comment["live"]], [false, false, false]);
        assert!(!text(&comment, "author_name").is_empty() && !text(&comment, "post_id").is_empty());
        assert_eq!(comment["at"], comment["changed_at"], "{comment}");
        customer.stays_at(0).await;
        assert!(shop.api.get("/conversations").await.items().is_empty());
    }
}

async fn who_also_wrote_is_told_by_their_contact(run: &'static Run) {
    for (product, form) in FORMS {
        let shop = Shop::open_on(run, product).await;
        let customer = shop.person().await;
        comments(&shop, &customer, "I have sent you a message", form).await;
        customer.asks("What do you sell in this shop?").await;
        let contact = text(&shop.api.get("/contacts").await.items()[0], "id");
        assert_eq!(only(&shop).await["contact_id"], contact);
    }
}

async fn what_the_business_says_itself_is_not_kept(run: &'static Run) {
    for (product, form) in FORMS {
        let shop = Shop::open_on(run, product).await;
        let own = shop.number.config().phone_number_id;
        let customer = shop.person().await;
        let said = shop.number.comment(&customer, "Ours, told by Meta as all others", form).await;
        assert_eq!((said.http_status, list(&shop).await.len()), (Some(200), 1));
        let mut body = told(&shop);
        let change = value(&mut body);
        change["from"]["id"] = json!(own);
        for id in ["id", "comment_id"] {
            if change[id].is_string() {
                change[id] = json!(random::digits(17));
            }
        }
        tells(&shop, &body).await;
        assert_eq!(text(&only(&shop).await, "comment_id"), said.wamid);
    }
}

/// As Meta tells it where the business may not know who wrote.
async fn a_comment_of_nobody_is_kept(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    shop.number.comment(&shop.customer(), "By somebody", CommentForm::Changes).await;
    let mut body = told(&shop);
    let change = value(&mut body);
    change["comment_id"] = json!(random::digits(17));
    change["message"] = json!("By nobody");
    change.as_object_mut().expect("a change").remove("from");
    tells(&shop, &body).await;
    let found = list(&shop).await;
    assert_eq!(found.len(), 2, "{found:?}");
    let nobodys = found.iter().find(|one| one["text"] == "By nobody").expect("the comment of nobody");
    assert_eq!((&nobodys["author_name"], &nobodys["contact_id"]), (&Value::Null, &Value::Null));
}

async fn a_mention_is_kept_beside_the_comment(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    let id = comments(&shop, &shop.person().await, "Look at @Kedai Seri", CommentForm::Changes).await;
    let mut body = told(&shop);
    body["entry"][0]["changes"][0]["field"] = json!("mention");
    for _ in 0..2 {
        tells(&shop, &body).await;
    }
    let found = list(&shop).await;
    let mut kinds: Vec<String> = found.iter().map(|one| text(one, "kind")).collect();
    kinds.sort();
    assert_eq!(kinds, ["comment", "mention"], "{found:?}");
    assert!(found.iter().all(|one| one["comment_id"] == id && one["text"] == "Look at @Kedai Seri"));
    // Of itself it says what it likes.
    value(&mut body)["from"]["id"] = json!(shop.number.config().phone_number_id);
    value(&mut body)["comment_id"] = json!(random::digits(17));
    tells(&shop, &body).await;
    assert_eq!(list(&shop).await.len(), 2);
}

async fn comments_come_in_parts(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Instagram).await;
    let customer = shop.person().await;
    for number in 0..5 {
        comments(&shop, &customer, &format!("Comment with the number {number}"), CommentForm::Changes).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = shop.api.get(&format!("/comments?limit=2{cursor}")).await.expect(200);
        let items = part["items"].as_array().expect("items").clone();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|one| text(one, "text")));
        match part["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    seen.sort();
    let all: Vec<String> = (0..5).map(|number| format!("Comment with the number {number}")).collect();
    assert_eq!(seen, all);
    shop.api.get("/comments?limit=0").await.blames("limit");
    shop.api.get("/comments?cursor=nonsense").await.blames("cursor");
}

async fn no_business_sees_anothers(run: &'static Run) {
    let env = run.shared().await;
    let (shop, other) =
        (Shop::open_on_at(&env, Channel::Instagram).await, Shop::open_on_at(&env, Channel::Instagram).await);
    comments(&shop, &shop.person().await, "Only for this shop", CommentForm::Flat).await;
    assert_eq!((list(&shop).await.len(), list(&other).await.len()), (1, 0));
    env.api().get("/comments").await.problem(401);
    // Nor does a channel that nobody has bring one to somebody.
    let mut body = told(&shop);
    body["entry"][0]["id"] = json!(random::digits(17));
    tells(&shop, &body).await;
    assert_eq!((list(&shop).await.len(), list(&other).await.len()), (1, 0));
}
