//! What the shop says in its own words, in two languages: one of each direction.

/// The words of one language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) language: &'static str,
    pub(super) direction: &'static str,
    pub(super) skip: &'static str,
    pub(super) pieces: &'static str,
    pub(super) know: &'static str,
    pub(super) motto: &'static str,
    pub(super) promise: &'static str,
    pub(super) look: &'static str,
    pub(super) was: &'static str,
    pub(super) now: &'static str,
    pub(super) gone: &'static str,
    pub(super) end: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    direction: "ltr",
    skip: "Skip to the pieces",
    pieces: "The collection",
    know: "Good to know",
    motto: "Light pieces for warm days",
    promise: "Made in small numbers, cut to be worn for years. Ask us about sizes, stock or delivery in the chat below: \
              we answer at any hour.",
    look: "See the collection",
    was: "Was",
    now: "Now",
    gone: "Sold out",
    end: "An imaginary shop, served by Counterhand's simulator.",
};

const ARABIC: Words = Words {
    language: "ar",
    direction: "rtl",
    skip: "انتقل إلى القطع",
    pieces: "المجموعة",
    know: "معلومات مفيدة",
    motto: "قطع خفيفة للأيام الدافئة",
    promise: "نصنع كميات صغيرة بقصّات تدوم لسنوات. اسألونا عن المقاسات أو التوفر أو التوصيل في المحادثة أدناه: نجيب في أي وقت.",
    look: "شاهد المجموعة",
    was: "كان",
    now: "الآن",
    gone: "نفدت الكمية",
    end: "متجر خيالي يقدّمه محاكي Counterhand.",
};

impl Words {
    /// English, unless the language is spoken here.
    pub(super) fn of(language: Option<&str>) -> &'static Self {
        match language {
            Some("ar") => &ARABIC,
            _ => &ENGLISH,
        }
    }
}
