//! `signed_request`: how Meta tells that a person removed the app or asks for their data to be deleted.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use domain::time::Timestamp;

use crate::hmac_sha256;
use crate::json::Node;

/// Meta usually leaves the padding out; both forms are seen.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a verified `signed_request` says.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// The person's id, scoped to the app whose secret verified.
    pub user_id: String,
    /// When Meta signed it.
    pub issued_at: Option<Timestamp>,
    /// When the person's session ends. Not a deadline for the request: Meta repeats old ones.
    pub expires: Option<Timestamp>,
    /// Which of the given secrets verified, by position: it names the app.
    pub secret: usize,
}

crate::json::log_safe!(SignedRequest { issued_at, secret });

/// Why a `signed_request` is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedRequestError {
    /// Not two base64url parts, or the first is not 32 bytes.
    #[error("the signed_request is malformed")]
    Malformed,
    /// No secret verifies it.
    #[error("the signed_request's signature does not match")]
    Wrong,
    /// Signed, but its payload is not JSON, names another algorithm, or has no user.
    #[error("the signed_request's payload cannot be used")]
    Payload,
}

/// Reads and verifies a `signed_request` against every secret that may have signed it.
///
/// # Errors
///
/// [`SignedRequestError`].
pub fn verify(signed: &str, secrets: &[&[u8]]) -> Result<SignedRequest, SignedRequestError> {
    let (signature, payload) = signed.split_once('.').ok_or(SignedRequestError::Malformed)?;
    let tag = BASE64.decode(signature).map_err(|_| SignedRequestError::Malformed)?;
    if tag.len() != 32 {
        return Err(SignedRequestError::Malformed);
    }
    // The encoded payload is what is signed, not the JSON in it.
    let signed_by = |secret: &&[u8]| hmac_sha256::verifies(secret, payload.as_bytes(), &tag);
    let secret = secrets.iter().position(signed_by).ok_or(SignedRequestError::Wrong)?;
    read(payload, secret).ok_or(SignedRequestError::Payload)
}

fn read(payload: &str, secret: usize) -> Option<SignedRequest> {
    let json = BASE64.decode(payload).ok()?;
    let value = serde_json::from_slice(&json).ok()?;
    let node = Node::new(&value);
    let algorithm = node.at("algorithm").text()?;
    if !algorithm.eq_ignore_ascii_case("HMAC-SHA256") {
        return None;
    }
    let moment = |key| node.at(key).int().filter(|seconds| *seconds > 0).map(Timestamp::from_seconds);
    Some(SignedRequest {
        user_id: node.at("user_id").id()?,
        issued_at: moment("issued_at"),
        expires: moment("expires"),
        secret,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"test_app_secret_0123456789abcdef";
    const PAYLOAD: &str = "eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEyOTE4MzY4MDAsImV4cGlyZXMiOjEyOTE4NDA0MDB9";
    const SIGNATURE: &str = "v7xJR3wH135NAMyf0PBei61MENFNDDFYU2SbiN1u8c4";

    fn signed(payload: &str) -> String {
        let payload = BASE64.encode(payload);
        let tag = hmac_sha256::tag(SECRET, payload.as_bytes());
        format!("{}.{payload}", BASE64.encode(tag))
    }

    #[test]
    fn the_reference_vector() {
        let request = verify(&format!("{SIGNATURE}.{PAYLOAD}"), &[b"other", SECRET]).unwrap();
        let expected = SignedRequest {
            user_id: "218471".to_owned(),
            issued_at: Some(Timestamp::from_seconds(1_291_836_800)),
            expires: Some(Timestamp::from_seconds(1_291_840_400)),
            secret: 1,
        };
        assert_eq!(request, expected);
        assert!(verify(&format!("{SIGNATURE}=.{PAYLOAD}"), &[SECRET]).is_ok(), "padding is tolerated");
    }

    #[test]
    fn a_changed_signature_or_payload_fails() {
        let altered = SIGNATURE.replacen("v7xJ", "vrxJ", 1);
        assert_eq!(verify(&format!("{altered}.{PAYLOAD}"), &[SECRET]), Err(SignedRequestError::Wrong));
        assert_eq!(verify(&format!("{SIGNATURE}.{PAYLOAD}A"), &[SECRET]), Err(SignedRequestError::Wrong));
        assert_eq!(verify(&format!("{SIGNATURE}.{PAYLOAD}"), &[b""]), Err(SignedRequestError::Wrong));
        for malformed in ["", ".", "a.b", PAYLOAD, "!!!.e30"] {
            assert_eq!(verify(malformed, &[SECRET]), Err(SignedRequestError::Malformed), "{malformed}");
        }
    }

    #[test]
    fn the_payload_must_name_the_algorithm_and_a_user() {
        let whole = signed(r#"{"user_id":218471,"algorithm":"hmac-sha256","expires":0}"#);
        let request = verify(&whole, &[SECRET]).unwrap();
        assert_eq!((request.user_id.as_str(), request.expires), ("218471", None));
        for payload in [
            r#"{"user_id":"1","algorithm":"none"}"#,
            r#"{"user_id":"1"}"#,
            r#"{"algorithm":"HMAC-SHA256"}"#,
            "[",
            "7",
        ] {
            assert_eq!(verify(&signed(payload), &[SECRET]), Err(SignedRequestError::Payload), "{payload}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text: String) {
            proptest::prop_assert!(verify(&text, &[SECRET]).is_err());
        }
    }
}
