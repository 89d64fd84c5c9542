//! Random numbers that a seed repeats: `SplitMix64` (Steele, Lea and Flood, 2014), which any 64 bits may seed.

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The seed of one of the cases that a first seed begins; the first case has the first seed itself.
pub(super) fn nth_seed(first: u64, case: u64) -> u64 {
    first.wrapping_add(case.wrapping_mul(0xd6e8_feb8_6659_fd93))
}

pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the end; 0 if the end is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.bits().checked_rem(end).unwrap()).unwrap()
    }

    /// Mostly small, now and then up to the end.
    pub(super) fn size(&mut self, end: usize) -> usize {
        let end = if self.below(8) == 0 { end } else { end.min(20) };
        self.below(end)
    }

    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    pub(super) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}
