//! Money: integers of the currency's minor unit, never a float.

use iso_currency::{Country, Currency as Iso};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(Iso);

/// Not an ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 4217 currency code")]
pub struct UnknownCurrency;

impl Currency {
    /// The United States dollar: what a shop starts with before its country is known.
    pub const USD: Self = Self(Iso::USD);

    /// The currency of everyday use in a country (ISO 3166-1 alpha-2, upper case); `None` for an unknown code.
    pub fn of_country(country: &str) -> Option<Self> {
        let country: Country = country.parse().ok()?;
        // Funds, bullion and replaced currencies carry flags.
        Iso::from_country(country).into_iter().find(|iso| iso.flags().is_empty()).map(Self)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The sign people write, such as `RM`, `$` or `€`; the code where there is none.
    pub fn symbol(self) -> String {
        self.0.symbol().to_string()
    }

    /// How many decimal digits the minor unit has: 2 for most, 0 for JPY, 3 for KWD.
    pub fn digits(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }
}

impl std::str::FromStr for Currency {
    type Err = UnknownCurrency;
    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        Iso::from_code(code).map(Self).ok_or(UnknownCurrency)
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;
    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        code.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: 12900 is RM 129.00.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The largest amount that survives a JavaScript number: 2^53 - 1 minor units.
    pub const MAX: i64 = 9_007_199_254_740_991;

    /// An amount of a currency.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// This amount `count` times; `None` on overflow.
    pub fn times(self, count: u32) -> Option<Self> {
        let amount = self.amount.checked_mul(i64::from(count)).filter(|sum| sum.abs() <= Self::MAX)?;
        Some(Self { amount, ..self })
    }

    /// The sum; `None` on overflow or if the currencies differ.
    pub fn plus(self, other: Self) -> Option<Self> {
        let amount = self.amount.checked_add(other.amount).filter(|sum| sum.abs() <= Self::MAX)?;
        (self.currency == other.currency).then_some(Self { amount, ..self })
    }
}

/// As a shop writes it: symbol, space if the symbol is a word, thousands grouped: `RM 1,290.00`, `$5.00`, `¥500`.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = usize::try_from(self.currency.digits()).unwrap_or(2);
        let padded = format!("{:0>width$}", self.amount.unsigned_abs(), width = digits.saturating_add(1));
        let (whole, minor) = padded.split_at(padded.len().saturating_sub(digits));
        let symbol = self.currency.symbol();
        let space = if symbol.ends_with(char::is_alphabetic) { " " } else { "" };
        let sign = if self.amount < 0 { "-" } else { "" };
        write!(f, "{sign}{symbol}{space}{}", grouped(whole))?;
        if minor.is_empty() { Ok(()) } else { write!(f, ".{minor}") }
    }
}

fn grouped(whole: &str) -> String {
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len().saturating_sub(index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: i64, code: &str) -> Money {
        Money::new(amount, code.parse().unwrap())
    }

    #[test]
    fn written_as_a_shop_writes_it() {
        assert_eq!(money(12_900, "MYR").to_string(), "RM 129.00");
        assert_eq!(money(123_456_789, "USD").to_string(), "$1,234,567.89");
        assert_eq!(money(500, "JPY").to_string(), "¥500");
        assert_eq!(money(-5, "USD").to_string(), "-$0.05");
    }

    #[test]
    fn currencies_do_not_mix() {
        assert_eq!(money(1, "USD").plus(money(1, "EUR")), None);
        assert_eq!(money(Money::MAX, "USD").times(2), None);
    }
}
