//! How long to wait before the next attempt.

use std::time::Duration;

/// No wait is longer, so that a cure is noticed the same hour.
const LONGEST: Duration = Duration::from_hours(1);

/// Four times longer after each attempt, from `base` after the first, at most an hour: Meta's own advice for the pair
/// rate limit (4^n seconds).
pub fn exponential(base: Duration, attempt: u32) -> Duration {
    let factor = 4_u32.saturating_pow(attempt.saturating_sub(1));
    base.saturating_mul(factor).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_fourfold_to_an_hour() {
        let base = Duration::from_secs(4);
        let waits: Vec<_> = (1..=4).map(|attempt| exponential(base, attempt).as_secs()).collect();
        assert_eq!(waits, [4, 16, 64, 256]);
        assert_eq!(exponential(base, u32::MAX), LONGEST);
        assert_eq!(exponential(base, 0), base);
    }
}
