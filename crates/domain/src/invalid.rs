//! What a person sent does not obey a rule; which field, and why, in words for that person.

/// A value that is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct InvalidField {
    /// Its path as in the JSON that was sent, such as `shop.name` or `variants[2].price`.
    pub field: String,
    /// What is wrong, to be read after the field: `must not be empty`.
    pub reason: String,
}

impl InvalidField {
    /// A refusal.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }
}

/// Checks a text of one line: trimmed, not empty, at most `max` characters, no control characters.
pub(crate) fn line(field: &str, text: &str, max: usize) -> Result<String, InvalidField> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidField::new(field, "must not be empty"));
    }
    if text.contains(char::is_control) {
        return Err(InvalidField::new(field, "must be a single line without control characters"));
    }
    short(field, text, max)
}

/// Checks a text of any number of lines: trimmed, may be empty, at most `max` characters.
pub(crate) fn prose(field: &str, text: &str, max: usize) -> Result<String, InvalidField> {
    let text = text.trim();
    let forbidden = |char: char| char.is_control() && !matches!(char, '\n' | '\r' | '\t');
    if text.contains(forbidden) {
        return Err(InvalidField::new(field, "must not contain control characters"));
    }
    short(field, text, max)
}

fn short(field: &str, text: &str, max: usize) -> Result<String, InvalidField> {
    if text.chars().count() > max {
        return Err(InvalidField::new(field, format!("must be at most {max} characters")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_bounded() {
        assert_eq!(line("name", "  Ana  ", 3).as_deref(), Ok("Ana"));
        assert_eq!(line("name", "Anna", 3).unwrap_err().to_string(), "name must be at most 3 characters");
        assert_eq!(line("name", " \n", 3).unwrap_err().to_string(), "name must not be empty");
        assert!(line("name", "a\nb", 9).is_err());
    }

    #[test]
    fn prose_keeps_its_lines_and_counts_characters() {
        assert_eq!(prose("text", "a\nb", 3).as_deref(), Ok("a\nb"));
        assert_eq!(prose("text", "مرحبا", 5).as_deref(), Ok("مرحبا"));
        assert_eq!(prose("text", "", 5).as_deref(), Ok(""));
        assert!(prose("text", "a\u{0}b", 5).is_err());
    }
}
