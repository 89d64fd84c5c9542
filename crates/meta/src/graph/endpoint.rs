//! Where Graph is, and how every request to it is made.

use std::fmt::Write;

use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Request};
use serde_json::Value;

/// The longest id that is put into an address, in bytes.
const ID_MAX: usize = 256;

/// A Graph host and the version that every call names. A call without one would silently use the oldest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Scheme and host without a slash at the end, such as `https://graph.facebook.com`.
    pub base: String,
    /// Such as `v25.0`.
    pub version: String,
}

/// A request that cannot be made from what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// An id that is empty or could change the address it is put into.
    #[error("an id is not fit for an address")]
    Id,
    /// The base or the version makes no address.
    #[error("the Graph address is malformed")]
    Address,
    /// The token cannot stand in a header.
    #[error("the access token is malformed")]
    Token,
    /// An address outside the hosts that files may be fetched from.
    #[error("the address is not one of Meta's")]
    Host,
}

impl Endpoint {
    /// A host and version; slashes at the end of `base` do not matter.
    pub fn new(base: &str, version: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), version: version.to_owned() }
    }

    /// A GET of `{base}/{version}/{path…}?{query}`; `query` is already encoded.
    pub(super) fn get(
        &self,
        token: &str,
        path: &[&str],
        query: &str,
    ) -> Result<Request<Vec<u8>>, RequestError> {
        self.request(Method::GET, token, path, query, Vec::new())
    }

    /// A GET of one page of a list: the first, or the one after a cursor.
    pub(super) fn page(
        &self,
        token: &str,
        path: &[&str],
        query: &str,
        after: Option<&str>,
    ) -> Result<Request<Vec<u8>>, RequestError> {
        match after {
            None => self.get(token, path, query),
            Some("") => Err(RequestError::Id),
            Some(after) => self.get(token, path, &format!("{query}&after={}", encoded(after))),
        }
    }

    /// A POST of a JSON body.
    pub(super) fn post(
        &self,
        token: &str,
        path: &[&str],
        body: &Value,
    ) -> Result<Request<Vec<u8>>, RequestError> {
        self.request(Method::POST, token, path, "", body.to_string().into_bytes())
    }

    /// A POST of a body that is not JSON.
    pub(super) fn upload(
        &self,
        token: &str,
        path: &[&str],
        content_type: &str,
        body: Vec<u8>,
    ) -> Result<Request<Vec<u8>>, RequestError> {
        let kind = HeaderValue::try_from(content_type).map_err(|_| RequestError::Address)?;
        let mut request = self.request(Method::POST, token, path, "", body)?;
        request.headers_mut().insert(CONTENT_TYPE, kind);
        Ok(request)
    }

    /// A POST or DELETE that says everything in its address.
    pub(super) fn bare(
        &self,
        method: Method,
        token: &str,
        path: &[&str],
        query: &str,
    ) -> Result<Request<Vec<u8>>, RequestError> {
        self.request(method, token, path, query, Vec::new())
    }

    fn request(
        &self,
        method: Method,
        token: &str,
        path: &[&str],
        query: &str,
        body: Vec<u8>,
    ) -> Result<Request<Vec<u8>>, RequestError> {
        let mut request = Request::builder().method(method).uri(self.address(path, query)?);
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        request.header(AUTHORIZATION, bearer(token)?).body(body).map_err(|_| RequestError::Address)
    }

    fn address(&self, path: &[&str], query: &str) -> Result<String, RequestError> {
        if !is_segment(&self.version) {
            return Err(RequestError::Address);
        }
        if !path.iter().all(|segment| is_segment(segment)) {
            return Err(RequestError::Id);
        }
        let question = if query.is_empty() { "" } else { "?" };
        Ok(format!("{}/{}/{}{question}{query}", self.base, self.version, path.join("/")))
    }
}

/// Marked sensitive, so that printing a request does not print the token.
pub(super) fn bearer(token: &str) -> Result<HeaderValue, RequestError> {
    if token.is_empty() {
        return Err(RequestError::Token);
    }
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| RequestError::Token)?;
    value.set_sensitive(true);
    Ok(value)
}

/// A text as the value of a query: cursors are opaque, so nothing is assumed about their letters.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"_-.~".contains(&byte) {
            out.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Whether a text can stand between two slashes and mean only itself.
pub(super) fn is_segment(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let dots = text.bytes().all(|byte| byte == b'.');
    !dots && text.len() <= ID_MAX && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_version_and_a_hidden_token() {
        let endpoint = Endpoint::new("https://graph.facebook.com/", "v25.0");
        let request = endpoint.get("EAA", &["123"], "fields=id").unwrap();
        assert_eq!(request.uri(), "https://graph.facebook.com/v25.0/123?fields=id");
        assert_eq!(request.headers().get(AUTHORIZATION).unwrap(), "Bearer EAA");
        assert!(!format!("{request:?}").contains("EAA"));
    }

    #[test]
    fn an_id_cannot_change_the_address() {
        let endpoint = Endpoint::new("https://graph.facebook.com", "v25.0");
        for id in ["", "..", "1/messages", "1?x=1", "1#", "1%2f", "1 2", "\u{e9}"] {
            assert_eq!(endpoint.get("EAA", &[id], "").unwrap_err(), RequestError::Id, "{id}");
        }
        assert_eq!(endpoint.get("", &["1"], "").unwrap_err(), RequestError::Token);
        assert_eq!(endpoint.get("a\nb", &["1"], "").unwrap_err(), RequestError::Token);
        assert_eq!(
            Endpoint::new("https://graph.facebook.com", "").get("EAA", &["1"], "").unwrap_err(),
            RequestError::Address
        );
        assert_eq!(
            Endpoint::new("no spaces", "v25.0").get("EAA", &["1"], "").unwrap_err(),
            RequestError::Address
        );
    }

    #[test]
    fn a_cursor_changes_nothing_but_itself() {
        let endpoint = Endpoint::new("https://graph.facebook.com", "v25.0");
        let line = |after| endpoint.page("EAA", &["1"], "limit=2", after).unwrap().uri().to_string();
        assert_eq!(line(None), "https://graph.facebook.com/v25.0/1?limit=2");
        assert_eq!(
            line(Some("QV=&x=1#")),
            "https://graph.facebook.com/v25.0/1?limit=2&after=QV%3D%26x%3D1%23"
        );
        assert_eq!(endpoint.page("EAA", &["1"], "", Some("")).unwrap_err(), RequestError::Id);
    }

    proptest::proptest! {
        #[test]
        fn no_id_panics_or_escapes(id: String) {
            let endpoint = Endpoint::new("https://graph.facebook.com", "v25.0");
            if let Ok(request) = endpoint.get("EAA", &[&id, "messages"], "") {
                proptest::prop_assert_eq!(request.uri().path(), format!("/v25.0/{id}/messages"));
                proptest::prop_assert_eq!(request.uri().host(), Some("graph.facebook.com"));
            }
        }
    }
}
