use super::*;

#[test]
fn a_price() {
    let cases = [
        ("how much is the ceramic mug?", Language::English),
        ("Berapa harga ceramic mug ni? Saya nak tahu", Language::Malay),
        ("berapa sih harganya ceramic mug kak?", Language::Indonesian),
        ("¿Cuánto cuesta el ceramic mug?", Language::Spanish),
        ("Quanto custa o ceramic mug?", Language::Portuguese),
        ("Combien coûte le ceramic mug ?", Language::French),
        ("بكم ceramic mug؟", Language::Arabic),
        ("ceramic mug 多少钱？", Language::Chinese),
    ];
    understood(&cases, &[mug()], Intent::Price, &["Ceramic Mug", "RM 29.00"]);
}

#[test]
fn availability() {
    let cases = [
        ("do you have the ceramic mug in stock?", Language::English),
        ("ada stok ceramic mug tak? saya nak", Language::Malay),
        ("¿Está disponible el ceramic mug?", Language::Spanish),
        ("ceramic mug 有货吗", Language::Chinese),
    ];
    understood(&cases, &[Product { quantity: Some(3), ..mug() }], Intent::Availability, &["3", "RM 29.00"]);
    let gone = Product { quantity: Some(0), ..mug() };
    let sold_out = ["It is sold out", "agotado", "épuisé"];
    let asked = ["is the mug available?", "¿está disponible el mug?", "le mug est disponible ?"];
    for (message, expected) in asked.iter().zip(sold_out) {
        let text = answer(std::slice::from_ref(&gone), &[message]).text;
        assert!(text.contains(expected), "{message} → {text}");
    }
    assert!(answer(&[mug()], &["is the mug in stock?"]).text.contains("It is in stock."));
}

#[test]
fn variants_are_told_and_a_chosen_one_is_answered() {
    let variants = vec![variant("S", Some(2)), variant("M", Some(0)), variant("Sage Green", None)];
    let dear = Variant { price: Some(Money::new(13_900, currency("MYR"))), ..variant("XL", Some(9)) };
    let shirt = Product { variants: [variants, vec![dear]].concat(), ..product("Linen Shirt", 12_900) };
    let cases = [
        ("which sizes does the linen shirt have?", Language::English),
        ("¿Qué tallas hay del linen shirt?", Language::Spanish),
        ("Quelles tailles pour le linen shirt ?", Language::French),
        ("linen shirt 有哪些尺码", Language::Chinese),
    ];
    for (message, language) in cases {
        let reply = answer(std::slice::from_ref(&shirt), &[message]);
        assert_eq!(reply.language, language, "{message}");
        assert!(reply.text.contains("XL (RM 139.00)"), "{message} → {}", reply.text);
    }
    let text = answer(&[shirt], &["I'm after the linen shirt in M or sage green"]).text;
    assert!(text.contains("M is sold out at the moment. Sage Green is in stock."), "{text}");
    assert!(!text.contains("S is"), "{text}");
}

#[test]
fn all_sizes_gone_is_gone() {
    let variants = vec![variant("S", Some(0)), variant("M", Some(0))];
    let shirt = Product { variants, ..product("Linen Shirt", 12_900) };
    assert!(answer(&[shirt], &["price of the linen shirt?"]).text.contains("It is sold out"));
}

#[test]
fn a_sale_names_both_prices() {
    let sale = Product { sale_price: Some(Money::new(1_900, currency("MYR"))), ..mug() };
    let text = answer(&[sale], &["price of the mug?"]).text;
    assert!(text.contains("on sale for RM 19.00 instead of RM 29.00"), "{text}");
}

#[test]
fn an_order_is_for_people() {
    for message in ["I want to buy the ceramic mug", "quiero comprar el ceramic mug", "我要买 ceramic mug"]
    {
        let reply = answer(&[mug()], &[message]);
        assert_eq!(reply.intent, Intent::Order, "{message}");
        assert!(reply.text.contains("RM 29.00") && reply.hand_over.is_none(), "{}", reply.text);
    }
}

#[test]
fn a_named_product_goes_before_what_a_description_matched() {
    let products = [product("Tea Pot", 8_900), mug()];
    let text = answer(&products, &["price of the mug?"]).text;
    assert!(text.contains("RM 29.00") && !text.contains("RM 89.00"), "{text}");
    let both = [product("Red Mug", 1_000), product("Blue Mug", 2_000)];
    let text = answer(&both, &["how much is the red mug"]).text;
    assert!(text.contains("RM 10.00") && !text.contains("RM 20.00"), "{text}");
    assert!(answer(&both, &["how much are the mugs"]).text.contains("RM 20.00"));
}

#[test]
fn a_description_is_told_unless_it_may_name_a_price() {
    let told = |description: &str| {
        answer(&[Product { description: description.into(), ..mug() }], &["ceramic mug"]).text
    };
    assert!(told("Holds 330 ml.").contains("330 ml"));
    assert!(!told("Now RM 5 off!").contains("off"));
}
