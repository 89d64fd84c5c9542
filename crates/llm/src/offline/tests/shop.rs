use super::*;

#[test]
fn what_there_is() {
    let cases = [
        ("what do you sell?", Language::English),
        ("kedai ni jual apa? saya nak tahu", Language::Malay),
        ("¿Qué venden?", Language::Spanish),
        ("Vous vendez quoi ?", Language::French),
        ("你们卖什么？", Language::Chinese),
    ];
    understood(&cases, &[], Intent::Browse, &["• Tea Pot: RM 89.00\n• Sage Mug: RM 39.00"]);
    assert!(answer(&[], &["what do you sell?"]).text.contains("a few of our 7 products"));
}

#[test]
fn a_greeting_shows_who_writes_and_some_products() {
    let greetings = [
        ("Hello!", "Hi! I'm Maya, the automated assistant of Kedai Daun."),
        ("Hola, buenas tardes", "asistente automático de Kedai Daun"),
        ("مرحبا", "المساعد الآلي لمتجر Kedai Daun"),
        ("你好", "Kedai Daun的自动助手Maya"),
    ];
    let showcase = [product("Tea Pot", 8_900)];
    for (message, expected) in greetings {
        let first = reply(&shop(&showcase), &[], 1, &[message], &[], false);
        assert_eq!(first.intent, Intent::Greeting, "{message}");
        assert!(first.text.contains(expected) && first.text.contains("RM 89.00"), "{}", first.text);
    }
    assert!(answer(&[], &["hello"]).text.starts_with("Hi again!"));
}

#[test]
fn it_never_passes_for_a_person() {
    for (message, expected) in [
        ("are you a bot?", "the automated assistant"),
        ("¿eres un robot?", "asistente automático"),
        ("你是机器人吗", "自动助手"),
    ] {
        let reply = answer(&[], &[message]);
        assert_eq!(reply.intent, Intent::Identity, "{message}");
        assert!(reply.text.contains(expected), "{message} → {}", reply.text);
    }
}

#[test]
fn facts_in_any_pair_of_languages() {
    let delivery = [
        ("do you deliver to Ipoh?", Language::English),
        ("¿Hacen envíos a mi ciudad?", Language::Spanish),
        ("هل لديكم توصيل؟", Language::Arabic),
        ("可以送货吗？", Language::Chinese),
    ];
    understood(&delivery, &[], Intent::Fact, &["We deliver within 3 days."]);
    let hours = [("when are you open?", Language::English), ("Quels sont vos horaires ?", Language::French)];
    understood(&hours, &[], Intent::Fact, &["Buka setiap hari 9-18."]);
    assert!(answer(&[], &["is gift wrapping possible"]).text.contains("We wrap gifts"));
    assert!(answer(&[], &["what is your email?"]).text.contains("hello@daun.example"));
}

#[test]
fn a_topic_without_a_fact_is_not_made_up() {
    let text = answer(&[], &["can I return it?"]).text;
    assert!(text.contains("I don't have any information") && text.contains("“person”"), "{text}");
}

#[test]
fn the_price_of_delivery_is_no_product() {
    let reply = answer(&[product("Tea Pot", 8_900)], &["how much is delivery?"]);
    assert_eq!(reply.intent, Intent::Fact);
    assert!(!reply.text.contains("RM"), "{}", reply.text);
}

#[test]
fn a_discount_is_never_a_number() {
    let cases = [
        ("any discount for the ceramic mug?", Language::English),
        ("Ada diskaun tak? boleh kurang lagi", Language::Malay),
        ("¿Me hace un descuento, por favor?", Language::Spanish),
        ("هل يوجد خصم؟", Language::Arabic),
        ("可以便宜点吗？", Language::Chinese),
    ];
    for (message, language) in cases {
        let reply = answer(&[], &[message]);
        assert_eq!((reply.intent, reply.language), (Intent::Discount, language), "{message}");
        assert!(!reply.text.chars().any(char::is_numeric) && reply.hand_over.is_none(), "{}", reply.text);
        assert!(reply.text.contains(phrases::of(language).fixed));
    }
}

#[test]
fn a_person_is_called() {
    let cases = [
        ("I want to talk to a real person", Language::English),
        ("nak cakap dengan staf", Language::Malay),
        ("mau bicara dengan admin dong", Language::Indonesian),
        ("quiero hablar con una persona", Language::Spanish),
        ("Quero falar com um atendente", Language::Portuguese),
        ("je voudrais parler à un conseiller", Language::French),
        ("اريد التحدث مع موظف", Language::Arabic),
        ("转人工", Language::Chinese),
    ];
    for (message, language) in cases {
        let reply = answer(&[], &[message]);
        assert_eq!((reply.intent, reply.language), (Intent::Person, language), "{message}");
        assert!(reply.hand_over.is_some() && reply.text.contains("hello@daun.example"), "{}", reply.text);
    }
}

#[test]
fn thanks_and_goodbye() {
    let thanks = [
        ("thank you so much", "You're welcome!"),
        ("muchas gracias", "¡De nada!"),
        ("谢谢", "不客气！"),
        ("شكرا", "على الرحب"),
    ];
    for (message, expected) in thanks {
        let reply = answer(&[], &[message]);
        assert_eq!(reply.intent, Intent::Thanks, "{message}");
        assert!(reply.text.starts_with(expected), "{message} → {}", reply.text);
    }
    for message in ["bye", "au revoir", "sampai jumpa", "再见"] {
        assert_eq!(answer(&[], &[message]).intent, Intent::Bye, "{message}");
    }
}

#[test]
fn what_is_not_found_or_understood_says_what_can_be_asked() {
    let not_found = answer(&[], &["do you have unicorns?"]);
    assert_eq!(not_found.intent, Intent::Availability);
    assert!(
        not_found.text.contains("could not find") && not_found.text.contains("RM 89.00"),
        "{}",
        not_found.text
    );
    for (message, offered) in
        [("zxcv qwer", "“person”"), ("asdf por favor que", "«persona»"), ("啊吗", "“人工”")]
    {
        let reply = answer(&[], &[message]);
        assert_eq!(reply.intent, Intent::Unknown, "{message}");
        assert!(reply.text.contains(offered) && reply.hand_over.is_none(), "{}", reply.text);
    }
    assert!(!answer(&[], &[]).text.is_empty());
}

#[test]
fn a_burst_is_answered_in_one_message() {
    let products = [mug(), Product { quantity: Some(0), ..product("Tote Bag", 4_500) }];
    let reply = answer(
        &products,
        &["hi", "how much is the mug", "do you have the tote bag?", "and delivery?", "thanks!"],
    );
    for part in [
        "Hi again!",
        "You're welcome!",
        "• Ceramic Mug: RM 29.00",
        "• Tote Bag: RM 45.00 (sold out)",
        "within 3 days",
    ] {
        assert!(reply.text.contains(part), "{} lacks {part}", reply.text);
    }
}
