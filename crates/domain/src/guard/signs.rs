//! How currencies are written: signs, codes and words.
//!
//! Facts from ISO 4217 and the everyday usage of the countries. All texts are lower case and NFKC.

use crate::fold::is_unspaced;
use crate::money::Currency;

/// On which side of its number a sign usually stands. It decides only between two equally close numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// A sign found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) currency: Currency,
    /// All currencies that write it.
    pub(super) family: &'static [&'static str],
    pub(super) side: Side,
    /// It counts minor units: cents.
    pub(super) minor: bool,
}

type Family = &'static [&'static str];

const DOLLARS: Family = &[
    "USD", "AUD", "CAD", "SGD", "HKD", "NZD", "TWD", "BND", "MXN", "ARS", "CLP", "COP", "JMD", "TTD", "BBD",
    "FJD",
];
const PESOS: Family = &["MXN", "PHP", "ARS", "CLP", "COP", "UYU", "DOP", "CUP"];
const RUPEES: Family = &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"];
const KRONER: Family = &["SEK", "NOK", "DKK", "ISK"];
const YUANS: Family = &["CNY", "TWD", "HKD", "JPY"];
const RIYALS: Family = &["SAR", "QAR", "OMR", "YER", "IRR"];
const DIRHAMS: Family = &["AED", "MAD"];
const DINARS: Family = &["KWD", "BHD", "JOD", "IQD", "TND", "DZD", "LYD", "RSD"];
const FRANCS: Family = &["CHF", "XOF", "XAF", "XPF"];
const SHILLINGS: Family = &["KES", "TZS", "UGX", "SOS"];
const POUNDS: Family = &["GBP", "EGP", "LBP", "SDG", "SYP"];
const LIRAS: Family = &["TRY", "LBP", "SYP"];

const BEFORE: &[(&str, Family)] = &[
    ("$", DOLLARS),
    ("us$", &["USD"]),
    ("usd$", &["USD"]),
    ("a$", &["AUD"]),
    ("au$", &["AUD"]),
    ("c$", &["CAD"]),
    ("ca$", &["CAD"]),
    ("s$", &["SGD"]),
    ("hk$", &["HKD"]),
    ("nz$", &["NZD"]),
    ("nt$", &["TWD"]),
    ("mx$", &["MXN"]),
    ("b$", &["BND"]),
    ("r$", &["BRL"]),
    ("£", POUNDS),
    ("e£", &["EGP"]),
    ("¥", &["JPY", "CNY"]),
    ("₹", &["INR"]),
    ("rs", RUPEES),
    ("rm", &["MYR"]),
    ("rp", &["IDR"]),
    ("₱", &["PHP"]),
    ("₦", &["NGN"]),
    ("₵", &["GHS"]),
    ("gh₵", &["GHS"]),
    ("₪", &["ILS"]),
    ("₩", &["KRW"]),
    ("฿", &["THB"]),
    ("৳", &["BDT"]),
    ("₺", &["TRY"]),
    ("ksh", &["KES"]),
    ("kshs", &["KES"]),
    ("tsh", &["TZS"]),
    ("ush", &["UGX"]),
    ("dhs", DIRHAMS),
    ("dh", DIRHAMS),
    ("sfr", &["CHF"]),
    ("fr", FRANCS),
    ("s/", &["PEN"]),
    ("₡", &["CRC"]),
    ("₲", &["PYG"]),
    ("₸", &["KZT"]),
    ("₼", &["AZN"]),
    ("₾", &["GEL"]),
    ("₭", &["LAK"]),
    ("៛", &["KHR"]),
    ("₮", &["MNT"]),
];

const AFTER: &[(&str, Family)] = &[
    ("€", &["EUR"]),
    ("₽", &["RUB"]),
    ("₴", &["UAH"]),
    ("₫", &["VND"]),
    ("đ", &["VND"]),
    ("vnđ", &["VND"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("kr", KRONER),
    ("tl", LIRAS),
    ("руб", &["RUB"]),
    ("р", &["RUB"]),
    ("грн", &["UAH"]),
    ("тг", &["KZT"]),
    ("лв", &["BGN"]),
    ("元", YUANS),
    ("圆", YUANS),
    ("块", YUANS),
    ("円", &["JPY"]),
    ("원", &["KRW"]),
    ("บาท", &["THB"]),
    ("رس", RIYALS),
    ("ر.س", &["SAR"]),
    ("ر.ق", &["QAR"]),
    ("ر.ع", &["OMR"]),
    ("د.إ", &["AED"]),
    ("د.ك", &["KWD"]),
    ("د.ب", &["BHD"]),
    ("د.ا", &["JOD"]),
    ("ج.م", &["EGP"]),
    ("د.م", &["MAD"]),
    ("ريال", RIYALS),
    ("ریال", RIYALS),
    ("درهم", DIRHAMS),
    ("دراهم", DIRHAMS),
    ("دينار", DINARS),
    ("جنيه", POUNDS),
    ("ليرة", LIRAS),
    ("دولار", DOLLARS),
    ("يورو", &["EUR"]),
    ("रुपये", RUPEES),
    ("रुपए", RUPEES),
    ("रुपया", RUPEES),
    ("रु", RUPEES),
    ("টাকা", &["BDT"]),
    ("ringgit", &["MYR"]),
    ("ringgits", &["MYR"]),
    ("dollar", DOLLARS),
    ("dollars", DOLLARS),
    ("bucks", DOLLARS),
    ("dólar", DOLLARS),
    ("dólares", DOLLARS),
    ("dolar", DOLLARS),
    ("dolares", DOLLARS),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("quid", &["GBP"]),
    ("rupee", RUPEES),
    ("rupees", RUPEES),
    ("rupiah", &["IDR"]),
    ("baht", &["THB"]),
    ("peso", PESOS),
    ("pesos", PESOS),
    ("lira", LIRAS),
    ("liras", LIRAS),
    ("dirham", DIRHAMS),
    ("dirhams", DIRHAMS),
    ("riyal", RIYALS),
    ("riyals", RIYALS),
    ("rial", RIYALS),
    ("rials", RIYALS),
    ("dinar", DINARS),
    ("dinars", DINARS),
    ("yen", &["JPY"]),
    ("yuan", &["CNY"]),
    ("rmb", &["CNY"]),
    ("renminbi", &["CNY"]),
    ("dong", &["VND"]),
    ("đồng", &["VND"]),
    ("reais", &["BRL"]),
    ("рубль", &["RUB"]),
    ("рубля", &["RUB"]),
    ("рублей", &["RUB"]),
    ("гривень", &["UAH"]),
    ("гривні", &["UAH"]),
    ("naira", &["NGN"]),
    ("shilling", SHILLINGS),
    ("shillings", SHILLINGS),
    ("zloty", &["PLN"]),
    ("złoty", &["PLN"]),
    ("złotych", &["PLN"]),
    ("franc", FRANCS),
    ("francs", FRANCS),
    ("franken", FRANCS),
    ("krona", KRONER),
    ("kronor", KRONER),
    ("kroner", KRONER),
    ("taka", &["BDT"]),
    ("soles", &["PEN"]),
    ("доллар", DOLLARS),
    ("доллара", DOLLARS),
    ("долларов", DOLLARS),
    ("евро", &["EUR"]),
    ("тенге", &["KZT"]),
    ("cedis", &["GHS"]),
];

/// Words that also mean something else; they count only where the shop's currency makes them money.
const SHOP_BEFORE: &[(&str, Family)] = &[
    ("r", &["ZAR"]),
    ("p", &["PHP"]),
    ("qr", &["QAR"]),
    ("kd", &["KWD"]),
    ("bd", &["BHD"]),
    ("jd", &["JOD"]),
    ("sr", &["SAR"]),
    ("le", &["EGP"]),
    ("n", &["NGN"]),
    ("nt", &["TWD"]),
];
const SHOP_AFTER: &[(&str, Family)] = &[
    ("pound", POUNDS),
    ("pounds", POUNDS),
    ("won", &["KRW"]),
    ("ft", &["HUF"]),
    ("lei", &["RON"]),
    ("leu", &["RON"]),
    ("rand", &["ZAR"]),
    ("real", &["BRL"]),
    ("sol", &["PEN"]),
    ("лева", &["BGN"]),
    ("บ", &["THB"]),
];
const MINOR: &[(&str, Family)] = &[
    ("¢", DOLLARS),
    ("cent", &["USD", "AUD", "CAD", "SGD", "HKD", "NZD", "EUR"]),
    ("cents", &["USD", "AUD", "CAD", "SGD", "HKD", "NZD", "EUR"]),
    ("pence", &["GBP"]),
];
const SHOP_MINOR: &[(&str, Family)] = &[("sen", &["MYR"]), ("p", &["GBP"]), ("paise", &["INR"])];

/// Signs that are written with a full stop: `Rp. 50.000`. After others a full stop ends the sentence: `129 RM. 2 left`.
const ABBREVIATIONS: &[&str] = &["rs", "rp", "fr", "sfr", "dh", "dhs", "ksh", "руб", "р", "грн"];

/// ISO codes that are looked for in every shop, in capitals. Left out: those that are English words or goods
/// (`ALL`, `TOP`, `TRY`, `PEN`, `CUP`, `MAD`, `COP`, `GEL`); the shop's own code always counts.
const CODES: Family = &[
    "USD", "EUR", "GBP", "JPY", "CNY", "KRW", "INR", "IDR", "MYR", "SGD", "THB", "PHP", "VND", "HKD", "TWD",
    "AUD", "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "UAH", "BRL", "MXN", "ARS",
    "CLP", "ZAR", "NGN", "KES", "GHS", "EGP", "AED", "SAR", "QAR", "KWD", "BHD", "OMR", "JOD", "ILS", "PKR",
    "BDT", "LKR", "NPR", "XOF", "XAF",
];
/// Those of them that people also write in small letters and that mean nothing else.
const SMALL_CODES: Family = &[
    "usd", "eur", "gbp", "jpy", "cny", "krw", "inr", "idr", "myr", "sgd", "vnd", "aud", "brl", "aed", "sar",
];

/// The sign that starts at `chars[0]`, and its length. `before`: the character in front of it.
pub(super) fn at_start(chars: &[char], before: Option<char>, shop: Currency) -> Option<(Sign, usize)> {
    let first = chars.first()?;
    if before.is_some_and(|before| joined(before, *first)) {
        return None;
    }
    let own = shop.symbol().to_lowercase();
    let own = starts_with(chars, &own).map(|length| (own_sign(shop), length));
    [code_at(chars, shop), own]
        .into_iter()
        .flatten()
        .chain(listed(chars, shop))
        .max_by_key(|(_, length)| *length)
}

fn own_sign(shop: Currency) -> Sign {
    Sign { currency: shop, family: &[], side: Side::Before, minor: false }
}

fn listed(chars: &[char], shop: Currency) -> impl Iterator<Item = (Sign, usize)> {
    let lists = [
        (BEFORE, Side::Before, false, false),
        (AFTER, Side::After, false, false),
        (SHOP_BEFORE, Side::Before, false, true),
        (SHOP_AFTER, Side::After, false, true),
        (MINOR, Side::After, true, false),
        (SHOP_MINOR, Side::After, true, true),
    ];
    lists.into_iter().flat_map(move |(list, side, minor, shop_only)| {
        list.iter().filter_map(move |(text, family)| {
            let length = starts_with(chars, text)?;
            let of_shop = family.contains(&shop.code());
            let other = || family.first().filter(|_| !shop_only).and_then(|code| code.parse().ok());
            let currency = if of_shop { Some(shop) } else { other() }?;
            Some((Sign { currency, family, side, minor }, length))
        })
    })
}

fn code_at(chars: &[char], shop: Currency) -> Option<(Sign, usize)> {
    let code: String = chars.iter().take(3).collect();
    let own = code.eq_ignore_ascii_case(shop.code());
    if !own && !CODES.contains(&code.as_str()) && !SMALL_CODES.contains(&code.as_str()) {
        return None;
    }
    if chars.get(2).zip(chars.get(3)).is_some_and(|(last, next)| joined(*last, *next)) {
        return None;
    }
    let currency = code.to_ascii_uppercase().parse().ok()?;
    Some((Sign { currency, family: &[], side: Side::Before, minor: false }, 3))
}

/// How many characters of the text `sign` takes, if it stands there as a word of its own. An abbreviation's full stop
/// belongs to it: `Rp. 50`, `руб.`.
fn starts_with(chars: &[char], sign: &str) -> Option<usize> {
    let length = sign.chars().count();
    let head = chars.get(..length)?;
    if !head.iter().copied().map(lower).eq(sign.chars()) {
        return None;
    }
    let last = head.last()?;
    let next = chars.get(length);
    if next.is_some_and(|next| joined(*last, *next)) {
        return None;
    }
    let abbreviated = next == Some(&'.') && last.is_alphabetic();
    let digit_next = chars.get(length.saturating_add(1)).is_some_and(char::is_ascii_digit);
    let abbreviated = abbreviated && (digit_next || ABBREVIATIONS.contains(&sign));
    Some(length.saturating_add(usize::from(abbreviated)))
}

/// Lower case, character by character, so that lengths stay the same.
pub(super) fn lower(char: char) -> char {
    char.to_lowercase().next().unwrap_or(char)
}

/// Whether two neighbours belong to one word. Latin letters beside another script do not, nor does anything in a
/// script without spaces.
pub(super) fn joined(one: char, other: char) -> bool {
    let latin = |char: char| char < '\u{0370}';
    let letters = one.is_alphabetic() && other.is_alphabetic();
    letters && !is_unspaced(one) && !is_unspaced(other) && latin(one) == latin(other)
}
