//! The languages of the commands, and the confirmations in them.

use serde::{Deserialize, Serialize};

use super::lexicon::Lexicon;
use super::{
    arabic, chinese, english, french, hindi, indonesian, malay, portuguese, russian, spanish, turkish,
};

/// A language that a command was given in; stored as its BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Malay.
    #[serde(rename = "ms")]
    Malay,
    /// Indonesian.
    #[serde(rename = "id")]
    Indonesian,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
    /// Chinese in traditional characters.
    #[serde(rename = "zh-Hant")]
    TraditionalChinese,
    /// Arabic.
    #[serde(rename = "ar")]
    Arabic,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
    /// Russian.
    #[serde(rename = "ru")]
    Russian,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Turkish.
    #[serde(rename = "tr")]
    Turkish,
    /// Hindi in Devanagari.
    #[serde(rename = "hi")]
    Hindi,
    /// Hindi in Latin letters, as it is often typed.
    #[serde(rename = "hi-Latn")]
    LatinHindi,
}

impl Language {
    /// Tells the customer that the business will not begin any more, that questions are still answered, and how to
    /// undo it.
    pub fn confirm_opt_out(self) -> &'static str {
        self.lexicon().confirm_opt_out
    }

    /// Tells the customer that the business may begin again, and how to undo that.
    pub fn confirm_opt_in(self) -> &'static str {
        self.lexicon().confirm_opt_in
    }

    /// Tells the customer that their data is being deleted; `code` is the confirmation code, `url` the address of
    /// the page that shows the status. Ends with the address.
    pub fn confirm_erase(self, code: &str, url: &str) -> String {
        self.lexicon().confirm_erase.replace("{code}", code).replace("{url}", url)
    }

    fn lexicon(self) -> &'static Lexicon {
        match self {
            Self::English => &english::LEXICON,
            Self::Malay => &malay::LEXICON,
            Self::Indonesian => &indonesian::LEXICON,
            Self::SimplifiedChinese => &chinese::SIMPLIFIED,
            Self::TraditionalChinese => &chinese::TRADITIONAL,
            Self::Arabic => &arabic::LEXICON,
            Self::Spanish => &spanish::LEXICON,
            Self::Portuguese => &portuguese::LEXICON,
            Self::Russian => &russian::LEXICON,
            Self::French => &french::LEXICON,
            Self::Turkish => &turkish::LEXICON,
            Self::Hindi => &hindi::DEVANAGARI,
            Self::LatinHindi => &hindi::LATIN,
        }
    }
}
