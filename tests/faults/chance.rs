//! Chance that can be had again: everything random in these tests follows from one seed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Repeats a run: the seed that an earlier one printed.
const SEED: &str = "FAULT_SEED";

/// Numbers that follow from a seed.
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    /// From `FAULT_SEED`, else another one each time. Printed, so that a failure can be had again.
    pub fn of_run(test: &str) -> (Self, u64) {
        let given = std::env::var(SEED).ok().map(|text| text.parse().expect("FAULT_SEED should be a number"));
        let seed = given.unwrap_or_else(fresh);
        eprintln!("{test}: repeat it with {SEED}={seed}");
        (Self(seed), seed)
    }

    /// A number under `limit`, which is not 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        // SplitMix64, by Steele, Lea and Flood: few lines, the same on every machine.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// A place in a list of this length.
    pub fn index(&mut self, length: usize) -> usize {
        let limit = u64::try_from(length).expect("a list is shorter than that");
        usize::try_from(self.below(limit)).expect("the number is smaller than a length")
    }

    /// Up to so many milliseconds.
    pub fn millis(&mut self, limit: u64) -> Duration {
        Duration::from_millis(self.below(limit))
    }
}

fn fresh() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Short enough to be typed.
    u64::from(now.subsec_nanos()) ^ now.as_secs()
}
