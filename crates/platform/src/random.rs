//! Randomness from the runtime's generator.

use std::cell::RefCell;

/// Enough for some twenty messages.
const SIZE: usize = 512;

/// Bytes that nobody has had yet: asking the runtime for a few takes as long as for many.
struct Pool {
    bytes: [u8; SIZE],
    left: usize,
}

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; SIZE], left: 0 }) };
}

/// `N` random bytes, at most 512.
///
/// # Panics
/// Never on Workers, whose generator cannot fail; were it to, no nonce would be safe and the request must end.
#[expect(
    clippy::expect_used,
    reason = "without randomness nothing may be sealed; the guard ends the request"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    const { assert!(N <= SIZE, "the pool does not hold as many") };
    let mut out = [0; N];
    POOL.with_borrow_mut(|pool| pool.take(&mut out)).expect("the runtime has a generator");
    out
}

impl Pool {
    fn take(&mut self, out: &mut [u8]) -> Result<(), getrandom::Error> {
        if self.left < out.len() {
            getrandom::fill(&mut self.bytes)?;
            self.left = SIZE;
        }
        let end = self.left;
        self.left = end.saturating_sub(out.len());
        let taken = self.bytes.get_mut(self.left..end).unwrap_or_default();
        out.copy_from_slice(taken);
        // Whoever has them is the only one who does.
        taken.fill(0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_is_handed_out_twice() {
        let mut pool = Pool { bytes: [0; SIZE], left: 0 };
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let (mut long, mut short) = ([0; 16], [0; 10]);
            pool.take(&mut long).unwrap();
            pool.take(&mut short).unwrap();
            assert!(seen.insert(long) && short != [0; 10]);
            assert!(pool.bytes[pool.left..].iter().all(|byte| *byte == 0), "what was taken is gone");
        }
    }

    #[test]
    fn the_pool_gives_all_that_it_has() {
        let mut pool = Pool { bytes: [0; SIZE], left: 0 };
        let mut all = [0; SIZE];
        pool.take(&mut all).unwrap();
        assert!(all.chunks(16).all(|part| part != [0; 16]), "none of it was left as it began");
        assert_eq!(pool.left, 0);
    }
}
