//! `signed_request`s: forms that anybody may post.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::random::Random;
use super::{bytes, json, run};
use crate::hmac_sha256;
use crate::signed_request::verify;

const SECRETS: [&[u8]; 3] = [b"another app's secret", b"", b"test_app_secret_0123456789abcdef"];
const SIGNER: usize = 2;

fn document(random: &mut Random) -> Vec<u8> {
    let mut payload = json!({"user_id": "218471", "algorithm": "HMAC-SHA256", "issued_at": 1_291_836_800,
        "expires": 1_291_840_400, "user": {"country": "my", "age": {"min": 21}}});
    for _ in 0..random.below(4) {
        json::change(&mut payload, random);
    }
    let mut payload = payload.to_string().into_bytes();
    if random.chance(4) {
        bytes::change(&mut payload, random);
    }
    payload
}

fn signed(payload: &[u8]) -> String {
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let tag = hmac_sha256::tag(SECRETS[SIGNER], payload.as_bytes());
    format!("{}.{payload}", URL_SAFE_NO_PAD.encode(tag))
}

#[test]
fn what_is_signed_is_read_or_refused() {
    run(
        "signed_requests, signed",
        |random| signed(&document(random)).into_bytes(),
        |input| {
            let text = std::str::from_utf8(input).unwrap();
            if let Ok(request) = verify(text, &SECRETS) {
                assert!(request.secret == SIGNER && !request.user_id.is_empty());
                assert!(verify(text, &SECRETS[..SIGNER]).is_err(), "without the secret");
            }
        },
    );
}

#[test]
fn what_is_changed_after_signing_is_refused() {
    let original = signed(br#"{"user_id":"218471","algorithm":"HMAC-SHA256"}"#);
    let (_, payload) = original.split_once('.').unwrap();
    let make = |random: &mut Random| {
        let mut text = original.clone().into_bytes();
        for _ in 0..=random.below(3) {
            bytes::change(&mut text, random);
        }
        text
    };
    run("signed_requests, changed", make, |input| {
        let text = String::from_utf8_lossy(input);
        if verify(&text, &SECRETS).is_ok() {
            // The signature may be written with padding; the payload is what it was, to the byte.
            assert_eq!(text.split_once('.').unwrap().1, payload);
        }
    });
}
