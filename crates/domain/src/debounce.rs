//! When a turn starts: after the customer has finished a burst of messages, but not after waiting forever.

use std::time::Duration;

use crate::time::Timestamp;

/// How long to wait for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietPeriod {
    /// The pause that ends a burst.
    pub quiet: Duration,
    /// The longest that the first unanswered message waits, however many follow.
    pub cap: Duration,
}

impl QuietPeriod {
    /// The cap that goes with the default quiet period of 3 s.
    const CAP: Duration = Duration::from_secs(15);

    /// A quiet period with the usual cap of 15 s, or the quiet period itself where that is longer.
    pub fn of(quiet: Duration) -> Self {
        Self { quiet, cap: Self::CAP.max(quiet) }
    }

    /// When to answer. Both moments are arrivals on our clock; Meta's stamps may lie in the past by days.
    pub fn due_at(&self, first_unanswered: Timestamp, latest: Timestamp) -> Timestamp {
        latest.plus(self.quiet).min(first_unanswered.plus(self.cap))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const USUAL: QuietPeriod = QuietPeriod { quiet: Duration::from_secs(3), cap: Duration::from_secs(15) };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn waits_for_the_burst_up_to_the_cap() {
        assert_eq!(USUAL.due_at(at(100), at(100)), at(103));
        assert_eq!(USUAL.due_at(at(100), at(105)), at(108));
        assert_eq!(USUAL.due_at(at(100), at(114)), at(115));
        assert_eq!(QuietPeriod::of(Duration::from_secs(3)), USUAL);
        assert_eq!(QuietPeriod::of(Duration::from_mins(1)).cap, Duration::from_mins(1));
    }

    proptest! {
        #[test]
        fn never_later_than_the_cap_never_before_the_quiet(first in 0_i64..1_000, gap in 0_i64..1_000) {
            let latest = at(first.saturating_add(gap));
            let due = USUAL.due_at(at(first), latest);
            prop_assert!(due <= at(first).plus(USUAL.cap));
            prop_assert!(due == at(first).plus(USUAL.cap) || due == latest.plus(USUAL.quiet));
        }

        #[test]
        fn one_more_message_never_makes_the_turn_earlier(first in 0_i64..1_000, gap in 0_i64..100, more in 0_i64..100) {
            let earlier = USUAL.due_at(at(first), at(first.saturating_add(gap)));
            let later = USUAL.due_at(at(first), at(first.saturating_add(gap).saturating_add(more)));
            prop_assert!(later >= earlier);
        }
    }
}
