//! Mending text that was cut in the middle of a character.
//!
//! An emoji is two `\u` escapes in Meta's bodies; a text that Meta shortens between them leaves half of one, which
//! no JSON parser accepts. Refusing the body would lose every message in it.

/// The body as UTF-8 with every lone surrogate escape replaced by U+FFFD.
pub(super) fn mend(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut mended = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        mended.push_str(before);
        let (kept, length) = judge(escape);
        mended.push_str(kept);
        rest = escape.get(length..).unwrap_or_default();
    }
    mended.push_str(rest);
    mended
}

/// What stands for the escape at the start of `text`, and how many bytes it takes.
fn judge(text: &str) -> (&str, usize) {
    let pair = text.get(..12).filter(|pair| is_high(unit(pair)) && is_low(pair.get(6..).and_then(unit)));
    if let Some(pair) = pair {
        return (pair, 12);
    }
    if is_high(unit(text)) || is_low(unit(text)) {
        return ("\\ufffd", 6);
    }
    // Any other escape is a backslash and one character, so that `\\u` is not taken for an escape of its own.
    let length = text.chars().take(2).map(char::len_utf8).sum();
    (text.get(..length).unwrap_or(text), length)
}

/// The UTF-16 unit that a `\uXXXX` escape at the start of `text` stands for.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

fn is_high(unit: Option<u16>) -> bool {
    unit.is_some_and(|unit| (0xd800..0xdc00).contains(&unit))
}

fn is_low(unit: Option<u16>) -> bool {
    unit.is_some_and(|unit| (0xdc00..0xe000).contains(&unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_emoji_is_replaced_and_a_whole_one_kept() {
        assert_eq!(mend(br#""a\ud83d b""#), r#""a\ufffd b""#);
        assert_eq!(mend(br#""\ude00\ud83d""#), r#""\ufffd\ufffd""#);
        assert_eq!(mend(br#""\ud83d\ude00\n\\ud83d\/""#), r#""\ud83d\ude00\n\\ud83d\/""#);
        assert_eq!(mend(b"\xff\\"), "\u{fffd}\\");
    }

    proptest::proptest! {
        #[test]
        fn text_that_is_json_stays_what_it_was(text: String) {
            let json = serde_json::to_string(&text).unwrap();
            proptest::prop_assert_eq!(mend(json.as_bytes()), json);
        }

        #[test]
        fn any_escapes_end_as_json(units: Vec<u16>) {
            let escaped = units.iter().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
            let mended = mend(format!("\"{escaped}\"").as_bytes());
            proptest::prop_assert!(serde_json::from_str::<String>(&mended).is_ok());
        }
    }
}
