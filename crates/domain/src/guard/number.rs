//! Numbers as people write them, and what they can mean.

use crate::guard::signs::Side;
use crate::money::Money;

/// A number as it stands in a text: digits as `0-9`, its separators as written, spaces between groups of three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) text: String,
    /// The power of ten of a word such as `k`, `juta` or `万` behind it.
    pub(super) power: u32,
    /// Something is attached that makes it unreadable, such as a fraction.
    pub(super) broken: bool,
}

impl Number {
    /// The amounts in minor units that it can mean in a currency of `digits` decimals. A space may join two numbers
    /// that have nothing to do with each other, so beside a sign the nearer one alone counts too.
    pub(super) fn amounts(&self, side: Side, digits: u32) -> Vec<i64> {
        if self.broken {
            return Vec::new();
        }
        let near = match side {
            Side::Before => self.text.split_once(' ').map(|(first, _)| first),
            Side::After => self.text.rsplit_once(' ').map(|(_, last)| last),
        };
        let texts = [Some(self.text.as_str()), near].into_iter().flatten();
        let lax = digits == 3 || self.power > 0;
        let exponent = digits.saturating_add(self.power);
        texts
            .flat_map(|text| readings(text, lax))
            .filter_map(|reading| reading.minor_units(exponent))
            .collect()
    }
}

/// One reading: the digits before and after the decimal mark.
struct Reading {
    whole: String,
    fraction: String,
}

impl Reading {
    fn minor_units(&self, exponent: u32) -> Option<i64> {
        let exponent = usize::try_from(exponent).ok()?;
        let fraction = self.fraction.trim_end_matches('0');
        // More decimals than the currency has: no amount of money.
        let zeros = exponent.checked_sub(fraction.len())?;
        let digits = format!("{}{fraction}{}", self.whole, "0".repeat(zeros));
        digits.parse().ok().filter(|amount| (0..=Money::MAX).contains(amount))
    }
}

/// `lax`: a single mark before three digits may also be a decimal mark (three-decimal currencies, `1.250 million`).
fn readings(text: &str, lax: bool) -> Vec<Reading> {
    let marks: Vec<char> = text.chars().filter(|char| !char.is_ascii_digit()).collect();
    let whole = Reading { whole: only_digits(text), fraction: String::new() };
    let Some((last, others)) = marks.split_last() else { return vec![whole] };
    let uniform = marks.iter().all(|mark| mark == last);
    let as_groups = (*last != '٫' && uniform && is_grouped(text)).then_some(whole);
    let decimals_allowed = lax || !others.is_empty() || as_groups.is_none();
    let as_decimal = if decimals_allowed { decimal(text, *last, others) } else { None };
    as_groups.into_iter().chain(as_decimal).collect()
}

fn decimal(text: &str, last: char, others: &[char]) -> Option<Reading> {
    let groups_alike = others.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
    if !matches!(last, '.' | ',' | '٫') || others.contains(&last) || !groups_alike {
        return None;
    }
    let (whole, fraction) = text.rsplit_once(last)?;
    let sound = others.is_empty() || is_grouped(whole);
    sound.then(|| Reading { whole: only_digits(whole), fraction: fraction.to_owned() })
}

/// Whether the marks stand where marks of thousands stand: 1,290,000 or, in India, 12,90,000.
fn is_grouped(text: &str) -> bool {
    let lengths: Vec<usize> = text.split(|char: char| !char.is_ascii_digit()).map(str::len).collect();
    let [first, middle @ .., 3] = lengths.as_slice() else { return false };
    let thousands = (1..=3).contains(first) && middle.iter().all(|length| *length == 3);
    let indian = (1..=2).contains(first) && middle.iter().all(|length| *length == 2);
    (thousands || indian) && !text.starts_with('0')
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
