//! A small HTTP client for what the stand-in sends by itself: webhooks and verification requests.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take before the stand-in counts it as none.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests look at the others"))]
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// One request on a connection of its own. Only `http://`: what it talks to runs on this machine.
pub(crate) async fn send(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: Bytes,
) -> io::Result<Reply> {
    let uri: Uri = url.parse().map_err(io::Error::other)?;
    let host = authority(&uri)?;
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let mut request = Request::builder().method(method).uri(target).header("host", host.as_str());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(body)).map_err(io::Error::other)?;
    timeout(PATIENCE, exchange(&host, request)).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

fn authority(uri: &Uri) -> io::Result<String> {
    let host = uri.host().filter(|_| uri.scheme_str() == Some("http"));
    let host = host.ok_or_else(|| io::Error::other(format!("not an http:// address: {uri}")))?;
    Ok(format!("{host}:{}", uri.port_u16().unwrap_or(80)))
}

async fn exchange(host: &str, request: Request<Full<Bytes>>) -> io::Result<Reply> {
    let stream = TcpStream::connect(host).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let driver = tokio::spawn(connection);
    let outcome = read(sender.send_request(request).await).await;
    driver.abort();
    outcome
}

async fn read(response: hyper::Result<http::Response<hyper::body::Incoming>>) -> io::Result<Reply> {
    let response = response.map_err(io::Error::other)?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = response.into_body().collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(Reply { status, content_type, headers, body })
}
