//! Moments, as the whole product stores and compares them.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A moment in milliseconds since the Unix epoch, UTC. Serialises as that number; RFC 3339 is for the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The end of time.
    pub const MAX: Self = Self::from_millis(i64::MAX);

    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From whole seconds since the epoch, as WhatsApp stamps its messages.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000))
    }

    /// The start of this moment's second: to compare with WhatsApp's stamps, which are cut to it.
    #[must_use]
    pub const fn to_the_second(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(1_000)))
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment and `duration` more, at most the end of time.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(duration)))
    }

    /// `duration` before this moment.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(duration)))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// From `2026-11-20T12:00:00` with `Z`, `+00:00` or Graph's `+0000`; fractions of a second are dropped. `None` for
    /// anything else, also another zone: Graph writes UTC only.
    pub fn from_utc_text(text: &str) -> Option<Self> {
        let local = ["Z", "+0000", "+00:00"].iter().find_map(|zone| text.strip_suffix(zone))?;
        let (whole, fraction) = local.split_once('.').unwrap_or((local, "0"));
        let (date, time) = whole.split_once('T')?;
        let ([year, month, day], [hour, minute, second]) = (three(date, '-')?, three(time, ':')?);
        let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        let moment = day.and_hms_opt(hour, minute, second)?.and_utc();
        let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| Self::from_seconds(moment.timestamp()))
    }

    /// RFC 3339, UTC, with milliseconds; `None` outside the years that RFC 3339 can write.
    pub fn to_rfc3339(self) -> Option<String> {
        let moment = DateTime::<Utc>::from_timestamp_millis(self.0)?;
        Some(moment.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// Three numbers of at most four digits.
fn three(text: &str, between: char) -> Option<[u32; 3]> {
    let number = |part: &str| {
        let plain = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten()
    };
    let numbers = text.split(between).map(number).collect::<Option<Vec<u32>>>()?;
    numbers.try_into().ok()
}

fn millis_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates() {
        let end = Timestamp::from_millis(i64::MAX);
        assert_eq!(end.plus(Duration::from_secs(1)), end);
        assert_eq!(Timestamp::from_millis(5).since(end), Duration::ZERO);
    }

    #[test]
    fn cut_to_the_second() {
        assert_eq!(Timestamp::from_millis(1_999).to_the_second(), Timestamp::from_seconds(1));
        assert_eq!(Timestamp::from_millis(-1).to_the_second(), Timestamp::from_seconds(-1));
    }

    #[test]
    fn graphs_way_of_writing_a_moment() {
        let moment = Some(Timestamp::from_seconds(1_763_640_000));
        for text in ["2025-11-20T12:00:00+0000", "2025-11-20T12:00:00Z", "2025-11-20T12:00:00.999+00:00"] {
            assert_eq!(Timestamp::from_utc_text(text), moment, "{text}");
        }
        for text in [
            "",
            "Z",
            "2025-11-20",
            "2025-11-20T12:00:00",
            "2025-11-20T12:00:00+0100",
            "2025-13-20T12:00:00Z",
            "2025-11-20T25:00:00Z",
            "2025-11-20T12:00Z",
            "2025-11-20T12:00:00.xZ",
            "+025-11-20T12:00:00Z",
        ] {
            assert_eq!(Timestamp::from_utc_text(text), None, "{text}");
        }
    }

    #[test]
    fn rfc3339_has_milliseconds() {
        let text = Timestamp::from_seconds(1_760_000_000).to_rfc3339();
        assert_eq!(text.as_deref(), Some("2025-10-09T08:53:20.000Z"));
    }
}
