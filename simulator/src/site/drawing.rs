//! A drawing for each piece: the demo's catalog has no photographs, and a page with a strict policy needs none.

/// What a name may speak of, and the line that draws it in a square of 64.
const DRAWINGS: [(&str, &str); 9] = [
    ("kurung", KURUNG),
    ("kebaya", KEBAYA),
    ("melayu", SHIRT),
    ("shirt", SHIRT),
    ("dress", DRESS),
    ("trousers", TROUSERS),
    ("shawl", SHAWL),
    ("tote", TOTE),
    ("bag", TOTE),
];

const KURUNG: &str =
    "M26 9c2 4 10 4 12 0l9 5 4 15-6 2-3-7 1 18H21l1-18-3 7-6-2 4-15zM22 42l-3 14h26l-3-14M32 12v6";
const KEBAYA: &str =
    "M26 9l6 16 6-16 9 5 5 18-6 2-4-9 3 23-13-6-13 6 3-23-4 9-6-2 5-18zM32 25v17M29 30h6M29 36h6";
const SHIRT: &str =
    "M25 11l7 7 7-7 12 6 3 14-8 2v22H18V33l-8-2 3-14zM32 18v37M37 28h6M32 26h.1M32 34h.1M32 42h.1";
const DRESS: &str =
    "M27 8l5 9 5-9 7 4 4 13-6 2-3-5-1 8 9 26H17l9-26-1-8-3 5-6-2 4-13zM26 30h12M32 17l6 13M35 31l3 25";
const TROUSERS: &str = "M22 9h20l1 8 5 38H34l-2-30-2 30H16l5-38zM21 17h22M32 17v8M24 17l-1 7M40 17l1 7";
const SHAWL: &str = "M20 14c8-6 16-6 24 0l-4 10c-5-4-11-4-16 0zM24 24l-8 30 8 2 6-28M40 24l2 22 8 8-6 3-10-9-2-22M27 34l-5 18";
const TOTE: &str = "M16 25h32l3 31H13zM23 25c0-18 18-18 18 0M32 35c6 2 7 9 0 13-7-4-6-11 0-13zM32 38v10";
/// A label on a string, for whatever has no drawing.
const LABEL: &str = "M30 12h20v20L30 52 10 32zM43 19h.1M43 19c6-6 10-6 12-2";

/// The path for a piece of this name.
pub(super) fn of(name: &str) -> &'static str {
    let name = name.to_lowercase();
    DRAWINGS.iter().find(|(word, _)| name.contains(word)).map_or(LABEL, |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_particular_word_wins_and_everything_has_a_drawing() {
        assert_eq!((of("Linen Kurung Sage"), of("Kids' Baju Melayu")), (KURUNG, SHIRT));
        assert_eq!(of("A lamp"), LABEL);
    }
}
