//! How often one customer may be written to.

use std::time::{Duration, Instant};

use crate::config::PairRate;

/// A token bucket for the pair rate.
#[derive(Default)]
pub(crate) struct Bucket {
    /// Sends that still count against the burst, as of `since`.
    used: f64,
    since: Option<Instant>,
}

impl Bucket {
    /// Counts one send, or says that it is one too many.
    pub(crate) fn take(&mut self, rate: PairRate, now: Instant) -> bool {
        let passed = self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        let refilled = passed.as_secs_f64() / rate.every.as_secs_f64().max(f64::EPSILON);
        self.used = (self.used - refilled).max(0.0);
        self.since = Some(now);
        let allowed = self.used + 1.0 <= f64::from(rate.burst);
        if allowed {
            self.used += 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_then_one_each_period() {
        let rate = PairRate { every: Duration::from_secs(6), burst: 3 };
        let start = Instant::now();
        let mut bucket = Bucket::default();
        assert!((0..3).all(|_| bucket.take(rate, start)));
        assert!(!bucket.take(rate, start + Duration::from_secs(5)));
        assert!(bucket.take(rate, start + Duration::from_secs(7)));
        assert!(!bucket.take(rate, start + Duration::from_secs(8)));
    }
}
