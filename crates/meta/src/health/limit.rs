//! How many customers a day a business may write to first.

use super::{HealthChange, Severity, Topic};

/// What Meta's word for the limit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Customers(u32),
    Unlimited,
    NotSet,
}

pub(super) fn change(word: Option<&str>) -> Option<HealthChange> {
    let (code, sentence) = match read(word?)? {
        Limit::Customers(count) => (
            "limit_changed",
            format!(
                "The business may now write first to as many as {} customers in 24 hours. Answers to customers who \
                 write do not count.",
                grouped(count)
            ),
        ),
        Limit::Unlimited => (
            "limit_removed",
            "The business may now write first to any number of customers in 24 hours.".to_owned(),
        ),
        Limit::NotSet => (
            "limit_not_set",
            "Meta has not set yet how many customers a day the business may write to first.".to_owned(),
        ),
    };
    Some(HealthChange::new(Topic::Limit, Severity::Notice, code, sentence))
}

/// `TIER_2K`, `TIER_UNLIMITED`, or a number; -1 is without limit.
fn read(word: &str) -> Option<Limit> {
    let word = word.trim().to_ascii_uppercase();
    let word = word.strip_prefix("TIER_").unwrap_or(&word);
    match word {
        "UNLIMITED" | "-1" => return Some(Limit::Unlimited),
        "NOT_SET" => return Some(Limit::NotSet),
        _ => {}
    }
    let (digits, factor) = match word.strip_suffix('K') {
        Some(digits) => (digits, 1_000),
        None => (word, 1),
    };
    digits.parse::<u32>().ok()?.checked_mul(factor).map(Limit::Customers)
}

/// 10000 as `10,000`.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (left, digit) in (0..digits.len()).rev().zip(digits.chars()) {
        out.push(digit);
        if left > 0 && left.is_multiple_of(3) {
            out.push(',');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metas_words_for_limits() {
        for (word, limit) in [
            ("TIER_50", Some(Limit::Customers(50))),
            ("TIER_2K", Some(Limit::Customers(2_000))),
            ("tier_100k", Some(Limit::Customers(100_000))),
            ("2000", Some(Limit::Customers(2_000))),
            ("-1", Some(Limit::Unlimited)),
            ("TIER_UNLIMITED", Some(Limit::Unlimited)),
            ("TIER_NOT_SET", Some(Limit::NotSet)),
            ("TIER_MANY", None),
            ("", None),
            ("9999999K", None),
        ] {
            assert_eq!(read(word), limit, "{word}");
        }
        let shown: Vec<String> = [7, 250, 2_000, 100_000, 1_234_567].map(grouped).to_vec();
        assert_eq!(shown, ["7", "250", "2,000", "100,000", "1,234,567"]);
    }
}
