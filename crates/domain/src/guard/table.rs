//! How currencies are written: signs, codes and words.
//!
//! Facts from ISO 4217 and the everyday usage of the countries. All texts are lower case and NFKC. Where several
//! currencies share a writing, the first of them is meant, unless the shop's own is among them.

/// The currencies that share a writing.
pub(super) type Family = &'static [&'static str];

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

pub(super) const BEFORE: &[(&str, Family)] = &[
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

pub(super) const AFTER: &[(&str, Family)] = &[
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
pub(super) const SHOP_BEFORE: &[(&str, Family)] = &[
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
pub(super) const SHOP_AFTER: &[(&str, Family)] = &[
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
pub(super) const MINOR: &[(&str, Family)] = &[
    ("¢", DOLLARS),
    ("cent", &["USD", "AUD", "CAD", "SGD", "HKD", "NZD", "EUR"]),
    ("cents", &["USD", "AUD", "CAD", "SGD", "HKD", "NZD", "EUR"]),
    ("pence", &["GBP"]),
];
pub(super) const SHOP_MINOR: &[(&str, Family)] = &[("sen", &["MYR"]), ("p", &["GBP"]), ("paise", &["INR"])];

/// Signs that are written with a full stop: `Rp. 50.000`. After others a full stop ends the sentence: `129 RM. 2 left`.
pub(super) const ABBREVIATIONS: &[&str] = &["rs", "rp", "fr", "sfr", "dh", "dhs", "ksh", "руб", "р", "грн"];

/// ISO codes that are looked for in every shop, in capitals. Left out: those that are English words or goods
/// (`ALL`, `TOP`, `TRY`, `PEN`, `CUP`, `MAD`, `COP`, `GEL`); the shop's own code always counts.
pub(super) const CODES: Family = &[
    "USD", "EUR", "GBP", "JPY", "CNY", "KRW", "INR", "IDR", "MYR", "SGD", "THB", "PHP", "VND", "HKD", "TWD",
    "AUD", "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "UAH", "BRL", "MXN", "ARS",
    "CLP", "ZAR", "NGN", "KES", "GHS", "EGP", "AED", "SAR", "QAR", "KWD", "BHD", "OMR", "JOD", "ILS", "PKR",
    "BDT", "LKR", "NPR", "XOF", "XAF",
];
/// Those of them that people also write in small letters and that mean nothing else.
pub(super) const SMALL_CODES: Family = &[
    "usd", "eur", "gbp", "jpy", "cny", "krw", "inr", "idr", "myr", "sgd", "vnd", "aud", "brl", "aed", "sar",
];
