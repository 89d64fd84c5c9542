//! Finding the sign of a currency at a place in a text.

use unicode_normalization::UnicodeNormalization;

use super::table::{
    ABBREVIATIONS, AFTER, BEFORE, CODES, Family, MINOR, SHOP_AFTER, SHOP_BEFORE, SHOP_MINOR, SMALL_CODES,
};
use crate::fold::is_unspaced;
use crate::money::Currency;

/// On which side of its number a sign usually stands. It decides only between two equally close numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// A sign found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) currency: Currency,
    /// All currencies that write it.
    pub(super) family: Family,
    pub(super) side: Side,
    /// It counts minor units: cents.
    pub(super) minor: bool,
}

/// The shop's currency and its own sign, in the form that texts are compared in.
pub(super) struct Shop {
    currency: Currency,
    symbol: String,
}

impl Shop {
    pub(super) fn of(currency: Currency) -> Self {
        Self { currency, symbol: currency.symbol().nfkc().map(lower).collect() }
    }

    fn sign(&self) -> Sign {
        Sign { currency: self.currency, family: &[], side: Side::Before, minor: false }
    }
}

/// The sign that starts at `chars[0]`, and its length. `before`: the character in front of it.
pub(super) fn at_start(chars: &[char], before: Option<char>, shop: &Shop) -> Option<(Sign, usize)> {
    let first = chars.first()?;
    if before.is_some_and(|before| joined(before, *first)) {
        return None;
    }
    // Most characters of a text; the tables need not be read for them.
    if first.is_whitespace() || first.is_ascii_digit() || (first.is_ascii_punctuation() && *first != '$') {
        return None;
    }
    let own = starts_with(chars, &shop.symbol).map(|length| (shop.sign(), length));
    let code = code_at(chars, shop.currency);
    let found = [code, own].into_iter().flatten().chain(listed(chars, shop.currency));
    found.max_by_key(|(_, length)| *length)
}

fn listed(chars: &[char], shop: Currency) -> impl Iterator<Item = (Sign, usize)> {
    let lists = [
        (BEFORE, Side::Before, false, false),
        (AFTER, Side::After, false, false),
        (SHOP_BEFORE, Side::Before, false, true),
        (SHOP_AFTER, Side::After, false, true),
        (MINOR, Side::After, true, false),
        (SHOP_MINOR, Side::After, true, true),
    ];
    lists.into_iter().flat_map(move |(list, side, minor, shop_only)| {
        list.iter().filter_map(move |(text, family)| {
            let length = starts_with(chars, text)?;
            let of_shop = family.contains(&shop.code());
            let other = || family.first().filter(|_| !shop_only).and_then(|code| code.parse().ok());
            let currency = if of_shop { Some(shop) } else { other() }?;
            Some((Sign { currency, family, side, minor }, length))
        })
    })
}

fn code_at(chars: &[char], shop: Currency) -> Option<(Sign, usize)> {
    let code: String = chars.iter().take(3).collect();
    let own = code.eq_ignore_ascii_case(shop.code());
    if !own && !CODES.contains(&code.as_str()) && !SMALL_CODES.contains(&code.as_str()) {
        return None;
    }
    if chars.get(2).zip(chars.get(3)).is_some_and(|(last, next)| joined(*last, *next)) {
        return None;
    }
    let currency = code.to_ascii_uppercase().parse().ok()?;
    Some((Sign { currency, family: &[], side: Side::Before, minor: false }, 3))
}

/// How many characters of the text `sign` takes, if it stands there as a word of its own. An abbreviation's full stop
/// belongs to it: `Rp. 50`, `руб.`.
fn starts_with(chars: &[char], sign: &str) -> Option<usize> {
    if sign.chars().next() != chars.first().copied().map(lower) {
        return None;
    }
    let length = sign.chars().count();
    let head = chars.get(..length)?;
    if !head.iter().copied().map(lower).eq(sign.chars()) {
        return None;
    }
    let last = head.last()?;
    let next = chars.get(length);
    if next.is_some_and(|next| joined(*last, *next)) {
        return None;
    }
    let abbreviated = next == Some(&'.') && last.is_alphabetic();
    let digit_next = chars.get(length.saturating_add(1)).is_some_and(char::is_ascii_digit);
    let abbreviated = abbreviated && (digit_next || ABBREVIATIONS.contains(&sign));
    Some(length.saturating_add(usize::from(abbreviated)))
}

/// Lower case, character by character, so that lengths stay the same.
pub(super) fn lower(char: char) -> char {
    char.to_lowercase().next().unwrap_or(char)
}

/// Whether two neighbours belong to one word. Latin letters beside another script do not, nor does anything in a
/// script without spaces.
pub(super) fn joined(one: char, other: char) -> bool {
    let latin = |char: char| char < '\u{0370}';
    let letters = one.is_alphabetic() && other.is_alphabetic();
    letters && !is_unspaced(one) && !is_unspaced(other) && latin(one) == latin(other)
}
