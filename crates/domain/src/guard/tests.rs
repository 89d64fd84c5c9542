use proptest::prelude::*;

use super::*;

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn money(code: &str, amount: i64) -> Money {
    Money::new(amount, currency(code))
}

fn found(text: &str, shop: &str) -> Vec<String> {
    let written = |money: Money| format!("{} {}", money.amount, money.currency.code());
    amounts(text, currency(shop)).into_iter().map(written).collect()
}

#[track_caller]
fn finds(shop: &str, text: &str, expected: &[&str]) {
    assert_eq!(found(text, shop), expected, "{text}");
}

#[test]
fn sign_before_and_after() {
    for text in [
        "RM129",
        "RM 129.00",
        "rm129",
        "129 RM",
        "129RM",
        "MYR 129",
        "129 MYR",
        "129 ringgit",
        "*RM* 129",
        "RM *129*",
    ] {
        finds("MYR", text, &["12900 MYR"]);
    }
    finds("MYR", "It is RM129, not RM 139.50.", &["12900 MYR", "13950 MYR"]);
    finds("EUR", "129 €, 139€ oder € 149", &["12900 EUR", "13900 EUR", "14900 EUR"]);
    finds("CAD", "$129 or $139 CAD", &["12900 CAD", "13900 CAD"]);
    finds("MYR", "价格RM129，优惠价RM99", &["12900 MYR", "9900 MYR"]);
    finds("SEK", "129 kr, 99:- eller 89,- kr", &["12900 SEK", "8900 SEK"]);
    finds("INR", "Rs.500/- only, ₹ 1,29,000", &["50000 INR", "12900000 INR"]);
}

#[test]
fn ways_to_write_a_number() {
    for text in [
        "€1.290,00",
        "1.290,00 €",
        "1,290.00 €",
        "€1290",
        "1 290,00 €",
        "1\u{a0}290 €",
        "1'290.00 €",
        "€ 1.290",
    ] {
        let readings = found(text, "EUR");
        assert!(readings.contains(&"129000 EUR".to_owned()), "{text}: {readings:?}");
    }
    finds("EUR", "€12,5", &["1250 EUR"]);
    finds("JPY", "¥500 or 500円 or 1,500円 or ¥500.00", &["500 JPY", "500 JPY", "1500 JPY", "500 JPY"]);
    finds("KWD", "KWD 1.290", &["1290000 KWD", "1290 KWD"]);
    finds("IDR", "Rp. 50.000", &["5000000 IDR"]);
    finds("USD", "$.50 and $0.50", &["50 USD", "50 USD"]);
}

#[test]
fn digits_of_other_scripts() {
    finds("SAR", "السعر ١٢٩ ريال", &["12900 SAR"]);
    finds("SAR", "١٬٢٩٠٫٥٠ ر.س", &["129050 SAR"]);
    finds("INR", "कीमत ₹१२९", &["12900 INR"]);
    finds("JPY", "￥１２９", &["129 JPY"]);
    finds("THB", "๑๒๙ บาท", &["12900 THB"]);
    finds("AED", "د.إ 129", &["12900 AED"]);
}

#[test]
fn multiplied() {
    finds("IDR", "Rp129rb", &["12900000 IDR"]);
    finds("IDR", "1,5 juta rupiah", &["150000000 IDR"]);
    finds("MYR", "RM1.2k", &["120000 MYR"]);
    finds("USD", "$1.5M, 5 m of $3 cable", &["150000000 USD", "300 USD"]);
    finds("INR", "₹2 lakh", &["20000000 INR"]);
    finds("CNY", "3万元", &["3000000 CNY"]);
    finds("USD", "50 cents", &["50 USD"]);
    // A kilogram is no thousand.
    finds("USD", "$5 kg", &["500 USD"]);
}

#[test]
fn bare_numbers_are_not_amounts() {
    for text in [
        "Size 38, 2 pieces, 50% off, 3-5 days",
        "+60 12-345 6789",
        "2026-01-02 10:30",
        "order 129",
        "5 reams, 3 arms",
        "GEL 50 ml",
        "ALL 3 sizes",
        "form 12",
        "TOP 10",
        "iPhone 15 Pro",
        "5 pounds of flour",
    ] {
        finds("MYR", text, &[]);
    }
}

#[test]
fn the_nearer_number_gets_the_sign() {
    finds("MYR", "Size 38 RM129", &["12900 MYR"]);
    finds("MYR", "Size 38 RM 129, size 40 RM 139", &["12900 MYR", "13900 MYR"]);
    finds("MYR", "2\nRM 258", &["25800 MYR"]);
    finds("MYR", "3 x RM129 = RM387", &["12900 MYR", "38700 MYR"]);
    finds("CAD", "129 $ 139 $", &["12900 CAD", "13900 CAD"]);
    finds("EUR", "129 € 2 Stück", &["12900 EUR"]);
    finds("MYR", "RM129 - 2 left", &["12900 MYR"]);
    finds("MYR", "129 RM. 2 left", &["12900 MYR"]);
    finds("IDR", "Ukuran 38 Rp. 50.000", &["5000000 IDR"]);
}

#[test]
fn both_ends_of_a_range() {
    finds("MYR", "RM100-200", &["10000 MYR", "20000 MYR"]);
    finds("MYR", "RM 100 – 200.", &["10000 MYR", "20000 MYR"]);
    finds("EUR", "100–200 €", &["10000 EUR", "20000 EUR"]);
    finds("MYR", "RM-129", &["12900 MYR"]);
    finds("MYR", "RM 100 to 200, or RM300 hingga 400", &["10000 MYR", "20000 MYR", "30000 MYR", "40000 MYR"]);
    finds("CNY", "100至200元", &["10000 CNY", "20000 CNY"]);
    finds("MYR", "Size 38 - 129 RM", &["12900 MYR"]);
    finds("MYR", "RM129 to 2 people", &["12900 MYR"]);
}

#[test]
fn a_sign_as_the_heading_of_a_number() {
    for text in ["RM: 129", "Price (RM): 129", "Price in RM = 129", "(RM) 129"] {
        finds("MYR", text, &["12900 MYR"]);
    }
    finds("MYR", "129 RM: 2 left", &["12900 MYR"]);
}

#[test]
fn other_currencies_count_as_theirs() {
    finds("MYR", "about US$30 or €28 or 30 USD", &["3000 USD", "2800 EUR", "3000 USD"]);
    finds("MYR", "$30", &["3000 USD"]);
    finds("SGD", "$30", &["3000 SGD"]);
    let backed = [money("MYR", 3_000)];
    assert_eq!(check("that is US$30", &backed, currency("MYR")).unwrap_err().written, "30");
    finds("MYR", "RM129 USD", &["12900 MYR", "12900 USD"]);
}

#[test]
fn every_amount_must_be_backed() {
    let backed = [money("MYR", 12_900), money("MYR", 9_900)];
    let ok = |text| check(text, &backed, currency("MYR")).is_ok();
    assert!(ok("The dress is RM129, now RM 99.00, in sizes 36, 38 and 40."));
    assert!(ok("Hello!"));
    assert!(!ok("The dress is RM129, for you RM 98."));
    assert!(!ok("RM1"));
    assert!(!ok("RM 129k"));
    assert!(!ok("RM1\u{200b}30"));
    assert!(!ok("RM129½"));
    assert!(!ok("RM 12,9,0"), "what cannot be read does not pass");
    assert!(!ok("RM 99999999999999999999"));
}

const SHOPS: [&str; 14] =
    ["MYR", "USD", "EUR", "JPY", "KWD", "IDR", "INR", "SAR", "BRL", "ZAR", "PLN", "VND", "CHF", "TRY"];

fn digits_of(text: &str) -> Vec<usize> {
    text.char_indices().filter(|(_, char)| char.is_ascii_digit()).map(|(at, _)| at).collect()
}

/// Ways to write an amount that everybody reads alike.
fn written(money: Money, style: usize) -> String {
    let plain = money.to_string();
    let code = money.currency.code();
    let symbol = money.currency.symbol();
    let number = plain.replacen(&symbol, "", 1).trim().to_owned();
    let swapped: String = number
        .chars()
        .map(|char| match char {
            ',' => '.',
            '.' => ',',
            other => other,
        })
        .collect();
    match style {
        0 => plain,
        1 => format!("{code} {number}"),
        2 => format!("{number} {code}"),
        3 => format!("{code}{number}"),
        4 => format!("{number} {symbol}"),
        5 => format!("*{symbol}{number}*"),
        6 => format!("{swapped} {code}"),
        _ => format!("{symbol} {}", number.replace(',', "")),
    }
}

fn a_money() -> impl Strategy<Value = Money> {
    (prop::sample::select(SHOPS.to_vec()), 1_i64..1_000_000_000)
        .prop_map(|(code, amount)| money(code, amount))
}

proptest! {
    #[test]
    fn backed_amounts_pass(money in a_money(), style in 0_usize..8, size in 30_u32..50) {
        let text = format!("Size {size}: {} (2 left, 3-5 days).", written(money, style));
        prop_assert_eq!(check(&text, &[money], money.currency), Ok(()), "{}", text);
    }

    #[test]
    fn one_changed_digit_fails(money in a_money(), style in 0_usize..8, at: prop::sample::Index, by in 1_u8..10) {
        let text = written(money, style);
        let digits = digits_of(&text);
        let at = digits[at.index(digits.len())];
        let mut bytes = text.clone().into_bytes();
        bytes[at] = b"0123456789012345678"[usize::from(bytes[at].saturating_add(by).saturating_sub(b'0'))];
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert!(check(&text, &[money], money.currency).is_ok(), "{}", text);
        prop_assert!(check(&changed, &[money], money.currency).is_err(), "{} after {}", changed, text);
    }

    #[test]
    fn an_amount_is_found_in_any_surroundings(money in a_money(), style in 0_usize..4, before in "[^0-9]{0,12}", after in "[^0-9]{0,12}") {
        let text = format!("{before}\n{}\n{after}", written(money, style));
        prop_assert!(check(&text, &[], money.currency).is_err(), "{}", text);
    }

    #[test]
    fn bare_numbers_pass(numbers in prop::collection::vec(0_u32..100_000, 0..6)) {
        let text = numbers.iter().map(|number| format!("{number} pieces, ")).collect::<Vec<_>>().concat();
        prop_assert_eq!(check(&text, &[], currency("MYR")), Ok(()));
    }

    #[test]
    fn no_text_panics(text: String, tail in "[0-9RM€$ .,'k/-]{0,30}") {
        let _ = check(&format!("{text}{tail}"), &[], currency("MYR"));
    }
}
