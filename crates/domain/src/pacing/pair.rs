//! The pace towards one person.

use std::time::Duration;

use crate::time::Timestamp;

/// How often one number may write to one person. Faster is Meta's error 131056.
///
/// Meta grants one message in six seconds, and a burst of 45 that is borrowed from the future: after it, the person is
/// out of reach for as long as its messages would have taken one by one. So the whole quota of a burst's length is
/// what counts: `burst` messages in any `burst × every`. That is stricter than a bucket of tokens, which would let one
/// more go six seconds after a burst, and it forgets nothing: as many sends as a burst has are the whole history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairPace {
    /// The time that one message takes of the quota.
    pub every: Duration,
    /// How many may leave at once; 0 counts as 1.
    pub burst: u32,
}

impl PairPace {
    /// One in 6 s, 45 at once: Meta's pair rate limit (error 131056; as documented in 2026, the same for all numbers).
    pub const WHATSAPP: Self = Self { every: Duration::from_secs(6), burst: 45 };

    /// How many of the latest sends [`Self::next`] must be given; more do not change its answer.
    pub fn window(&self) -> usize {
        usize::try_from(self.burst.max(1)).unwrap_or(usize::MAX)
    }

    /// The earliest time at which the next message may leave; never before `now`. `sent`: when the latest
    /// [`Self::window`] messages to this person were handed to Meta, in any order. All count, the failed too: Meta
    /// may have counted them.
    pub fn next(&self, sent: &[Timestamp], now: Timestamp) -> Timestamp {
        let mut latest = sent.to_vec();
        latest.sort_unstable_by(|one, other| other.cmp(one));
        let oldest_of_burst = latest.get(self.window().saturating_sub(1));
        oldest_of_burst.map_or(now, |oldest| oldest.plus(self.span()).max(now))
    }

    fn span(&self) -> Duration {
        self.every.saturating_mul(self.burst.max(1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    /// When each of the messages leaves that are wanted at these times.
    fn sends(pace: PairPace, wanted: &[i64]) -> Vec<Timestamp> {
        let mut sent: Vec<Timestamp> = Vec::new();
        for wanted in wanted {
            let seen = sent.len().saturating_sub(pace.window());
            sent.push(pace.next(&sent[seen..], at(*wanted)));
        }
        sent
    }

    #[test]
    fn a_burst_borrows_from_the_future() {
        let sent = sends(PairPace::WHATSAPP, &[1_000; 46]);
        assert!(sent[..45].iter().all(|sent| *sent == at(1_000)));
        assert_eq!(sent[45], at(1_000 + 45 * 6_000));
    }

    #[test]
    fn a_conversation_is_not_held_up() {
        let wanted: Vec<i64> = (0..500).map(|message| message * 6_000).collect();
        let sent = sends(PairPace::WHATSAPP, &wanted);
        assert!(sent.iter().zip(&wanted).all(|(sent, wanted)| *sent == at(*wanted)));
    }

    #[test]
    fn the_first_message_and_odd_paces() {
        assert_eq!(PairPace::WHATSAPP.next(&[], at(5)), at(5));
        let one = PairPace { every: Duration::from_secs(1), burst: 0 };
        assert_eq!((one.window(), one.next(&[at(0)], at(5))), (1, at(1_000)));
    }

    fn pace() -> impl Strategy<Value = PairPace> {
        (1_u64..10_000, 1_u32..60)
            .prop_map(|(millis, burst)| PairPace { every: Duration::from_millis(millis), burst })
    }

    /// Moments at which messages are wanted, in order: some at once, some after a pause.
    fn wanted() -> impl Strategy<Value = Vec<i64>> {
        prop::collection::vec(prop_oneof![3 => Just(0_i64), 2 => 0_i64..20_000, 1 => 0_i64..900_000], 1..150)
            .prop_map(|gaps| {
                let mut now = 0;
                gaps.into_iter()
                    .map(|gap| {
                        now = gap.saturating_add(now);
                        now
                    })
                    .collect()
            })
    }

    proptest! {
        #[test]
        fn no_interval_holds_more_than_the_burst_and_its_share(pace in pace(), wanted in wanted()) {
            let sent = sends(pace, &wanted);
            for (first, start) in sent.iter().enumerate() {
                for (count, end) in (1_u32..).zip(&sent[first..]) {
                    let beyond_burst = count.saturating_sub(pace.burst);
                    prop_assert!(end.since(*start) >= pace.every.saturating_mul(beyond_burst));
                }
            }
        }

        #[test]
        fn no_message_overtakes_or_leaves_early(pace in pace(), wanted in wanted()) {
            let sent = sends(pace, &wanted);
            prop_assert!(sent.is_sorted());
            prop_assert!(sent.iter().zip(&wanted).all(|(sent, wanted)| *sent >= at(*wanted)));
        }

        #[test]
        fn nobody_waits_longer_than_the_quota_lasts(
            pace in pace(), sent in prop::collection::vec(0_i64..1_000_000, 0..80), later in 0_i64..1_000_000,
        ) {
            let sent: Vec<Timestamp> = sent.into_iter().map(|sent| at(sent.min(later))).collect();
            let longest = at(later).plus(pace.every.saturating_mul(pace.burst));
            prop_assert!(pace.next(&sent, at(later)) <= longest);
            prop_assert_eq!(pace.next(&sent, longest), longest, "a rested quota is whole");
        }

        #[test]
        fn neither_order_nor_older_sends_matter(pace in pace(), mut sent in prop::collection::vec(0_i64..900_000, 0..150), now: u32) {
            let all: Vec<Timestamp> = sent.iter().copied().map(at).collect();
            sent.sort_unstable();
            let latest: Vec<Timestamp> = sent.iter().rev().take(pace.window()).copied().map(at).collect();
            prop_assert_eq!(pace.next(&all, at(now.into())), pace.next(&latest, at(now.into())));
        }

        #[test]
        fn no_moment_panics(millis: u64, burst: u32, sent: Vec<i64>, now: i64) {
            let pace = PairPace { every: Duration::from_millis(millis), burst };
            let sent: Vec<Timestamp> = sent.into_iter().map(at).collect();
            prop_assert!(pace.next(&sent, at(now)) >= at(now));
        }
    }
}
