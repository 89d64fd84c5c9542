//! To whom a WhatsApp message goes.

use serde::{Deserialize, Serialize};

/// A WhatsApp customer as Graph wants them named.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// E.164 with `+`. Without it WhatsApp may prepend the business's own country code.
    Phone(String),
    /// A business-scoped user id, for customers whose number is not known.
    Bsuid(String),
}

crate::json::log_safe_unit!(Recipient);

/// Neither a phone number nor a business-scoped id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a WhatsApp recipient")]
pub struct InvalidRecipient;

impl Recipient {
    /// From a number in E.164 or a `wa_id`, which is the same without `+`.
    ///
    /// # Errors
    ///
    /// [`InvalidRecipient`] unless it is 7 to 15 digits, the first not 0.
    pub fn phone(number: &str) -> Result<Self, InvalidRecipient> {
        let digits = number.strip_prefix('+').unwrap_or(number);
        let fits = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let valid = fits && !digits.starts_with('0');
        valid.then(|| Self::Phone(format!("+{digits}"))).ok_or(InvalidRecipient)
    }

    /// From a business-scoped user id.
    ///
    /// # Errors
    ///
    /// [`InvalidRecipient`] unless [`is_bsuid`].
    pub fn bsuid(id: &str) -> Result<Self, InvalidRecipient> {
        is_bsuid(id).then(|| Self::Bsuid(id.to_owned())).ok_or(InvalidRecipient)
    }

    /// The key that Graph expects and its value.
    pub(super) fn pair(&self) -> (&'static str, &str) {
        match self {
            Self::Phone(number) => ("to", number),
            Self::Bsuid(id) => ("recipient", id),
        }
    }
}

/// Whether a text has the form of a business-scoped user id: a country, a dot, perhaps `ENT.`, then at most 128
/// letters and digits.
pub fn is_bsuid(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    let id = rest.strip_prefix("ENT.").unwrap_or(rest);
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    is_country && (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_their_plus() {
        let number = Recipient::Phone("+5511999990001".to_owned());
        assert_eq!(Recipient::phone("5511999990001"), Ok(number.clone()));
        assert_eq!(Recipient::phone("+5511999990001"), Ok(number));
        for wrong in ["", "+", "++5511999990001", "0551199999", "55 1199999000", "US.1", "1234567890123456"] {
            assert_eq!(Recipient::phone(wrong), Err(InvalidRecipient), "{wrong}");
        }
    }

    #[test]
    fn business_scoped_ids() {
        for id in ["US.13491208655302741918", "BR.ENT.118", "DE.aB9"] {
            assert!(is_bsuid(id), "{id}");
        }
        for wrong in ["US.", "us.1", "USA.1", "US.ENT.", "US.1.2", "5511999990001", "US.1/2"] {
            assert_eq!(Recipient::bsuid(wrong), Err(InvalidRecipient), "{wrong}");
        }
        assert!(!format!("{:?}", Recipient::bsuid("US.134").unwrap()).contains("134"));
    }
}
