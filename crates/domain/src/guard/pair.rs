//! Which sign belongs to which number.

use super::Found;
use super::number::Number;
use super::scan::Token;
use super::signs::{Side, Sign};
use crate::money::Money;

/// How far a sign may stand from its number.
const NEAR: usize = 2;
/// What stands between the ends of a range.
const RANGE_WORDS: &[&str] =
    &["to", "hingga", "sampai", "bis", "a", "à", "até", "hasta", "до", "إلى", "至", "到"];

/// A number and the signs that claim it.
struct Claimed<'t> {
    at: usize,
    number: &'t Number,
    before: Option<Sign>,
    after: Option<Sign>,
}

pub(super) fn amounts(tokens: &[Token]) -> Vec<Found> {
    let mut numbers: Vec<Claimed<'_>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if let Token::Number(number) = token {
            numbers.push(Claimed { at, number, before: None, after: None });
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        if let Token::Sign(sign) = token {
            claim(tokens, &mut numbers, at, *sign);
        }
    }
    share_ranges(tokens, &mut numbers);
    numbers.iter().flat_map(found).collect()
}

fn claim(tokens: &[Token], numbers: &mut [Claimed<'_>], at: usize, sign: Sign) {
    let left = number_before(tokens, at);
    let right = number_after(tokens, at);
    let to_left = match (left, right) {
        (None, None) => return,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (Some((_, left)), Some((_, right))) if left != right => left < right,
        _ => sign.side == Side::After || is_last_of_suffixes(tokens, at),
    };
    let target = if to_left { left } else { right }.map(|(at, _)| at);
    for number in numbers.iter_mut().filter(|number| Some(number.at) == target) {
        if to_left {
            number.after = Some(sign);
        } else {
            number.before = Some(sign);
        }
    }
}

/// In a row of numbers and signs at equal distances, whether the row ends with a sign: `129 $ 139 $`, not
/// `38 $ 129`.
fn is_last_of_suffixes(tokens: &[Token], mut sign: usize) -> bool {
    while let Some((number, _)) = number_after(tokens, sign) {
        match sign_after(tokens, number) {
            Some(next) => sign = next,
            None => return false,
        }
    }
    true
}

/// The number in front of a sign, and how far.
fn number_before(tokens: &[Token], sign: usize) -> Option<(usize, usize)> {
    let (at, gap) = skip_gap(tokens, sign, |at| at.checked_sub(1))?;
    matches!(tokens.get(at), Some(Token::Number(_))).then_some((at, gap))
}

/// The number behind a sign, and how far. A minus or an "about" that touches the number is passed over.
fn number_after(tokens: &[Token], sign: usize) -> Option<(usize, usize)> {
    let (at, gap) = skip_gap(tokens, sign, |at| at.checked_add(1))?;
    let (at, gap) = skip_colon(tokens, at).unwrap_or((at, gap));
    let passed = matches!(tokens.get(at), Some(Token::Dash | Token::Other('+' | '≈')));
    let at = if passed { at.checked_add(1)? } else { at };
    matches!(tokens.get(at), Some(Token::Number(_))).then_some((at, gap))
}

/// What follows `RM:`, `(RM)` or `(RM):`. It counts as far, so that `129 RM: 2 left` is read the other way.
fn skip_colon(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    let is_mark = |at: usize| matches!(tokens.get(at), Some(Token::Other(':' | '=' | ')')));
    let after = |at: usize| Some(skip_gap(tokens, at, |at| at.checked_add(1))?.0);
    let first = is_mark(at).then(|| after(at))??;
    let next = if is_mark(first) { after(first)? } else { first };
    Some((next, NEAR.saturating_add(1)))
}

fn sign_after(tokens: &[Token], number: usize) -> Option<usize> {
    let (at, _) = skip_gap(tokens, number, |at| at.checked_add(1))?;
    matches!(tokens.get(at), Some(Token::Sign(_))).then_some(at)
}

/// The next token that is no gap, and the gap; `None` if that is wide.
fn skip_gap(tokens: &[Token], at: usize, step: impl Fn(usize) -> Option<usize>) -> Option<(usize, usize)> {
    let next = step(at)?;
    match tokens.get(next)? {
        Token::Gap(wide) if *wide > NEAR => None,
        Token::Gap(gap) => Some((step(next)?, *gap)),
        _ => Some((next, 0)),
    }
}

/// `RM100-200` and `100-200 RM`: the sign counts for both ends.
fn share_ranges(tokens: &[Token], numbers: &mut [Claimed<'_>]) {
    for index in 1..numbers.len() {
        let Some([one, other]) = numbers.get_mut(index.saturating_sub(1)..=index) else { return };
        if !is_range(tokens, one.at, other.at) {
            continue;
        }
        if other.before.is_none() && other.after.is_none() {
            other.before = one.before.or(one.after);
        } else if one.before.is_none() && one.after.is_none() {
            one.after = other.after.or(other.before);
        }
    }
}

fn is_range(tokens: &[Token], one: usize, other: usize) -> bool {
    let between = one.checked_add(1).and_then(|start| tokens.get(start..other)).unwrap_or_default();
    if matches!(between, [Token::Dash]) {
        return true;
    }
    // `RM129 - 2 left` is no range, nor is `Size 38 - 129 RM`.
    let next = other.checked_add(1).and_then(|next| tokens.get(next));
    let ends = next.is_none_or(|next| matches!(next, Token::Other(char) if !char.is_alphanumeric()));
    let dashed = || ends && matches!(between, [Token::Gap(_), Token::Dash, Token::Gap(_)]);
    let worded = || (ends || sign_after(tokens, other).is_some()) && is_range_word(between);
    dashed() || worded()
}

fn is_range_word(tokens: &[Token]) -> bool {
    let char = |token: &Token| match token {
        Token::Other(char) => Some(char.to_ascii_lowercase()),
        _ => None,
    };
    let word: String = tokens.iter().filter_map(char).collect();
    let words = tokens.iter().all(|token| matches!(token, Token::Gap(_) | Token::Other(_)));
    words && RANGE_WORDS.contains(&word.as_str())
}

/// One amount, none, or two where signs of different currencies claim the number.
fn found(claimed: &Claimed<'_>) -> Vec<Found> {
    let read = |sign: Sign, side: Side| {
        let digits = if sign.minor { 0 } else { sign.currency.digits() };
        let amounts = claimed.number.amounts(side, digits).into_iter();
        let readings = amounts.map(|amount| Money::new(amount, sign.currency)).collect();
        Found { written: claimed.number.text.clone(), readings }
    };
    match (claimed.before, claimed.after) {
        (None, None) => Vec::new(),
        (Some(before), None) => vec![read(before, Side::Before)],
        (None, Some(after)) => vec![read(after, Side::After)],
        // `$50 CAD`: the sign that can mean the other one's currency gives way to it.
        (Some(before), Some(after)) if means(before, after) => vec![read(after, Side::After)],
        (Some(before), Some(after)) if means(after, before) => vec![read(before, Side::Before)],
        (Some(before), Some(after)) => vec![read(before, Side::Before), read(after, Side::After)],
    }
}

fn means(sign: Sign, other: Sign) -> bool {
    sign.minor == other.minor
        && (sign.currency == other.currency || sign.family.contains(&other.currency.code()))
}
