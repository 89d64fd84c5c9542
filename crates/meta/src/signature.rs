//! Proofs made with an app secret: the signature on webhooks, and `appsecret_proof` on our own calls.

use crate::hmac_sha256;

/// The header that carries a webhook's signature. The older SHA-1 header is never looked at.
pub const HEADER: &str = "X-Hub-Signature-256";

/// Why a webhook is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no signature header.
    #[error("the webhook has no signature")]
    Missing,
    /// The header is not `sha256=` and 64 hex digits.
    #[error("the webhook's signature is malformed")]
    Malformed,
    /// The signature was made over other bytes or with another secret.
    #[error("the webhook's signature does not match")]
    Wrong,
}

/// Checks `X-Hub-Signature-256` over the body exactly as received, in constant time.
///
/// Meta escapes non-ASCII text in the body and signs that escaped form, so a body that was decoded and written
/// again never verifies.
///
/// # Errors
///
/// [`SignatureError`]; an empty secret always gives `Wrong`.
pub fn verify(secret: &[u8], header: Option<&str>, body: &[u8]) -> Result<(), SignatureError> {
    let header = header.ok_or(SignatureError::Missing)?;
    let digits = header.strip_prefix("sha256=").ok_or(SignatureError::Malformed)?;
    let tag = unhex(digits).ok_or(SignatureError::Malformed)?;
    hmac_sha256::verifies(secret, body, &tag).then_some(()).ok_or(SignatureError::Wrong)
}

/// `X-Hub-Signature-256` of a body; what the tests and the simulator's judges compare with.
pub fn sign(secret: &[u8], body: &[u8]) -> String {
    format!("sha256={}", hex(&hmac_sha256::tag(secret, body)))
}

/// `appsecret_proof`: shows Graph that the caller of `token` also holds the app secret. Lowercase hex.
pub fn appsecret_proof(secret: &[u8], token: &str) -> String {
    hex(&hmac_sha256::tag(secret, token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

pub(crate) fn unhex(digits: &str) -> Option<[u8; 32]> {
    let nibbles: Vec<u8> = digits.chars().map(nibble).collect::<Option<_>>()?;
    let bytes: Vec<u8> = nibbles.as_chunks().0.iter().map(|[high, low]| (high << 4) | low).collect();
    if nibbles.len() == 64 { bytes.try_into().ok() } else { None }
}

fn nibble(digit: char) -> Option<u8> {
    digit.to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"test_app_secret_0123456789abcdef";
    const BODY: &str = r#"{"object":"instagram","entry":[{"id":"17841405822304914","time":1760000000,"messaging":[{"sender":{"id":"1"},"recipient":{"id":"17841405822304914"},"timestamp":1759999999000,"message":{"mid":"m1","text":"Ol\u00e1 \ud83d\ude00"}}]}]}"#;
    const SIGNED: &str = "sha256=ce299277c58fdfe78a1d393183582424fea49072a065023c30445624c812df87";

    #[test]
    fn the_reference_vector_verifies() {
        assert_eq!(BODY.len(), 232);
        assert_eq!(verify(SECRET, Some(SIGNED), BODY.as_bytes()), Ok(()));
        assert_eq!(sign(SECRET, BODY.as_bytes()), SIGNED);
    }

    #[test]
    fn a_body_written_again_does_not() {
        let again = BODY.replace(r"\u00e1", "\u{e1}").replace(r"\ud83d\ude00", "\u{1f600}");
        assert_eq!(again.len(), 220);
        let own = "sha256=070566220f46385de9954d740b69013097de46536eb79c3733c5a76ed9f917ac";
        assert_eq!(sign(SECRET, again.as_bytes()), own);
        assert_eq!(verify(SECRET, Some(SIGNED), again.as_bytes()), Err(SignatureError::Wrong));
    }

    #[test]
    fn missing_malformed_and_wrong_are_told_apart() {
        let body = BODY.as_bytes();
        assert_eq!(verify(SECRET, None, body), Err(SignatureError::Missing));
        let digits = SIGNED.trim_start_matches("sha256=");
        let short = SIGNED.get(..SIGNED.len() - 1).unwrap();
        let odd_letter = format!("sha256=g{}", digits.get(1..).unwrap());
        let wide = format!("sha256={}", "\u{ff11}".repeat(64));
        let sha1 = format!("sha1={digits}");
        let long = format!("{SIGNED}00");
        for header in ["", "sha256=", digits, short, &odd_letter, &wide, &sha1, &long] {
            assert_eq!(verify(SECRET, Some(header), body), Err(SignatureError::Malformed), "{header}");
        }
        assert_eq!(verify(b"another", Some(SIGNED), body), Err(SignatureError::Wrong));
        assert_eq!(verify(b"", Some(&sign(b"", body)), body), Err(SignatureError::Wrong));
    }

    #[test]
    fn the_reference_proof() {
        let proof = "fe07563c8571522d4a7183238bf227d1854f1ca780492e73d72e048bd18594b4";
        assert_eq!(appsecret_proof(SECRET, "EAATESTTOKEN123"), proof);
    }

    proptest::proptest! {
        #[test]
        fn only_the_signed_bytes_verify(body: Vec<u8>, other: Vec<u8>, secret in "[a-z]{1,90}") {
            let header = sign(secret.as_bytes(), &body);
            proptest::prop_assert_eq!(verify(secret.as_bytes(), Some(&header), &body), Ok(()));
            if other != body {
                let refused = verify(secret.as_bytes(), Some(&header), &other);
                proptest::prop_assert_eq!(refused, Err(SignatureError::Wrong));
            }
        }

        #[test]
        fn no_header_panics(header: String) {
            proptest::prop_assert!(verify(SECRET, Some(&header), b"").is_err());
        }
    }
}
