//! The code that a person gets for their deletion request: all they need to see how it stands.

use std::fmt;

/// Easy to read aloud and to type: no 0 or O, no 1 or I. 32 of them, so each carries five bits.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Twenty of them: 100 bits, so that nobody finds another one's by trying.
const LENGTH: usize = 20;
/// How many stand together.
const GROUP: usize = 4;

/// A confirmation code, such as `7KQM-2XWD-…`, five groups of four.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConfirmationCode(String);

/// A text that is no confirmation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a confirmation code; it has 20 letters and digits, such as 7KQM-2XWD-H4RT-9BNC-3VYZ")]
pub struct InvalidCode;

impl ConfirmationCode {
    /// From randomness; 100 of its bits are used.
    pub fn from_random(random: [u8; 16]) -> Self {
        let bits = std::iter::successors(Some(u128::from_be_bytes(random)), |bits| Some(bits >> 5));
        Self(grouped(bits.take(LENGTH).map(symbol)))
    }

    /// The code as it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The symbol of the lowest five bits.
fn symbol(bits: u128) -> char {
    let index = usize::try_from(bits & 31).unwrap_or(0);
    ALPHABET.get(index).map_or('2', |byte| char::from(*byte))
}

fn grouped(symbols: impl Iterator<Item = char>) -> String {
    let mut text = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (place, symbol) in symbols.enumerate() {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        text.push(symbol);
    }
    text
}

impl fmt::Display for ConfirmationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for ConfirmationCode {
    type Err = InvalidCode;

    /// As people type it: either case, with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let mut symbols = Vec::with_capacity(LENGTH);
        for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
            let letter = letter.to_ascii_uppercase();
            let is_known = u8::try_from(letter).is_ok_and(|byte| ALPHABET.contains(&byte));
            if !is_known || symbols.len() == LENGTH {
                return Err(InvalidCode);
            }
            symbols.push(letter);
        }
        if symbols.len() == LENGTH { Ok(Self(grouped(symbols.into_iter()))) } else { Err(InvalidCode) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_of_the_hundred_bits_makes_another_code() {
        let codes: HashSet<_> = (0..100)
            .map(|bit| ConfirmationCode::from_random((1_u128 << bit).to_be_bytes()))
            .chain([ConfirmationCode::from_random([0; 16])])
            .collect();
        assert_eq!(codes.len(), 101);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "",
            "7KQM",
            "7KQM-2XWD-H4RT-9BNC-3VYZ-3",
            "7KQM-2XWD-H4RT-9BNC-3VY0",
            "７KQM-2XWD-H4RT-9BNC-3VYZ",
        ] {
            assert_eq!(text.parse::<ConfirmationCode>(), Err(InvalidCode), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_code_survives_how_people_type_it(random: [u8; 16], lower: bool, spaced: bool) {
            let code = ConfirmationCode::from_random(random);
            prop_assert_eq!(code.as_str().len(), 24);
            let typed = if lower { code.as_str().to_lowercase() } else { code.to_string() };
            let typed = if spaced { typed.replace('-', " ") } else { typed.replace('-', "") };
            prop_assert_eq!(typed.parse(), Ok(code));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<ConfirmationCode>();
        }
    }
}
