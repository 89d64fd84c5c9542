//! What a message may hold.

use serde_json::json;

use super::{BOTH, body, endpoint, message, plain};
use crate::graph::messaging::{self, Card, CardButton, Product};
use crate::graph::{Button, LimitError};
use crate::webhook::MediaKind;

fn button(id: &str, title: &str) -> Button {
    Button { id: id.to_owned(), title: title.to_owned() }
}

#[test]
fn instagram_counts_bytes_and_messenger_characters() {
    let too_long = Err(LimitError::TooManyBytes { field: "text", max: 1_000 });
    assert!(messaging::text(Product::Instagram, &"é".repeat(500)).is_ok());
    assert_eq!(messaging::text(Product::Instagram, &"é".repeat(501)), too_long);
    assert!(messaging::text(Product::Messenger, &"é".repeat(2_000)).is_ok());
    let too_long = Err(LimitError::TooLong { field: "text", max: 2_000 });
    assert_eq!(messaging::text(Product::Messenger, &"é".repeat(2_001)), too_long);
    for product in BOTH {
        assert_eq!(messaging::text(product, " \n"), Err(LimitError::Empty("text")));
    }
    let long = "é".repeat(501);
    assert!(messaging::quick_replies(Product::Instagram, &long, &[button("1", "Yes")]).is_err());
}

#[test]
fn files_go_by_address() {
    let kinds = [
        (MediaKind::Image, "image"),
        (MediaKind::Video, "video"),
        (MediaKind::Audio, "audio"),
        (MediaKind::Document, "file"),
    ];
    for (kind, name) in kinds {
        let file = messaging::media(Product::Instagram, kind, "https://shop.example/a").unwrap();
        let expected = json!({"attachment": {"type": name, "payload": {"url": "https://shop.example/a"}}});
        assert_eq!((message(&file), file.kind()), (expected, kind.name()));
    }
    assert!(messaging::media(Product::Messenger, MediaKind::Sticker, "https://shop.example/a").is_err());
    assert!(messaging::media(Product::Messenger, MediaKind::Image, "http://127.0.0.1:8787/f").is_ok());
    for url in ["", "http://shop.example/a", "http://127.0.0.1.example/a", "ftp://shop.example/a"] {
        assert!(messaging::media(Product::Messenger, MediaKind::Image, url).is_err(), "{url}");
    }
}

#[test]
fn quick_replies_and_their_limits() {
    let buttons: Vec<Button> = (0..14).map(|n| button(&format!("p{n}"), &format!("T{n}"))).collect();
    let of = |buttons: &[Button]| messaging::quick_replies(Product::Messenger, "Which?", buttons);
    let sent = message(&of(&buttons[..2]).unwrap());
    assert_eq!(sent["text"], "Which?");
    assert_eq!(sent["quick_replies"][1], json!({"content_type": "text", "title": "T1", "payload": "p1"}));
    assert!(of(&buttons[..13]).is_ok());
    assert_eq!(of(&buttons), Err(LimitError::Count { field: "quick replies", min: 1, max: 13 }));
    assert!(
        of(&[]).is_err() && of(&[button("p", &"t".repeat(21))]).is_err() && of(&[button("", "t")]).is_err()
    );
}

#[test]
fn links_and_cards() {
    let link = messaging::link(Product::Messenger, "Our shop", "Open", "https://shop.example/").unwrap();
    let expected = json!({"attachment": {"type": "template", "payload": {"template_type": "button",
        "text": "Our shop", "buttons": [{"type": "web_url", "title": "Open", "url": "https://shop.example/"}]}}});
    assert_eq!((message(&link), link.kind()), (expected, "link"));
    assert!(messaging::link(Product::Messenger, "x", "Open", "http://shop.example/").is_err());
    assert!(messaging::link(Product::Messenger, &"x".repeat(641), "Open", "https://shop.example/").is_err());

    let card = Card {
        title: "Shoe".to_owned(),
        subtitle: Some("$10".to_owned()),
        image_url: Some("https://shop.example/1.png".to_owned()),
        url: Some("https://shop.example/1".to_owned()),
        buttons: vec![
            CardButton::Link { title: "See".to_owned(), url: "https://shop.example/1".to_owned() },
            CardButton::Postback { title: "Ask".to_owned(), payload: "ask:1".to_owned() },
        ],
    };
    let sent = message(&messaging::cards(Product::Messenger, std::slice::from_ref(&card)).unwrap());
    let payload = &sent["attachment"]["payload"];
    assert_eq!(payload["template_type"], "generic");
    let expected = json!({"title": "Shoe", "subtitle": "$10", "image_url": "https://shop.example/1.png",
        "default_action": {"type": "web_url", "url": "https://shop.example/1"}, "buttons": [
            {"type": "web_url", "title": "See", "url": "https://shop.example/1"},
            {"type": "postback", "title": "Ask", "payload": "ask:1"}]});
    assert_eq!(payload["elements"], json!([expected]));
    let wrong = [
        Card { title: "x".repeat(81), ..card.clone() },
        Card { title: String::new(), ..card.clone() },
        Card { subtitle: Some("x".repeat(81)), ..card.clone() },
        Card { image_url: Some("http://shop.example/1.png".to_owned()), ..card.clone() },
        Card { url: Some("shop".to_owned()), ..card.clone() },
        Card { buttons: [card.buttons.clone(), card.buttons.clone()].concat(), ..card.clone() },
        Card { title: "only a title".to_owned(), ..Card::default() },
    ];
    for card in wrong {
        assert!(messaging::cards(Product::Instagram, std::slice::from_ref(&card)).is_err(), "{card:?}");
    }
    assert!(messaging::cards(Product::Instagram, &vec![card.clone(); 10]).is_ok());
    assert!(messaging::cards(Product::Instagram, &vec![card; 11]).is_err());
    assert!(messaging::cards(Product::Instagram, &[]).is_err());
}

#[test]
fn a_reaction_is_an_emoji_on_messenger_and_a_heart_on_instagram() {
    let sent = |product, emoji| {
        let reaction = messaging::reaction(product, "m_1", emoji).unwrap();
        body(&messaging::send(product, &endpoint(), "EAA", "77", &plain(&reaction)).unwrap())
    };
    let payload = |reaction: &str| json!({"message_id": "m_1", "reaction": reaction});
    for emoji in ["\u{1f44d}", "\u{2764}\u{fe0f}"] {
        assert_eq!(sent(Product::Messenger, Some(emoji))["payload"], payload(emoji));
    }
    for heart in ["\u{2764}", "\u{2764}\u{fe0f}"] {
        assert_eq!(sent(Product::Instagram, Some(heart))["payload"], payload("love"));
    }
    for product in BOTH {
        let taken_back = sent(product, None);
        assert_eq!(
            (&taken_back["sender_action"], &taken_back["payload"]),
            (&json!("unreact"), &json!({"message_id": "m_1"}))
        );
        assert!(messaging::reaction(product, "", Some("\u{2764}")).is_err());
        assert!(messaging::reaction(product, "m_1", Some("")).is_err());
    }
    let thumb = messaging::reaction(Product::Instagram, "m_1", Some("\u{1f44d}"));
    assert_eq!(thumb, Err(LimitError::NotAllowed("emoji")));
}
