//! Which language a customer writes.

use domain::money::Currency;

use super::lexicon::{self, Lexicon};
use super::text::{Words, is_arabic, is_han};

/// A language that the responder can answer in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English; also for all languages that are not here.
    English,
    /// Bahasa Melayu.
    Malay,
    /// Bahasa Indonesia.
    Indonesian,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// French.
    French,
    /// Modern Standard Arabic.
    Arabic,
    /// Chinese, in simplified characters.
    Chinese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::English,
        Self::Malay,
        Self::Indonesian,
        Self::Spanish,
        Self::Portuguese,
        Self::French,
        Self::Arabic,
        Self::Chinese,
    ];

    /// The ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Malay => "ms",
            Self::Indonesian => "id",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::French => "fr",
            Self::Arabic => "ar",
            Self::Chinese => "zh",
        }
    }
}

/// The language of the words; where they do not tell, the one that is likely for the shop's currency.
pub(super) fn detect(words: &Words, currency: Currency) -> Language {
    let count = |is: fn(char) -> bool| words.folded().chars().filter(|c| is(*c)).count();
    let (arabic, han, kana) = (count(is_arabic), count(is_han), count(is_kana));
    if arabic > han && arabic > 0 {
        return Language::Arabic;
    }
    if han > 0 && kana == 0 {
        return Language::Chinese;
    }
    by_words(words, likely(currency))
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

/// The language with the most words of its own. Equal: the shop's, then the one that stands first.
fn by_words(words: &Words, home: Language) -> Language {
    let score = |language: Language| {
        let lexicon = lexicon::of(language);
        let own = words.count(lexicon.common);
        let asked: usize = Lexicon::INTENTS.iter().map(|intent| words.count(intent(lexicon))).sum();
        // A word that two languages share should not outweigh one that only one has, so home breaks ties only.
        own.saturating_add(asked).saturating_mul(2).saturating_add(usize::from(language == home))
    };
    Language::ALL.into_iter().rev().max_by_key(|language| score(*language)).unwrap_or(home)
}

/// Where a currency is used, this is most often written. English where several languages are as likely.
fn likely(currency: Currency) -> Language {
    match currency.code() {
        "IDR" => Language::Indonesian,
        "BRL" | "AOA" | "MZN" => Language::Portuguese,
        "ARS" | "BOB" | "CLP" | "COP" | "CRC" | "CUP" | "DOP" | "GTQ" | "HNL" | "MXN" | "NIO" | "PEN"
        | "PYG" | "UYU" | "VES" => Language::Spanish,
        "XOF" | "XAF" => Language::French,
        "AED" | "BHD" | "DZD" | "EGP" | "IQD" | "JOD" | "KWD" | "LYD" | "MAD" | "OMR" | "QAR" | "SAR"
        | "SYP" | "TND" | "YER" => Language::Arabic,
        "CNY" | "TWD" => Language::Chinese,
        _ => Language::English,
    }
}
