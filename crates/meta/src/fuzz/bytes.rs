//! Changes to bytes: what a broken line, a careless proxy or an attacker makes of a body.

use super::random::Random;

const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\",
    b",",
    b":",
    b"=",
    b".",
    b"null",
    b"-",
    b"1e999",
    b"0.0000000001e-400",
    b"\\ud83d",
    b"\\ude00",
    b"\\u0000",
    b"\\ufeff",
    b"\x00",
    b"\xff\xfe",
    b"\xf0\x9f\x98",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\"id\":7,",
];

/// Changes one place.
pub(super) fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    // The end is a place too.
    let from = if random.chance(8) { bytes.len() } else { random.below(bytes.len()) };
    let to = (from + random.size(2_000)).min(bytes.len());
    match random.below(6) {
        0 if from < bytes.len() => bytes[from] ^= 1 << random.below(8),
        1 => drop(bytes.drain(from..to)),
        2 => {
            let piece = bytes[from..to].to_vec();
            insert(bytes, random.below(from + 1), &piece);
        }
        3 => bytes.truncate(from),
        4 => {
            let many = random.pick(PIECES).repeat(random.size(3_000));
            insert(bytes, from, &many);
        }
        _ => insert(bytes, from, random.pick(PIECES)),
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}
