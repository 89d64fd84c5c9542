//! A message reduced to what decides whether it is a command.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::lexicon;
use crate::fold::{fold, is_unspaced};

/// More than the longest command with all its politeness has, counting each Chinese character as a word.
const MAX_WORDS: usize = 32;
/// As many as the longest phrase of politeness has: "s il vous plait".
const MAX_POLITE_WORDS: usize = 4;

/// The folded words, with spaces around them and around each character of a script that has no spaces.
pub(super) fn normal(text: &str) -> String {
    // Every message comes through here, and most are plain: the tables of Unicode would say the same.
    if text.is_ascii() { plain(text) } else { normal_of_any(text) }
}

fn plain(text: &str) -> String {
    let seen = text.chars().filter(|char| !is_invisible(*char));
    seen.map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { ' ' }).collect()
}

fn normal_of_any(text: &str) -> String {
    let mut normal = String::new();
    for char in fold(&visible(text)).chars().filter_map(merged) {
        match char {
            _ if is_unspaced(char) => normal.extend([' ', char, ' ']),
            _ if char.is_alphanumeric() || is_combining_mark(char) => normal.push(char),
            _ => normal.push(' '),
        }
    }
    normal
}

/// The words without politeness, repetition and spaces, as the tables are compared; `None` if that is too long for
/// a command or empty.
pub(super) fn key(normal: &str) -> Option<String> {
    let mut words: Vec<&str> =
        normal.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS + 1).collect();
    if words.len() > MAX_WORDS {
        return None;
    }
    words.dedup();
    let key = squeezed(without_politeness(&words).iter().copied()).collect::<String>();
    (!key.is_empty()).then_some(key)
}

/// The letters without spaces and without doubling inside a word: "opt out" and "optout", "stopp" and "stop" are
/// the same, but "hi i want" does not begin with a drawn-out "hi".
pub(super) fn squeezed<'a>(parts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = char> {
    parts.flat_map(|part| part.split(' ')).flat_map(|word| {
        let mut last = ' ';
        word.chars().filter(move |char| std::mem::replace(&mut last, *char) != *char)
    })
}

/// Whether the message asks instead of ordering.
pub(super) fn is_question(text: &str) -> bool {
    text.nfkd().any(|char| matches!(char, '?' | '¿' | '؟' | '⸮' | '❓' | '❔'))
}

fn without_politeness<'a, 'b>(mut words: &'a [&'b str]) -> &'a [&'b str] {
    while let Some(rest) = (1..=MAX_POLITE_WORDS).rev().find_map(|count| without_polite_end(words, count)) {
        words = rest;
    }
    words
}

fn without_polite_end<'a, 'b>(words: &'a [&'b str], count: usize) -> Option<&'a [&'b str]> {
    let front = words.split_at_checked(count);
    let back = words.len().checked_sub(count).and_then(|rest| words.split_at_checked(rest));
    let front = front.filter(|(polite, _)| lexicon::is_polite(polite)).map(|(_, rest)| rest);
    front.or_else(|| back.filter(|(_, polite)| lexicon::is_polite(polite)).map(|(rest, _)| rest))
}

/// The text without what cannot be seen.
///
/// Folding drops hamza, which is right but for one word: with it ابدأ is "start", without it ابدا is "never". There
/// it becomes a letter of its own.
fn visible(text: &str) -> String {
    let seen = text.nfc().filter(|char| !is_invisible(*char) && !is_arabic_vowel(*char));
    seen.collect::<String>().replace("دأ", "دء")
}

/// Marks of direction, joiners, soft hyphens, apostrophes ("don't" is one word) and the tags in some flags.
fn is_invisible(char: char) -> bool {
    matches!(char,
        '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{ad}' | '\u{061c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}')
}

fn is_arabic_vowel(char: char) -> bool {
    matches!(char, '\u{0640}' | '\u{064b}'..='\u{0652}' | '\u{0670}')
}

/// Hindi is written with and without the dot below, and with either sign of a nasal vowel.
fn merged(char: char) -> Option<char> {
    match char {
        '\u{093c}' => None,
        '\u{0901}' => Some('\u{0902}'),
        _ => Some(char),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_text_reads_the_same_either_way(text in "[\\x00-\\x7f]{0,60}") {
            prop_assert_eq!(plain(&text), normal_of_any(&text));
        }
    }
}
