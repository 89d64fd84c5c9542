//! Identifiers in the shapes that Meta gives them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Who wrote the message that an id is made for: the two directions differ inside a real wamid too.
#[derive(Clone, Copy)]
pub(crate) enum Direction {
    FromCustomer,
    FromBusiness,
}

/// A message id that no other run has given out, since the Worker keeps ids over restarts of the simulator.
pub(crate) fn wamid(direction: Direction, wa_id: &str) -> String {
    let (mark, digits) = match direction {
        Direction::FromCustomer => ([0x15, 0x02, 0x00, 0x12, 0x18, 0x14], 20),
        Direction::FromBusiness => ([0x15, 0x02, 0x00, 0x11, 0x18, 0x12], 18),
    };
    let length = u8::try_from(wa_id.len()).unwrap_or(u8::MAX);
    let mut raw = vec![0x1c, 0x18, length];
    raw.extend_from_slice(wa_id.as_bytes());
    raw.extend_from_slice(&mark);
    raw.extend(hex(&random::<10>()).to_uppercase().bytes().take(digits));
    raw.push(0);
    format!("wamid.{}", STANDARD.encode(raw))
}

/// The `fbtrace_id` of an error: `A` and 22 characters.
pub(crate) fn fbtrace() -> String {
    let encoded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random::<16>());
    format!("A{encoded}")
}

/// A business-scoped user id: the same person and portfolio give the same id in every run, so that a Worker which
/// kept its storage knows its customers again.
pub(crate) fn bsuid(country: &str, portfolio: &str, person: &str) -> String {
    let digest = Sha256::digest(format!("{portfolio}\n{person}"));
    let number = digest.iter().take(8).fold(0_u64, |n, byte| (n << 8) | u64::from(*byte));
    format!("{country}.{number:020}")
}

/// A person's id that is scoped to a Page or an Instagram account: 17 digits, stable as [`bsuid`].
pub(crate) fn scoped(asset: &str, person: &str) -> String {
    let digest = Sha256::digest(format!("{asset}\n{person}"));
    let number = digest.iter().take(8).fold(0_u64, |n, byte| (n << 8) | u64::from(*byte));
    format!("{}", 10_000_000_000_000_000 + number % 80_000_000_000_000_000)
}

/// An id of Meta's for an object: 16 decimal digits, which a JSON number holds exactly.
pub(crate) fn number() -> u64 {
    const SPAN: u64 = 8_000_000_000_000_000;
    1_000_000_000_000_000 + u64::from_le_bytes(random::<8>()) % SPAN
}

/// Lowercase hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Hexadecimal digits for provider-side ids (`msg_…`, `chatcmpl-…`).
pub(crate) fn token() -> String {
    hex(&random::<12>())
}

/// The long random part of a message id of Messenger or Instagram.
pub(crate) fn long_token() -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random::<48>())
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system should give random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wamids_look_like_metas_and_never_repeat() {
        let first = wamid(Direction::FromCustomer, "16503879439");
        assert!(first.starts_with("wamid.HBgLMTY1MDM4Nzk0MzkVAgASGB"), "{first}");
        assert_ne!(first, wamid(Direction::FromCustomer, "16503879439"));
        assert!(
            wamid(Direction::FromBusiness, "16503879439").starts_with("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGB")
        );
    }

    #[test]
    fn a_person_keeps_the_id_within_a_portfolio_only() {
        assert_eq!(bsuid("MY", "waba-1", "60123456789"), bsuid("MY", "waba-1", "60123456789"));
        assert_ne!(bsuid("MY", "waba-1", "60123456789"), bsuid("MY", "waba-2", "60123456789"));
    }
}
