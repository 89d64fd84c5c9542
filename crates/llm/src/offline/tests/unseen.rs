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
    let text = alone("USD", &[], &["video", "image", "video", "document"]).text;
    let expected = "I cannot watch videos yet. I cannot look at pictures yet. I cannot open documents yet.";
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

/// What a customer of each language wrote before, and its words for a voice message, for pictures and for documents.
const LANGUAGES: [(&str, Language, [&str; 3]); 8] = [
    ("how much is this one", Language::English, ["voice message", "pictures", "documents"]),
    ("hi nak tau harga boleh", Language::Malay, ["mesej suara", "gambar", "dokumen"]),
    ("halo kak ready ga", Language::Indonesian, ["pesan suara", "gambar", "dokumen"]),
    ("hola buenas q precio tiene", Language::Spanish, ["mensaje de voz", "imágenes", "documentos"]),
    ("oi bom dia qto custa", Language::Portuguese, ["mensagem de voz", "imagens", "documentos"]),
    ("bonjour combien ça coûte", Language::French, ["message vocal", "images", "documents"]),
    ("كم السعر", Language::Arabic, ["الصوتية", "الصور", "المستندات"]),
    ("多少钱", Language::Chinese, ["语音消息", "图片", "文件"]),
];

#[test]
fn every_language_has_its_words_and_a_person_for_each_kind() {
    for (earlier, language, named) in LANGUAGES {
        let phrases = phrases::of(language);
        for (kind, name) in ["audio", "image", "document"].into_iter().zip(named) {
            let reply = reply_after(&[earlier], &shop(&[]), &[], 0, &[], &[kind], true);
            assert_eq!(reply.language, language, "{earlier}");
            assert!(reply.text.contains(name), "{kind}: {}", reply.text);
            let others = named.iter().filter(|other| **other != name);
            assert!(others.clone().all(|other| !reply.text.contains(other)), "{kind}: {}", reply.text);
            let person = if kind == "audio" { phrases.hand_over } else { phrases.word };
            assert!(reply.text.contains(person), "{kind}: {}", reply.text);
        }
    }
}

#[test]
fn earlier_words_tell_the_language_where_there_are_no_new_ones() {
    let after = |earlier: &[&str], said: &[&str]| {
        reply_after(earlier, &shop(&[]), &[], 0, said, &["image"], true).language
    };
    let earlier = ["hi", "hola buenas q precio tiene"];
    assert_eq!(after(&earlier, &[]), Language::Spanish);
    assert_eq!(after(&earlier, &["👍"]), Language::Spanish);
    assert_eq!(after(&earlier, &["bonjour combien ça coûte"]), Language::French);
}

#[test]
fn a_voice_message_without_a_transcript_calls_a_person() {
    let reply = alone("USD", &[], &["audio", "audio", "image"]);
    assert_eq!(reply.intent, Intent::Unseen);
    assert_eq!(reply.hand_over.as_deref(), Some("The customer sent a voice message that has no transcript."));
    assert_eq!(
        reply.text,
        "Thank you for your voice message! I cannot listen to voice messages myself. I cannot look at pictures yet.\n\n\
         I'm passing you on to a colleague, who will answer you here as soon as possible. You can also reach us here: \
         hello@daun.example"
    );
    let noted = reply_to_words(&["how much is the ceramic mug?"], &["audio"]);
    assert_eq!((noted.intent, noted.hand_over.is_some()), (Intent::Price, true));
    assert!(noted.text.contains("RM 29.00") && noted.text.contains("colleague"), "{}", noted.text);
    let asked = reply_to_words(&["I want to talk to a person"], &["audio"]);
    assert_eq!(asked.hand_over.as_deref(), Some("The customer asked for a person."));
    assert_eq!(asked.text.matches("colleague").count(), 1, "{}", asked.text);
}

fn reply_to_words(messages: &[&str], unseen: &[&str]) -> OfflineReply {
    reply(&shop(&[]), &[mug()], 1, messages, unseen, true)
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
