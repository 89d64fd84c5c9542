use super::*;
use Language::{Arabic, Chinese, English, French, Indonesian, Malay, Portuguese, Spanish};

/// First messages as customers write them, with the shop's currency.
const OPENINGS: &[(&str, &str, Language)] = &[
    // The example of the design.
    ("MYR", "Hi, baju kurung sage ada size M?\nberapa harga?", Malay),
    ("IDR", "Hi, baju kurung sage ada size M?\nberapa harga?", Indonesian),
    ("SGD", "Hi, baju kurung sage ada size M?\nberapa harga?", Malay),
    ("USD", "Hi, baju kurung sage ada size M?\nberapa harga?", Malay),
    ("MYR", "hi sis ada stok lagi tak", Malay),
    ("MYR", "hello nak tanya boleh cod ke", Malay),
    ("MYR", "salam kak tudung ni ready stock ke", Malay),
    ("MYR", "brp hrg yg merah tu", Malay),
    ("MYR", "nk order 2 size L boleh pos sabah tak", Malay),
    ("MYR", "ok nak satu", Malay),
    ("SGD", "hi nak tau harga boleh", Malay),
    ("IDR", "halo kak ready ga", Indonesian),
    ("IDR", "kak size L masih ada?", Indonesian),
    ("IDR", "hi min, harga berapa ya", Indonesian),
    ("IDR", "mau order dong, ongkir ke bandung brp", Indonesian),
    ("MYR", "gimana cara ordernya kak, bisa kirim ke jakarta gak", Indonesian),
    ("USD", "udah ada yg warna hitam belum", Indonesian),
    ("MYR", "hi how much is this", English),
    ("MYR", "hello do u have size M", English),
    ("MYR", "hiiii is it still available", English),
    ("IDR", "any discount if I buy two", English),
    ("BRL", "do you ship to Lisbon, I need a size M", English),
    ("MXN", "hello im looking for a red one, pls send price", English),
    ("SAR", "hi can i get it by friday", English),
    ("MXN", "is this creme de la mer", English),
    ("MXN", "hola buenas q precio tiene", Spanish),
    ("USD", "ola tienen talla M", Spanish),
    ("EUR", "hola, hacen envios a Madrid", Spanish),
    ("USD", "HOLAAA info porfa", Spanish),
    ("MXN", "ok y cuanto cuesta el envio", Spanish),
    ("BRL", "me interesa, lo vi en el anuncio", Spanish),
    ("BRL", "oi bom dia qto custa", Portuguese),
    ("EUR", "boa tarde vcs entregam no Porto", Portuguese),
    ("USD", "oii ainda tem tamanho M", Portuguese),
    ("BRL", "hello, aceita pix", Portuguese),
    ("MXN", "quero comprar uma, aceita cartao", Portuguese),
    ("EUR", "bjr c combien la livraison", French),
    ("XOF", "salut c dispo en taille M", French),
    ("USD", "bonsoir je cherche une robe rouge svp", French),
    ("EUR", "hello vous avez du stock", French),
    ("SAR", "السلام عليكم بكم القميص", Arabic),
    ("SAR", "hi كم سعر size M", Arabic),
    ("USD", "ابغى اطلب اونلاين", Arabic),
    ("SAR", "salam", Arabic),
    ("CNY", "hi 这个多少钱", Chinese),
    ("MYR", "你好 size M 有吗", Chinese),
    ("SGD", "請問還有貨嗎", Chinese),
    ("MYR", "我要 order 两件 M", Chinese),
    ("MYR", "我要 size M how much ar", Chinese),
];

#[track_caller]
fn detected(code: &str, message: &str, products: &[Product]) -> Language {
    let shop = OfflineShop { currency: currency(code), ..shop(&[]) };
    reply(&shop, products, 0, &[message], &[], true).language
}

#[test]
fn first_messages() {
    let wrong: Vec<String> = OPENINGS
        .iter()
        .map(|(code, message, expected)| (code, message, expected, detected(code, message, &[])))
        .filter(|(_, _, expected, got)| *expected != got)
        .map(|(code, message, expected, got)| format!("{code} {message:?}: {got:?}, not {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_example_of_the_design() {
    let variants = vec![variant("S", Some(0)), variant("M", Some(4))];
    let baju = [Product { variants, ..product("Baju Kurung Moden Sage", 12_900) }];
    let burst = ["Hi, baju kurung sage ada size M?", "berapa harga?"];
    let text = reply(&shop(&baju), &baju, 9, &burst, &[], true).text;
    assert_eq!(text, "Hai lagi!\n\nHarga Baju Kurung Moden Sage ialah RM 129.00. M masih ada stok.");
}

#[test]
fn names_of_products_are_in_no_language() {
    let named = [
        ("MYR", "Casa de la Playa mug", "casa de la playa berapa?", Malay),
        ("USD", "La Vie en Rose", "hi la vie en rose price", English),
        ("MXN", "The Good Morning Mug for You", "tienen the good morning mug for you", Spanish),
        ("USD", "红茶", "do you have 红茶", English),
        ("USD", "شاي", "how much is شاي", English),
        ("CNY", "How to Draw a Cat", "有 how to draw a cat 吗", Chinese),
        ("IDR", "How to Draw a Cat", "how to draw a cat", Indonesian),
    ];
    for (code, name, message, expected) in named {
        assert_eq!(detected(code, message, &[product(name, 1_000)]), expected, "{message}");
    }
    // In the words of a sentence, a name's `for` is only a word.
    let gift = [product("Gift for Mom", 1_000)];
    assert_eq!(detected("IDR", "anything for my sister", &gift), English);
    // Nothing but a name: its script at least can be read.
    assert_eq!(detected("MYR", "红茶", &[product("红茶", 1_000)]), Chinese);
    let sizes = Product { variants: vec![variant("Para", None)], ..mug() };
    assert_eq!(detected("USD", "para", &[sizes]), English);
}

#[test]
fn the_shop_decides_where_words_do_not() {
    for (code, expected) in [
        ("MYR", English),
        ("SGD", English),
        ("EUR", English),
        ("IDR", Indonesian),
        ("MXN", Spanish),
        ("BRL", Portuguese),
        ("SAR", Arabic),
        ("CNY", Chinese),
    ] {
        for message in ["iPhone 15?", "👍", "https://shop.com.br/a-de-la?o=que", "me@casa.com", ""] {
            assert_eq!(detected(code, message, &[]), expected, "{code} {message}");
        }
        assert_eq!(detected(code, "hola que tal", &[]), Spanish, "{code}: it only breaks ties");
    }
    assert_eq!(detected("JPY", "これは日本語です", &[]), English);
}
