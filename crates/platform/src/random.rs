//! Randomness from the runtime's generator.

/// `N` random bytes.
///
/// # Panics
/// Never on Workers, whose generator cannot fail; were it to, no nonce would be safe and the request must end.
#[expect(
    clippy::expect_used,
    reason = "without randomness nothing may be sealed; the guard ends the request"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    getrandom::fill(&mut out).expect("the runtime has a generator");
    out
}
