//! Meta's question when a webhook address is set: a GET that only the holder of the verify token may answer.

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// The longest challenge that is echoed, in characters.
const CHALLENGE_MAX: usize = 256;

/// The text to answer with (status 200, `text/plain`), or `None` for a refusal (403).
///
/// `query` are the decoded query pairs; `expected` every verify token that this address accepts. The challenge is
/// echoed only if it is plain letters, digits, `_` and `-`, so that the answer can never become a script.
pub fn answer<K, V>(query: impl IntoIterator<Item = (K, V)>, expected: &[&str]) -> Option<String>
where
    K: AsRef<str>,
    V: AsRef<str>,
{
    let (mut mode, mut token, mut challenge) = (None, None, None);
    for (key, value) in query {
        match key.as_ref() {
            "hub.mode" => mode = Some(value),
            "hub.verify_token" => token = Some(value),
            "hub.challenge" => challenge = Some(value),
            _ => {}
        }
    }
    let subscribes = mode?.as_ref() == "subscribe";
    let known = is_one_of(token?.as_ref(), expected);
    let challenge = challenge?.as_ref().to_owned();
    (subscribes && known && is_plain(&challenge)).then_some(challenge)
}

/// Compares digests, so that neither the length nor the place of the first difference can be timed.
fn is_one_of(token: &str, expected: &[&str]) -> bool {
    let given = Sha256::digest(token.as_bytes());
    let usable = expected.iter().filter(|known| !known.is_empty());
    let found = usable.fold(Choice::from(0), |found, known| {
        found | Sha256::digest(known.as_bytes()).as_slice().ct_eq(given.as_slice())
    });
    found.into()
}

fn is_plain(challenge: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !challenge.is_empty() && challenge.len() <= CHALLENGE_MAX && challenge.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(mode: &str, token: &str, challenge: &str) -> Option<String> {
        let query = [("hub.mode", mode), ("hub.verify_token", token), ("hub.challenge", challenge)];
        answer(query, &["", "first", "second"])
    }

    #[test]
    fn every_expected_token_is_answered() {
        assert_eq!(ask("subscribe", "first", "1158201444").as_deref(), Some("1158201444"));
        assert_eq!(ask("subscribe", "second", "a_B-9").as_deref(), Some("a_B-9"));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(ask("unsubscribe", "first", "1"), None);
        assert_eq!(ask("subscribe", "third", "1"), None);
        assert_eq!(ask("subscribe", "firs", "1"), None);
        assert_eq!(ask("subscribe", "", "1"), None, "an unset token must not match an empty one");
        assert_eq!(answer([("hub.mode", "subscribe"), ("hub.challenge", "1")], &["first"]), None);
    }

    #[test]
    fn a_challenge_that_could_be_markup_is_refused() {
        assert_eq!(ask("subscribe", "first", "<script>"), None);
        assert_eq!(ask("subscribe", "first", ""), None);
        assert_eq!(ask("subscribe", "first", &"1".repeat(257)), None);
        assert!(ask("subscribe", "first", &"1".repeat(256)).is_some());
    }
}
