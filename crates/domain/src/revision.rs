//! Reports may overtake each other on their way: each carries a number, and who hears them keeps to the greatest.
//!
//! The number costs no storage where the reports come from: it is the time, and one more than the last within the same
//! millisecond. An instance whose clock is behind that of the one before it is told so, and goes on from there.

use crate::time::Timestamp;

/// The numbers of one sender's reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revisions {
    last: i64,
}

impl Revisions {
    /// The number of a report whose content is read at this moment. Never 0, which an earlier version sends.
    pub fn next(&mut self, now: Timestamp) -> i64 {
        self.last = now.millis().max(self.last.saturating_add(1));
        self.last
    }

    /// The hearer knows a greater number than that of a report. True: none of ours is it, so what we have to say must
    /// be said again; false: a later report of ours was quicker.
    pub fn is_behind(&mut self, known: i64) -> bool {
        let is_behind = known > self.last;
        self.last = self.last.max(known);
        is_behind
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Who hears the reports, as the tenant's SQL does.
    #[derive(Default)]
    struct Hearer {
        revision: i64,
        content: u32,
    }

    impl Hearer {
        /// The number that is known, if this one is older.
        fn hear(&mut self, revision: i64, content: u32) -> Option<i64> {
            if revision != 0 && revision < self.revision {
                return Some(self.revision);
            }
            (self.revision, self.content) = (self.revision.max(revision), content);
            None
        }
    }

    proptest! {
        #[test]
        fn the_latest_report_wins_in_whatever_order_they_come(
            (waits, order) in prop::collection::vec(0_i64..3, 1..20).prop_flat_map(|waits| {
                let order: Vec<usize> = (0..waits.len()).collect();
                (Just(waits), Just(order).prop_shuffle())
            }),
        ) {
            let (mut revisions, mut hearer, mut now) = (Revisions::default(), Hearer::default(), 1_000);
            let mut reports = Vec::new();
            for (content, wait) in (1..).zip(waits) {
                // The clock stands still as long as nothing is waited for.
                now = wait.saturating_add(now);
                reports.push((revisions.next(Timestamp::from_millis(now)), content));
            }
            for index in order {
                let (revision, content) = reports[index];
                if let Some(known) = hearer.hear(revision, content) {
                    prop_assert!(!revisions.is_behind(known), "a report of its own overtook this one");
                }
            }
            prop_assert_eq!(hearer.content, reports.last().unwrap().1);
        }

        #[test]
        fn an_instance_with_another_clock_is_heard(before in 0_i64..5_000, now in 0_i64..5_000, content in 1_u32..9) {
            let (mut revisions, mut hearer) = (Revisions::default(), Hearer { revision: before, content: 0 });
            let now = Timestamp::from_millis(now);
            if let Some(known) = hearer.hear(revisions.next(now), content) {
                prop_assert!(revisions.is_behind(known));
                prop_assert_eq!(hearer.hear(revisions.next(now), content), None);
            }
            prop_assert_eq!(hearer.content, content);
        }
    }

    #[test]
    fn a_version_without_numbers_is_heard_and_sets_nothing_back() {
        let (mut revisions, mut hearer) = (Revisions::default(), Hearer::default());
        let revision = revisions.next(Timestamp::from_millis(7));
        hearer.hear(revision, 1);
        assert_eq!((hearer.hear(0, 2), hearer.revision, hearer.content), (None, revision, 2));
    }
}
