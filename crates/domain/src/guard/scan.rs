//! From a text to the pieces that matter for money.

use unicode_normalization::UnicodeNormalization;

use super::number::Number;
use super::signs::{self, Shop, Sign, joined, lower};
use crate::money::Currency;

/// A piece of a text. Marks of emphasis (`*RM* 129`) are no piece at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Number),
    Sign(Sign),
    /// So many spaces on one line.
    Gap(usize),
    /// Something that can join a range.
    Dash,
    /// Anything else, by its first character.
    Other(char),
}

/// Words that multiply the number before them. One letter must touch it.
const MULTIPLIERS: &[(&str, u32)] = &[
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("millions", 6),
    ("mio", 6),
    ("billion", 9),
    ("bn", 9),
    ("m", 6),
    ("lakh", 5),
    ("lakhs", 5),
    ("lac", 5),
    ("crore", 7),
    ("crores", 7),
    ("rb", 3),
    ("ribu", 3),
    ("jt", 6),
    ("juta", 6),
    ("mil", 3),
    ("bin", 3),
    ("тыс", 3),
    ("млн", 6),
    ("ألف", 3),
    ("الف", 3),
    ("مليون", 6),
    ("हज़ार", 3),
    ("हजार", 3),
    ("लाख", 5),
    ("百", 2),
    ("千", 3),
    ("万", 4),
    ("萬", 4),
    ("만", 4),
    ("億", 8),
    ("亿", 8),
    ("พัน", 3),
    ("k", 3),
];

pub(super) fn tokens(text: &str, shop: Currency) -> Vec<Token> {
    let chars = prepared(text);
    let shop = Shop::of(shop);
    let mut tokens = Vec::new();
    let mut rest = chars.as_slice();
    let mut before = None;
    while let Some((first, _)) = rest.split_first() {
        let (token, length) = next_token(rest, before, tokens.last(), &shop);
        tokens.extend(token);
        let eaten = rest.get(..length.max(1)).unwrap_or(rest);
        before = eaten.last().or(Some(first)).copied();
        rest = rest.get(eaten.len()..).unwrap_or_default();
    }
    tokens
}

/// Compatibility forms folded (full width, no-break spaces), digits of all scripts as `0-9`, invisible characters gone.
fn prepared(text: &str) -> Vec<char> {
    text.nfkc().filter(|char| !is_invisible(*char)).map(ascii_digit).collect()
}

fn next_token(
    rest: &[char],
    before: Option<char>,
    previous: Option<&Token>,
    shop: &Shop,
) -> (Option<Token>, usize) {
    let Some(&first) = rest.first() else { return (None, 0) };
    let second_is_digit = rest.get(1).is_some_and(char::is_ascii_digit);
    let bare_decimal =
        first == '.' && second_is_digit && matches!(previous, Some(Token::Sign(_) | Token::Gap(_)));
    if first.is_ascii_digit() || bare_decimal {
        let (number, length) = number(rest);
        return (Some(Token::Number(number)), length);
    }
    if let Some((sign, length)) = signs::at_start(rest, before, shop) {
        return (Some(Token::Sign(sign)), length);
    }
    match first {
        ' ' | '\t' => {
            let spaces = rest.iter().take_while(|char| matches!(char, ' ' | '\t')).count();
            (Some(Token::Gap(spaces)), spaces)
        }
        '*' | '_' | '`' => (None, 1),
        '-' | '~' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{301c}' => (Some(Token::Dash), 1),
        _ => (Some(Token::Other(first)), 1),
    }
}

fn number(rest: &[char]) -> (Number, usize) {
    let mut text = String::new();
    let mut length: usize = 0;
    while let Some(tail) = rest.get(length..) {
        let Some(&char) = tail.first() else { break };
        if !char.is_ascii_digit() && !continues(&text, tail) {
            break;
        }
        text.push(if char == '\u{2019}' { '\'' } else { char });
        length = length.saturating_add(1);
    }
    if text.starts_with('.') {
        text.insert(0, '0');
    }
    let tail = rest.get(length..).unwrap_or_default();
    let broken = matches!(tail.first(), Some('\u{2044}'));
    let (power, multiplier) = multiplier(tail);
    let tail = tail.get(multiplier..).unwrap_or_default();
    let taken = length.saturating_add(multiplier).saturating_add(no_cents(tail));
    (Number { text, power, broken }, taken)
}

/// Whether the mark at the head of `tail` belongs to the number `so_far` before it.
fn continues(so_far: &str, tail: &[char]) -> bool {
    let digits = tail.iter().skip(1).take_while(|char| char.is_ascii_digit()).count();
    match tail.first() {
        Some('.' | ',' | '\'' | '\u{2019}' | '٫' | '٬') => digits > 0,
        // Thousands with spaces: a last group of one to three digits, then exactly three more.
        Some(' ') => {
            let group = so_far.rsplit(' ').next().unwrap_or_default();
            digits == 3 && (1..=3).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

/// The power of ten of a multiplying word, and how many characters it takes.
fn multiplier(tail: &[char]) -> (u32, usize) {
    let gap = usize::from(tail.first() == Some(&' '));
    let word = tail.get(gap..).unwrap_or_default();
    let found = MULTIPLIERS.iter().find_map(|(text, power)| {
        let length = text.chars().count();
        let head = word.get(..length)?;
        let same = head.iter().copied().map(lower).eq(text.chars());
        let ends = head.last().zip(word.get(length)).is_none_or(|(last, next)| !joined(*last, *next));
        let touches = gap == 0 || text.len() > 1;
        (same && ends && touches).then_some((*power, gap.saturating_add(length)))
    });
    found.unwrap_or_default()
}

/// The dash that some write for no cents, between number and sign: `129,- kr`, `500/-`.
fn no_cents(tail: &[char]) -> usize {
    match tail {
        ['.' | ',' | '/', '-' | '\u{2013}' | '\u{2014}', next, ..] if next.is_ascii_digit() => 0,
        ['.' | ',' | '/', '-' | '\u{2013}' | '\u{2014}', ..] => 2,
        _ => 0,
    }
}

fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The zeros of the decimal digits that people use; the other nine follow each.
const ZEROS: [char; 20] = [
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{1090}',
    '\u{17e0}', '\u{1810}',
];

fn ascii_digit(char: char) -> char {
    let value = |zero: &char| u32::from(char).checked_sub(u32::from(*zero)).filter(|value| *value < 10);
    if char.is_ascii() {
        return char;
    }
    ZEROS.iter().find_map(value).and_then(|value| char::from_digit(value, 10)).unwrap_or(char)
}
