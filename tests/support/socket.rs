//! A WebSocket as a page opens it.

use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::time::PATIENCE;

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The protocol that the server chose.
    pub protocol: String,
}

/// What a socket brought.
#[derive(Debug)]
pub enum Heard {
    /// A frame of JSON.
    Frame(Value),
    /// Words that are none.
    Text(String),
    /// It ended, with this code.
    Closed(u16),
}

impl Socket {
    /// Opens one at `url` (`http://…`). `Err`: the status it was refused with.
    pub async fn open(url: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let url = url.replacen("http", "ws", 1);
        let mut request = url.into_client_request().expect("an address of a socket");
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).expect("a header"));
        }
        match timeout(PATIENCE, connect_async(request)).await.expect("an answer in time") {
            Ok((stream, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                let protocol = protocol.and_then(|value| value.to_str().ok()).unwrap_or_default();
                Ok(Self { stream, protocol: protocol.to_owned() })
            }
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the socket did not open: {error}"),
        }
    }

    /// Says something.
    pub async fn say(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.expect("an open socket");
    }

    /// The next thing it brings.
    pub async fn next(&mut self) -> Heard {
        loop {
            let heard = timeout(PATIENCE, self.stream.next()).await.expect("a frame in time");
            match heard {
                Some(Ok(Message::Text(text))) => {
                    let text = text.to_string();
                    return serde_json::from_str(&text).map_or(Heard::Text(text), Heard::Frame);
                }
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map_or(1005, |frame| u16::from(frame.code)));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(1006),
            }
        }
    }

    /// The next frame of this type; others are passed over.
    pub async fn frame(&mut self, kind: &str) -> Value {
        loop {
            match self.next().await {
                Heard::Frame(frame) if frame["type"] == kind => return frame,
                Heard::Frame(_) => {}
                other => panic!("no frame of the type {kind}, but {other:?}"),
            }
        }
    }
}
