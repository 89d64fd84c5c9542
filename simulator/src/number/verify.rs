//! The request by which Meta verifies a webhook's address.

use bytes::Bytes;
use http::Method;

use crate::client;

/// The verification request: the challenge must come back as it is.
pub(crate) async fn verify(url: &str, token: &str) -> bool {
    let challenge = crate::ids::token();
    let query = format!("hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={}", encode(token));
    let separator = if url.contains('?') { '&' } else { '?' };
    let reply = client::send(Method::GET, &format!("{url}{separator}{query}"), &[], Bytes::new()).await;
    reply.is_ok_and(|reply| reply.status == 200 && reply.body == challenge.as_bytes())
}

/// Percent-encodes everything that is not plain in a query.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
