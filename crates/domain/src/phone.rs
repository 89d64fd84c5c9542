//! Phone numbers: ITU-T E.164, and nothing of them in a log.

use serde::{Deserialize, Serialize};

/// A phone number with its country code: `+` and 8 to 15 digits.
///
/// There is no `Display`, so that a number is never printed by accident; `Debug` shows only the last two digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct E164(String);

/// Why a text is no phone number. Does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhone {
    /// A national number cannot be dialled without guessing its country.
    #[error("must start with + and the country code")]
    NoCountryCode,
    /// Too few or too many digits.
    #[error("must have 8 to 15 digits")]
    Length,
    /// Something that is neither a digit nor a separator.
    #[error("must have only digits, spaces, dashes and parentheses after the +")]
    Character,
}

impl E164 {
    /// Reads what a person typed: `+60 12-345 6789`, `+1 (555) 010-0000`.
    ///
    /// # Errors
    /// Why it is no number with a country code.
    pub fn parse(text: &str) -> Result<Self, InvalidPhone> {
        let mut chars = text.chars().filter(|char| !is_separator(*char));
        match chars.next() {
            Some('+') => from_digits(chars),
            _ => Err(InvalidPhone::NoCountryCode),
        }
    }

    /// Reads Meta's `wa_id`, which is the same number without the `+` (one is tolerated).
    ///
    /// # Errors
    /// Why it is no number; a BSUID is refused here too, since it has letters.
    pub fn from_wa_id(wa_id: &str) -> Result<Self, InvalidPhone> {
        from_digits(wa_id.strip_prefix('+').unwrap_or(wa_id).chars())
    }

    /// With the `+`, as Graph's `to` wants it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without the `+`, as in a `wa_id`.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }
}

fn from_digits(chars: impl Iterator<Item = char>) -> Result<E164, InvalidPhone> {
    let digits: String = chars.collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidPhone::Character);
    }
    if !(8..=15).contains(&digits.len()) {
        return Err(InvalidPhone::Length);
    }
    // No country code starts with 0; such a number was typed as dialled at home.
    if digits.starts_with('0') {
        return Err(InvalidPhone::NoCountryCode);
    }
    Ok(E164(format!("+{digits}")))
}

fn is_separator(char: char) -> bool {
    // Address books wrap numbers in marks of writing direction when they are copied.
    let direction =
        matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let dash = matches!(char, '-' | '\u{2010}'..='\u{2015}');
    direction || dash || char.is_whitespace() || matches!(char, '(' | ')' | '.')
}

impl std::fmt::Debug for E164 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = self.0.len().saturating_sub(2);
        write!(f, "+***{}", self.0.get(shown..).unwrap_or_default())
    }
}

impl std::str::FromStr for E164 {
    type Err = InvalidPhone;
    fn from_str(text: &str) -> Result<Self, InvalidPhone> {
        Self::parse(text)
    }
}

impl TryFrom<String> for E164 {
    type Error = InvalidPhone;
    fn try_from(text: String) -> Result<Self, InvalidPhone> {
        Self::parse(&text)
    }
}

impl From<E164> for String {
    fn from(phone: E164) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_people_type_them() {
        for text in
            ["+15550100099", "+1 (555) 010-0099", "+1.555.010.0099", "\u{202a}+1 555 010 00 99\u{202c}"]
        {
            assert_eq!(E164::parse(text).unwrap().as_str(), "+15550100099", "{text}");
        }
        assert_eq!(E164::from_wa_id("15550100099"), E164::parse("+15550100099"));
        assert_eq!(E164::from_wa_id("+15550100099").unwrap().digits(), "15550100099");
    }

    #[test]
    fn refused_with_the_reason() {
        assert_eq!(E164::parse("15550100099"), Err(InvalidPhone::NoCountryCode));
        assert_eq!(E164::parse("+05550100099"), Err(InvalidPhone::NoCountryCode));
        assert_eq!(E164::parse(""), Err(InvalidPhone::NoCountryCode));
        assert_eq!(E164::parse("+1555"), Err(InvalidPhone::Length));
        assert_eq!(E164::parse("+1234567890123456"), Err(InvalidPhone::Length));
        assert_eq!(E164::parse("+1555CALLME00"), Err(InvalidPhone::Character));
        assert_eq!(E164::from_wa_id("US.13491208655302741918"), Err(InvalidPhone::Character));
        assert_eq!(E164::from_wa_id("1 555 010 0099"), Err(InvalidPhone::Character));
    }

    #[test]
    fn debug_hides_the_number() {
        assert_eq!(format!("{:?}", E164::parse("+15550100012").unwrap()), "+***12");
    }

    proptest! {
        #[test]
        fn separators_change_nothing(digits in "[1-9][0-9]{7,14}", gaps in prop::collection::vec("[ ().-]{0,2}", 15)) {
            let spread: String = digits.chars().zip(&gaps).flat_map(|(digit, gap)| gap.chars().chain([digit])).collect();
            let phone = E164::parse(&format!("+{spread}")).unwrap();
            prop_assert_eq!(phone.digits(), digits.as_str());
            prop_assert_eq!(E164::from_wa_id(&digits), Ok(phone.clone()));
            prop_assert_eq!(serde_json::from_str::<E164>(&serde_json::to_string(&phone).unwrap()).unwrap(), phone);
        }

        #[test]
        fn what_is_accepted_is_e164(text in "\\+?[0-9 A-Za-z().-]{0,24}") {
            if let Ok(phone) = E164::parse(&text) {
                prop_assert!((8..=15).contains(&phone.digits().len()));
                prop_assert!(phone.digits().bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }
}
