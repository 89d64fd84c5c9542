//! Values that no two tests share, so that all may run on one Worker and be told apart in its log.

/// Bytes that nobody can guess.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system should give random bytes");
    bytes
}

/// 32 hexadecimal digits.
pub fn hex() -> String {
    format!("{:032x}", u128::from_be_bytes(bytes()))
}

/// So many decimal digits (at most 19), the first one not 0: ids of Meta's, phone numbers.
pub fn digits(count: u32) -> String {
    let lowest = 10_u64.pow(count - 1);
    (lowest + u64::from_be_bytes(bytes()) % (9 * lowest)).to_string()
}

/// A key that seals, as `MASTER_KEYS` wants it.
pub fn master_key() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes::<32>())
}
