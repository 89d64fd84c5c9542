//! Files: fetching a customer's, checking what came, handing over our own.
//!
//! A fetch is two calls: [`super::whatsapp::media`] tells the address, valid for 5 minutes; [`download`] opens it. A
//! 404 there means that the address is old: ask for a new one. Redirects are never left to the client: see
//! [`redirected`].

mod check;
mod hosts;
#[cfg(test)]
mod tests;
mod upload;

use http::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};

use super::endpoint::{Endpoint, RequestError, bearer};

pub use check::{Check, MediaError, check_media};
pub use hosts::is_media_host;
pub use upload::{Upload, UploadError, kind_and_limit, read_upload, upload};

/// Some of Meta's file hosts refuse callers that do not name themselves.
const AGENT: HeaderValue = HeaderValue::from_static("counterhand");

/// Fetches a file of WhatsApp's from the address that Graph or the webhook gave, with the token.
///
/// # Errors
///
/// [`RequestError::Host`] for any address that the token must not be sent to.
pub fn download(graph: &Endpoint, token: &str, url: &str) -> Result<Request<Vec<u8>>, RequestError> {
    let uri = hosts::parse(url)?;
    if !hosts::takes_token(&uri, graph) {
        return Err(RequestError::Host);
    }
    let mut request = get(uri)?;
    request.headers_mut().insert(AUTHORIZATION, bearer(token)?);
    Ok(request)
}

/// Fetches a file of Messenger's or Instagram's: their addresses are signed and need no token.
///
/// # Errors
///
/// [`RequestError::Host`] unless [`is_media_host`].
pub fn download_signed(graph: &Endpoint, url: &str) -> Result<Request<Vec<u8>>, RequestError> {
    let uri = hosts::parse(url)?;
    if !hosts::is_allowed(&uri, graph) {
        return Err(RequestError::Host);
    }
    get(uri)
}

/// What follows a redirect of `request` to `location`. The token stays behind when the origin changes, and the new
/// address must be one of Meta's as well. Counting the redirects is for the caller.
///
/// # Errors
///
/// [`RequestError`].
pub fn redirected(
    graph: &Endpoint,
    request: &Request<Vec<u8>>,
    location: &str,
) -> Result<Request<Vec<u8>>, RequestError> {
    let uri = hosts::join(request.uri(), location)?;
    if !hosts::is_allowed(&uri, graph) {
        return Err(RequestError::Host);
    }
    let stays = hosts::same_origin(request.uri(), &uri);
    let mut next = get(uri)?;
    if let Some(token) = request.headers().get(AUTHORIZATION).filter(|_| stays) {
        next.headers_mut().insert(AUTHORIZATION, token.clone());
    }
    Ok(next)
}

/// Deletes a file that was uploaded; [`super::whatsapp::read_success`] reads the answer.
///
/// # Errors
///
/// [`RequestError`].
pub fn delete(graph: &Endpoint, token: &str, media_id: &str) -> Result<Request<Vec<u8>>, RequestError> {
    graph.bare(Method::DELETE, token, &[media_id], "")
}

fn get(uri: Uri) -> Result<Request<Vec<u8>>, RequestError> {
    let request = Request::builder().method(Method::GET).uri(uri).header(USER_AGENT, AGENT);
    request.body(Vec::new()).map_err(|_| RequestError::Address)
}
