//! Where files may be fetched from, and where the token may go.

use http::Uri;
use http::uri::Scheme;

use crate::graph::{Endpoint, RequestError};

/// WhatsApp's files: the only host outside Graph that is given a token.
const TOKEN_HOST: &str = "lookaside.fbsbx.com";

/// Meta's own domains for files; each stands for itself and everything below it.
const DOMAINS: [&str; 4] = ["fbsbx.com", "fbcdn.net", "cdninstagram.com", "whatsapp.net"];

/// Whether a file may be fetched from `url`: https on a file host of Meta's, or Graph's own origin, whatever its
/// scheme and port are, which is how a simulator serves files.
pub fn is_media_host(url: &str, graph: &Endpoint) -> bool {
    parse(url).is_ok_and(|uri| is_allowed(&uri, graph))
}

/// An address with a scheme and a host, and with nobody's name in it.
pub(super) fn parse(url: &str) -> Result<Uri, RequestError> {
    let uri: Uri = url.parse().map_err(|_| RequestError::Address)?;
    let nameless = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    if nameless && uri.scheme().is_some() { Ok(uri) } else { Err(RequestError::Address) }
}

/// The address that a redirect from `from` names: whole, or from the root.
pub(super) fn join(from: &Uri, location: &str) -> Result<Uri, RequestError> {
    let scheme = from.scheme_str().ok_or(RequestError::Address)?;
    let authority = from.authority().ok_or(RequestError::Address)?;
    if location.starts_with("//") {
        return parse(&format!("{scheme}:{location}"));
    }
    if location.starts_with('/') {
        return parse(&format!("{scheme}://{authority}{location}"));
    }
    parse(location)
}

pub(super) fn is_allowed(uri: &Uri, graph: &Endpoint) -> bool {
    let within = |host: &str, domain: &str| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    is_graph(uri, graph) || https_host(uri).is_some_and(|host| DOMAINS.iter().any(|one| within(&host, one)))
}

pub(super) fn takes_token(uri: &Uri, graph: &Endpoint) -> bool {
    is_graph(uri, graph) || https_host(uri).is_some_and(|host| host == TOKEN_HOST)
}

pub(super) fn same_origin(one: &Uri, other: &Uri) -> bool {
    origin(one).is_some() && origin(one) == origin(other)
}

fn is_graph(uri: &Uri, graph: &Endpoint) -> bool {
    parse(&graph.base).is_ok_and(|base| same_origin(&base, uri))
}

/// The host in lowercase, if the scheme is https on its usual port.
fn https_host(uri: &Uri) -> Option<String> {
    let (scheme, host, port) = origin(uri)?;
    (scheme == Scheme::HTTPS && port == 443).then_some(host)
}

fn origin(uri: &Uri) -> Option<(Scheme, String, u16)> {
    let scheme = uri.scheme()?.clone();
    let usual = if scheme == Scheme::HTTPS { 443 } else { 80 };
    Some((scheme, uri.host()?.to_ascii_lowercase(), uri.port_u16().unwrap_or(usual)))
}
