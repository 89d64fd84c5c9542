//! HTTP as a stranger speaks it: each request on a connection of its own, the answer read whole.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than the Worker takes for anything, a send that waits for Meta included.
const PATIENCE: Duration = Duration::from_mins(1);

/// An answer, read whole.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lowercase.
    pub headers: HeaderMap,
    /// The body, empty if there is none.
    pub body: Bytes,
}

/// Sends one request to an `http://` address.
pub async fn send(method: &str, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> io::Result<Answer> {
    let uri: Uri = url.parse().map_err(io::Error::other)?;
    let host = uri.authority().ok_or_else(|| io::Error::other(format!("no host in {url}")))?.to_string();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let mut request = Request::builder().method(method).uri(target).header("host", &host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(body))).map_err(io::Error::other)?;
    timeout(PATIENCE, exchange(&host, request)).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

async fn exchange(host: &str, request: Request<Full<Bytes>>) -> io::Result<Answer> {
    let stream = TcpStream::connect(host).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let driver = tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    driver.abort();
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
}
