//! The bytes of a webhook and their signature, as Meta makes them.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use crate::ids::hex;

/// The value of `X-Hub-Signature-256` for these exact bytes: `sha256=` and 64 lowercase hexadecimal digits.
pub fn sign(app_secret: &str, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()).expect("HMAC should take a key of any length");
    mac.update(body);
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

/// JSON as Meta writes it: everything beyond ASCII as `\uXXXX` in lowercase hexadecimal (an emoji as a surrogate
/// pair) and `/` as `\/`. The signature covers this escaped text, so a receiver that re-serializes gets it wrong.
pub fn meta_json(value: &Value) -> Vec<u8> {
    let plain = value.to_string();
    let mut escaped = String::with_capacity(plain.len());
    for character in plain.chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            c if c.is_ascii() => escaped.push(c),
            c => push_escaped(&mut escaped, c),
        }
    }
    escaped.into_bytes()
}

fn push_escaped(out: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a String cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const SECRET: &str = "test_app_secret_0123456789abcdef";

    #[test]
    fn signs_the_documented_vector() {
        let body = br#"{"object":"instagram","entry":[{"id":"17841405822304914","time":1760000000,"messaging":[{"sender":{"id":"1"},"recipient":{"id":"17841405822304914"},"timestamp":1759999999000,"message":{"mid":"m1","text":"Ol\u00e1 \ud83d\ude00"}}]}]}"#;
        assert_eq!(body.len(), 232);
        assert_eq!(
            sign(SECRET, body),
            "sha256=ce299277c58fdfe78a1d393183582424fea49072a065023c30445624c812df87"
        );
    }

    #[test]
    fn escapes_letters_emoji_and_slashes() {
        let bytes = meta_json(&json!({ "text": "Olá 😀 a/b" }));
        assert_eq!(String::from_utf8(bytes).unwrap(), r#"{"text":"Ol\u00e1 \ud83d\ude00 a\/b"}"#);
    }

    proptest! {
        #[test]
        fn escaped_text_reads_back_the_same(text in any::<String>()) {
            let value = json!({ "text": text });
            let bytes = meta_json(&value);
            prop_assert!(bytes.is_ascii());
            prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
        }
    }
}
