//! The languages that the responder writes.

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
