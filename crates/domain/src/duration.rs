//! Durations as operators write them: `90d`, `3s`, `24months`, `7y`.

use std::time::Duration;

/// Why a text is no duration. Read it after the name of the setting: "`QUIET_PERIOD` is empty; …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDuration {
    /// Nothing was written.
    #[error("is empty; write a number and a unit, such as 3s, 90d, 24months or 7y")]
    Empty,
    /// No time at all: it would delete or answer everything at once.
    #[error("is zero; write a duration longer than nothing, such as 3s or 90d")]
    Zero,
    /// Not a number with a unit.
    #[error("is not a duration; write a number and a unit, such as 3s, 15m, 24h, 90d, 24months or 7y")]
    Malformed,
    /// More than any clock can hold.
    #[error("is longer than can be counted; write something shorter, such as 90d or 7y")]
    TooLong,
}

/// The longest that is accepted: 1000 years, far inside what a timestamp can add.
const LONGEST: Duration = Duration::from_hours(8_766_000);

/// Reads a duration. Units from `ms` to `years`, several may follow each other (`1h 30m`). `m` is minutes, `M`
/// months; a month is 30.44 days, a year 365.25 days.
///
/// # Errors
/// What is wrong with it, in words for an operator.
pub fn parse(text: &str) -> Result<Duration, InvalidDuration> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidDuration::Empty);
    }
    let duration = humantime::parse_duration(text).map_err(|error| match error {
        humantime::DurationError::NumberOverflow => InvalidDuration::TooLong,
        _ => InvalidDuration::Malformed,
    })?;
    // Stamps are milliseconds: anything shorter counts as nothing.
    if duration.as_millis() == 0 {
        return Err(InvalidDuration::Zero);
    }
    if duration > LONGEST { Err(InvalidDuration::TooLong) } else { Ok(duration) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: u64 = 86_400;

    #[test]
    fn as_operators_write_them() {
        assert_eq!(parse("3s"), Ok(Duration::from_secs(3)));
        assert_eq!(parse(" 90d "), Ok(Duration::from_secs(90 * DAY)));
        assert_eq!(parse("24h"), Ok(Duration::from_secs(DAY)));
        assert_eq!(parse("1h 30m"), Ok(Duration::from_mins(90)));
        assert_eq!(parse("7y"), Ok(Duration::from_hours(61_362)));
        let months = parse("24months").unwrap().as_secs();
        assert_eq!(months / DAY, 730);
    }

    #[test]
    fn refused_with_the_reason() {
        assert_eq!(parse(""), Err(InvalidDuration::Empty));
        assert_eq!(parse("  "), Err(InvalidDuration::Empty));
        assert_eq!(parse("0s"), Err(InvalidDuration::Zero));
        assert_eq!(parse("0"), Err(InvalidDuration::Zero));
        assert_eq!(parse("5ns"), Err(InvalidDuration::Zero));
        for garbage in ["90", "d", "-3s", "3 weeks ago", "3s!", "٣s", "1e3s"] {
            assert_eq!(parse(garbage), Err(InvalidDuration::Malformed), "{garbage}");
        }
        assert_eq!(parse("99999999999999999999y"), Err(InvalidDuration::TooLong));
        assert_eq!(parse("1001years"), Err(InvalidDuration::TooLong));
    }

    proptest! {
        #[test]
        fn whole_seconds_survive(seconds in 1_u64..1_000_000_000) {
            prop_assert_eq!(parse(&format!("{seconds}s")), Ok(Duration::from_secs(seconds)));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = parse(&text);
        }
    }
}
