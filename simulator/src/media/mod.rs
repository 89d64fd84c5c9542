//! Files: what customers send, what the business uploads, and how fetching one goes wrong.

pub(crate) mod elsewhere;
pub(crate) mod serve;
pub(crate) mod store;
#[cfg(test)]
mod tests;
pub(crate) mod types;

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

/// A picture of a dress, 240 by 300 pixels: what the phone page sends. `image/png`.
pub const SAMPLE_PICTURE: &[u8] = include_bytes!("photo.png");
/// Two seconds of silence: what the phone page sends. `audio/ogg; codecs=opus`.
pub const SAMPLE_VOICE: &[u8] = include_bytes!("voice.ogg");

/// A file that a customer sends with [`Customer::send_media`](crate::Customer::send_media).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The message type: `image`, `video`, `audio`, `document` or `sticker`.
    pub kind: String,
    /// As in the webhook, parameters included.
    pub mime_type: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// The words under it; images, videos and documents have them.
    pub caption: Option<String>,
    /// Documents have one.
    pub filename: Option<String>,
    /// Recorded in the chat, not attached; for audio.
    pub voice: bool,
}

impl Media {
    /// A file without any words.
    pub fn new(kind: &str, mime_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            kind: kind.to_owned(),
            mime_type: mime_type.to_owned(),
            bytes: bytes.into(),
            caption: None,
            filename: None,
            voice: false,
        }
    }

    /// A photo.
    pub fn image(mime_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new("image", mime_type, bytes)
    }

    /// A voice note: `audio/ogg; codecs=opus`.
    pub fn voice(bytes: impl Into<Vec<u8>>) -> Self {
        Self { voice: true, ..Self::new("audio", "audio/ogg; codecs=opus", bytes) }
    }

    /// A document with its name.
    pub fn document(filename: &str, mime_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { filename: Some(filename.to_owned()), ..Self::new("document", mime_type, bytes) }
    }

    /// With these words under it.
    #[must_use]
    pub fn caption(mut self, words: &str) -> Self {
        self.caption = Some(words.to_owned());
        self
    }

    /// The message object around the stored file; `url` where the webhook brings one.
    pub(crate) fn message(&self, id: &str, sha256: &str, url: Option<&str>) -> Value {
        let mut object = Map::from_iter(
            [("id", id), ("mime_type", self.mime_type.as_str()), ("sha256", sha256)].map(pair),
        );
        let texts =
            [("caption", self.caption.as_deref()), ("filename", self.filename.as_deref()), ("url", url)];
        object.extend(texts.into_iter().filter_map(|(key, text)| Some(pair((key, text?)))));
        match self.kind.as_str() {
            "audio" => drop(object.insert("voice".to_owned(), json!(self.voice))),
            "sticker" => drop(object.insert("animated".to_owned(), json!(false))),
            _ => {}
        }
        json!({ "type": self.kind, self.kind.as_str(): object })
    }
}

fn pair((key, text): (&str, &str)) -> (String, Value) {
    (key.to_owned(), json!(text))
}

/// A file that the business uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What a message names it by.
    pub media_id: String,
    /// As the call gave it, parameters included.
    pub mime_type: String,
    /// As the call gave it.
    pub filename: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// When it was accepted.
    pub at: SystemTime,
}

/// What goes wrong with the fetching of a file from its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaFault {
    /// As many bytes as announced, but others: neither digest fits.
    WrongBytes,
    /// The first half, as if it were all.
    HalfTheBytes,
    /// The first half, then the connection ends.
    CutShort,
    /// This HTTP status, such as 503.
    Status(u16),
    /// The address is too old at once: 404 now and from now on.
    Expired,
    /// Silence for so long, then the connection ends.
    Hang(Duration),
    /// 302 to another host, which would serve the file to anybody and notes whether the token came along.
    RedirectElsewhere,
    /// 302 to a fresh address on the same host.
    RedirectHere,
}

/// A request that reached the other host, or that brought a token to an address which needs none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignRequest {
    /// The path without the query.
    pub path: String,
    /// Whether it carried an `Authorization` header, which no client may send across hosts.
    pub authorization: bool,
    /// When it arrived.
    pub at: SystemTime,
}
