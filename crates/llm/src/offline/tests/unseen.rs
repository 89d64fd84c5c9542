use super::*;

/// All kinds that can come without words.
pub(super) const KINDS: &[&str] = &[
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "order",
    "unsupported",
    "attachment",
    "products",
    "story_mention",
    "share",
];

/// The answer in a shop whose customers write `language` when they write nothing.
fn alone(currency_code: &str, messages: &[&str], unseen: &[&str]) -> OfflineReply {
    let shop = OfflineShop { currency: currency(currency_code), ..shop(&[]) };
    reply(&shop, &[], 0, messages, unseen, true)
}

#[test]
fn a_picture_alone_asks_for_words_and_offers_a_person() {
    for (code, pictures, asks, person) in [
        ("USD", "I cannot look at pictures yet.", "in words", "“person”"),
        ("IDR", "Saya belum bisa melihat gambar.", "tuliskan", "“admin”"),
        ("MXN", "Todavía no puedo ver imágenes.", "por escrito", "«persona»"),
        ("BRL", "Ainda não consigo ver imagens.", "por escrito", "“atendente”"),
        ("SAR", "لا أستطيع رؤية الصور بعد.", "تكتب", "«موظف»"),
        ("CNY", "我暂时还看不了图片。", "用文字", "“人工”"),
    ] {
        let reply = alone(code, &[], &["image", "image"]);
        assert_eq!((reply.intent, reply.hand_over), (Intent::Unseen, None), "{code}");
        assert_eq!(reply.text.matches(pictures).count(), 1, "{}", reply.text);
        assert!(reply.text.contains(asks) && reply.text.contains(person), "{}", reply.text);
    }
}

#[test]
fn each_group_is_told_of_once() {
    let text = alone("USD", &[], &["audio", "image", "audio", "document"]).text;
    let expected =
        "I cannot listen to voice messages yet. I cannot look at pictures yet. I cannot open documents yet.";
    assert!(text.starts_with(expected), "{text}");
    for kind in ["unsupported", "attachment", "share", "story_mention", "products", "not known yet"] {
        let text = alone("USD", &[], &[kind]).text;
        assert!(text.starts_with("I cannot open this kind of message yet.") && text.contains("“person”"));
    }
    for (kind, said) in [("video", "videos"), ("location", "location"), ("contacts", "contact cards")] {
        let text = alone("USD", &[], &[kind]).text;
        assert!(text.contains(said) && text.contains("“person”"), "{text}");
    }
}

#[test]
fn a_basket_calls_a_person() {
    for (code, expected) in [("USD", "A colleague"), ("IDR", "Rekan saya"), ("XOF", "notre équipe")] {
        let reply = alone(code, &[], &["order"]);
        assert_eq!(reply.intent, Intent::Unseen, "{code}");
        assert_eq!(reply.hand_over.as_deref(), Some("The customer sent a basket from the catalog."));
        assert!(reply.text.contains(expected), "{}", reply.text);
    }
    let noted = alone("USD", &["how much is the mug?"], &["order"]);
    assert_eq!(noted.intent, Intent::Price);
    assert!(noted.hand_over.is_some() && !noted.text.contains("“person”"), "{}", noted.text);
    let asked = alone("USD", &["I want to talk to a person"], &["order"]);
    assert_eq!(asked.hand_over.as_deref(), Some("The customer asked for a person."));
}

#[test]
fn a_sticker_alone_is_a_gesture() {
    for (code, expected) in [
        ("USD", "Thanks for the sticker! 😊 How can I help you?"),
        ("MXN", "¡Gracias por el sticker! 😊 ¿En qué puedo ayudarle?"),
        ("CNY", "谢谢您的表情！😊请问有什么可以帮您？"),
    ] {
        assert_eq!(alone(code, &[], &["sticker", "sticker"]).text, expected);
    }
    assert!(!alone("USD", &[], &["image", "sticker"]).text.contains("sticker"));
    let text = alone("USD", &["thanks!"], &["sticker"]).text;
    assert_eq!(text, "You're welcome!");
}

#[test]
fn words_are_answered_and_the_rest_is_told() {
    for (message, expected) in [
        ("how much is the ceramic mug?", "I cannot look at pictures yet."),
        ("berapa harga ceramic mug ni?", "Saya belum dapat melihat gambar."),
        ("¿cuánto cuesta el ceramic mug?", "Todavía no puedo ver imágenes."),
        ("ceramic mug 多少钱？", "我暂时还看不了图片。"),
    ] {
        let reply = reply(&shop(&[]), &[mug()], 1, &[message], &["image"], true);
        assert_eq!(reply.intent, Intent::Price, "{message}");
        assert!(reply.text.contains("RM 29.00") && reply.text.ends_with(expected), "{}", reply.text);
    }
    // A question mark is not a question without its picture.
    assert_eq!(alone("USD", &["?"], &["image"]).intent, Intent::Unseen);
}

#[test]
fn the_first_answer_says_who_writes() {
    for (kind, expected) in [("image", "pictures"), ("sticker", "sticker"), ("order", "colleague")] {
        let text = reply(&shop(&[]), &[], 0, &[], &[kind], false).text;
        assert!(text.starts_with("Hi! I'm Maya, the automated assistant of Kedai Daun."), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}
