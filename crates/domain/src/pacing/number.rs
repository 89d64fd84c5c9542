//! The pace of one number, whoever it writes to.

use crate::time::Timestamp;

/// Of a second's sends, one in so many may leave at once; the rest flows.
const BURST_SHARE: u32 = 10;
/// Nanoseconds in a second and in a millisecond: a send of a fast number takes less than a millisecond.
const SECOND: i128 = 1_000_000_000;
const MILLISECOND: i128 = 1_000_000;

/// How fast one number sends, kept in memory by whoever hands out its sends. Faster is Meta's error 130429.
///
/// A bucket of tokens: a tenth of a second's sends may leave at once, and the bucket fills so that no second sees more
/// than the limit. A bucket that a restart has lost begins full: Meta's limit is passed by a tenth, once.
#[derive(Debug, Clone)]
pub struct NumberPace {
    /// Nanoseconds that one send takes.
    takes: i128,
    /// How far ahead of its time a send may leave: the rest of a burst.
    ahead: i128,
    /// When the next send would leave if all went evenly; nanoseconds since the epoch.
    even: i128,
}

impl Default for NumberPace {
    fn default() -> Self {
        Self::new(Self::USUAL)
    }
}

impl NumberPace {
    /// Messages a second of a number by default, incoming ones included (Meta's page on throughput).
    pub const USUAL: u32 = 80;
    /// Messages a second of a number that also lives in the WhatsApp Business app.
    pub const COEXISTENCE: u32 = 20;

    /// A pace of so many messages a second; 0 counts as 1.
    pub fn new(per_second: u32) -> Self {
        let per_second = per_second.max(1);
        let burst = per_second.checked_div(BURST_SHARE).unwrap_or(0).max(1);
        let flow = per_second.saturating_sub(burst).max(1);
        // Rounded up: a nanosecond late rather than early.
        let flow = i128::from(flow);
        let takes = SECOND.saturating_add(flow).saturating_sub(1).checked_div(flow).unwrap_or(SECOND);
        let ahead = takes.saturating_mul(i128::from(burst.saturating_sub(1)));
        Self { takes, ahead, even: i128::MIN }
    }

    /// When this send may leave, at the earliest `now`; its place is taken, so call it once for each send.
    pub fn take(&mut self, now: Timestamp) -> Timestamp {
        let now = i128::from(now.millis()).saturating_mul(MILLISECOND);
        let leaves = now.max(self.even.saturating_sub(self.ahead));
        self.even = self.even.max(leaves).saturating_add(self.takes);
        in_whole_milliseconds(leaves)
    }
}

/// Rounded up.
fn in_whole_milliseconds(nanos: i128) -> Timestamp {
    let up = nanos.saturating_add(MILLISECOND).saturating_sub(1).div_euclid(MILLISECOND);
    Timestamp::from_millis(i64::try_from(up).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn sends(per_second: u32, gaps: &[u64]) -> Vec<(Timestamp, Timestamp)> {
        let (mut pace, mut now) = (NumberPace::new(per_second), at(0));
        let mut send = |gap: &u64| {
            now = now.plus(Duration::from_millis(*gap));
            (now, pace.take(now))
        };
        gaps.iter().map(&mut send).collect()
    }

    #[test]
    fn a_tenth_at_once_then_evenly() {
        let sent: Vec<i64> = sends(80, &[0; 12]).into_iter().map(|(_, sent)| sent.millis()).collect();
        assert_eq!(sent, [0, 0, 0, 0, 0, 0, 0, 0, 14, 28, 42, 56]);
        let slow: Vec<i64> = sends(1, &[0; 3]).into_iter().map(|(_, sent)| sent.millis()).collect();
        assert_eq!(slow, [0, 1_000, 2_000]);
    }

    #[test]
    fn a_broadcast_flows_at_nine_tenths_of_the_limit() {
        let last = sends(NumberPace::USUAL, &[0; 1_448]).last().unwrap().1;
        assert_eq!(last, Timestamp::from_seconds(20).plus(Duration::from_millis(1)));
        let mut usual = NumberPace::default();
        assert_eq!((0..1_448).map(|_| usual.take(at(0))).last(), Some(last));
    }

    proptest! {
        #[test]
        fn no_second_sees_more_than_the_limit(
            per_second in 1_u32..=1_000, gaps in prop::collection::vec(prop_oneof![4 => Just(0_u64), 1 => 0_u64..600], 1..1_500),
        ) {
            let sent: Vec<Timestamp> = sends(per_second, &gaps).into_iter().map(|(_, sent)| sent).collect();
            for (first, start) in sent.iter().enumerate() {
                let end = start.plus(Duration::from_secs(1));
                let in_second = sent[first..].iter().take_while(|sent| **sent < end).count();
                prop_assert!(in_second <= per_second as usize, "{} in a second of {}", in_second, per_second);
            }
        }

        #[test]
        fn sends_keep_their_order_and_leave_when_the_number_rests(
            per_second in 1_u32..=1_000, gaps in prop::collection::vec(0_u64..3_000, 1..200),
        ) {
            let sent = sends(per_second, &gaps);
            prop_assert!(sent.iter().map(|(_, sent)| *sent).is_sorted());
            for (index, (wanted, sent)) in sent.iter().enumerate() {
                // Behind those before it, and no more.
                prop_assert!(sent >= wanted && *sent <= wanted.plus(Duration::from_secs(index as u64)));
                prop_assert!(gaps[index] < 2_000 || index > 0 || sent == wanted);
            }
        }

        #[test]
        fn no_moment_panics(per_second: u32, moments: Vec<i64>) {
            let mut pace = NumberPace::new(per_second);
            for moment in moments {
                prop_assert!(pace.take(at(moment)) >= at(moment));
            }
        }
    }
}
