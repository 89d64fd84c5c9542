//! How a visitor of the website can be reached elsewhere, if they leave word.

use serde::{Deserialize, Serialize};

use crate::invalid::InvalidField;
use crate::phone::E164;

/// RFC 5321: a path has at most 254 characters.
const LONGEST_EMAIL: usize = 254;

/// What somebody left. `Debug` does not tell it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// An e-mail address.
    pub email: Option<String>,
    /// A phone number.
    pub phone: Option<E164>,
}

impl std::fmt::Debug for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Details(***)")
    }
}

impl Details {
    /// Reads what a visitor typed. Empty texts count as nothing.
    ///
    /// # Errors
    /// `email` or `phone`, and why.
    pub fn parse(email: Option<&str>, phone: Option<&str>) -> Result<Self, InvalidField> {
        let typed =
            |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let email = typed(email);
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(InvalidField::new("email", "is not an e-mail address"));
        }
        let phone = typed(phone).map(|phone| E164::parse(&phone)).transpose();
        let phone = phone.map_err(|reason| InvalidField::new("phone", reason.to_string()))?;
        Ok(Self { email, phone })
    }

    /// These, with what the older ones tell beside them.
    #[must_use]
    pub fn over(self, older: Self) -> Self {
        Self { email: self.email.or(older.email), phone: self.phone.or(older.phone) }
    }

    /// Whether nothing was left.
    pub const fn is_empty(&self) -> bool {
        self.email.is_none() && self.phone.is_none()
    }
}

/// Enough to catch a slip; only a message shows whether it works.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let is_clean = !text.chars().any(|char| char.is_whitespace() || char.is_control());
    let has_dot = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
    is_clean && !name.is_empty() && has_dot && text.len() <= LONGEST_EMAIL && !name.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_named() {
        let field = |email, phone| Details::parse(email, phone).unwrap_err().field;
        for email in ["aina", "aina@", "@x.my", "a b@x.my", "aina@x", "a@b@x.my", "aina@x..my"] {
            assert_eq!(field(Some(email), None), "email", "{email}");
        }
        assert_eq!(field(None, Some("012")), "phone");
    }

    #[test]
    fn the_newer_word_counts() {
        let first = Details::parse(Some(" a@x.my "), None).unwrap();
        assert_eq!(first.email.as_deref(), Some("a@x.my"));
        let second = Details::parse(Some(""), Some("+60 12-345 6789")).unwrap();
        let both = second.over(first);
        assert_eq!(both.email.as_deref(), Some("a@x.my"));
        assert_eq!(both.phone.as_ref().map(E164::as_str), Some("+60123456789"));
        assert!(!both.is_empty() && Details::parse(None, Some(" ")).unwrap().is_empty());
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let left = Details::parse(Some("a@x.my"), None).unwrap();
        assert!(!format!("{left:?}").contains("x.my"));
    }
}
