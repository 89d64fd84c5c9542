//! The listening side. It serves connections itself, because `axum::serve` always answers, and a stand-in must also
//! be able to hang up without a word.

use std::io;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower_service::Service as _;

/// Marks an answer that must never be written: the connection ends instead.
#[derive(Clone, Copy)]
struct HangUp;

/// An answer that closes the connection without a byte.
pub(crate) fn hang_up() -> Response {
    let mut response = ().into_response();
    response.extensions_mut().insert(HangUp);
    response
}

/// Accepts until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, app: Router) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection(stream, app.clone()))),
            // Out of file handles: the next attempt may work, a busy loop would not help.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, app: Router) {
    // Small answers must not wait for the peer's acknowledgement; a failure only costs milliseconds.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(app.clone(), request));
    let served =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    // Both a peer that left and our own hanging up end here; neither is news.
    let _ = served.await;
}

async fn answer(mut app: Router, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let Ok(response) = app.call(request).await;
    match response.extensions().get::<HangUp>() {
        Some(HangUp) => Err(io::Error::from(io::ErrorKind::ConnectionAborted)),
        None => Ok(response),
    }
}
