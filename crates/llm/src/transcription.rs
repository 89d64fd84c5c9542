//! Voice notes as words: `POST {base}/audio/transcriptions`, the form of the `OpenAI` API that others speak too.
//!
//! Facts from the API reference: a form with the file, the model and `response_format`; the format of the sound is
//! taken from the file's name; `json` is the one answer that every model gives. No language is named, so that the
//! model hears which one it is.

use std::fmt;

use http::Request;
use serde::Deserialize;
use serde_json::Value;

use crate::chat::Length;
use crate::classify;
use crate::completion::Usage;
use crate::cost;
use crate::endpoint::{Secret, under};
use crate::error::{Garbage, ProviderError};

/// The most bytes of a file. `OpenAI` takes requests of 25 MiB; this leaves room for the rest of the form.
pub const MOST_AUDIO_BYTES: usize = 25_000_000;

/// What a file may be declared as, what it is sent as, and the ending of the name that tells it. The reference lists
/// flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav and webm; so `WhatsApp`'s AAC and AMR cannot be sent.
const TYPES: [(&str, &str, &str); 15] = [
    ("audio/ogg", "audio/ogg", "ogg"),
    ("audio/opus", "audio/ogg", "ogg"),
    ("application/ogg", "audio/ogg", "ogg"),
    ("audio/mpeg", "audio/mpeg", "mp3"),
    ("audio/mp3", "audio/mpeg", "mp3"),
    ("audio/mp4", "audio/mp4", "m4a"),
    ("audio/m4a", "audio/mp4", "m4a"),
    ("audio/x-m4a", "audio/mp4", "m4a"),
    ("video/mp4", "video/mp4", "mp4"),
    ("audio/wav", "audio/wav", "wav"),
    ("audio/wave", "audio/wav", "wav"),
    ("audio/x-wav", "audio/wav", "wav"),
    ("audio/webm", "audio/webm", "webm"),
    ("audio/flac", "audio/flac", "flac"),
    ("audio/x-flac", "audio/flac", "flac"),
];

/// The shortest and the longest boundary: long enough that a random one stands in no file; RFC 2046 ends it at 70.
const BOUNDARY: std::ops::RangeInclusive<usize> = 24..=70;

/// A model that hears, and the key to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcriber {
    /// The base address with its version, such as `https://api.openai.com/v1`. A slash at the end does not matter.
    pub base: String,
    /// The tenant's key or the server's.
    pub key: Secret,
    /// The model's id, such as `gpt-4o-mini-transcribe`.
    pub model: String,
}

/// A voice note. What the customer called the file is not sent.
#[derive(Clone, Copy)]
pub struct Audio<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// What it was declared as; parameters such as `; codecs=opus` are allowed.
    pub mime_type: &'a str,
}

/// Why a voice note cannot be sent. Nothing was sent then, and trying again gives the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AudioError {
    /// There is nothing in it.
    #[error("the voice note is empty")]
    Empty,
    /// No transcriber takes files of this type.
    #[error("voice notes of this type cannot be transcribed")]
    Type,
    /// Larger than [`MOST_AUDIO_BYTES`].
    #[error("the voice note is larger than {MOST_AUDIO_BYTES} bytes")]
    TooLarge,
    /// Not 24 to 70 letters, digits, `-` and `_`.
    #[error("the boundary is malformed")]
    Boundary,
    /// The base address is not a URL.
    #[error("the address of the transcription endpoint is not a URL")]
    Address,
    /// The key has characters that a header cannot carry.
    #[error("the key of the transcription endpoint has characters that no key has")]
    Key,
}

impl AudioError {
    /// The machine name for the trace.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "audio_empty",
            Self::Type => "audio_type",
            Self::TooLarge => "audio_too_large",
            Self::Boundary => "transcription_boundary",
            Self::Address => "transcription_address_invalid",
            Self::Key => "transcription_key_invalid",
        }
    }
}

/// What was heard.
#[derive(Clone, PartialEq, Eq)]
pub struct Transcript {
    /// The words, trimmed; `None` if nobody spoke. Software heard them: a name or a number may be wrong.
    pub text: Option<String>,
    /// What it used, of a model that is billed by the token.
    pub usage: Usage,
    /// How long the sound is, of a model that is billed by the time; whole seconds, rounded up.
    pub seconds: Option<u64>,
}

impl Transcript {
    /// What it cost in millionths of a US dollar; `None` if the model's price is not known, or the answer does not say
    /// what was used.
    pub fn cost_microusd(&self, model: &str) -> Option<u64> {
        match self.seconds {
            Some(seconds) => cost::seconds_microusd(model, seconds),
            None if self.usage == Usage::default() => None,
            None => cost::cost_microusd(model, &self.usage),
        }
    }
}

/// The HTTP request that asks for the words of `audio`. `boundary` parts the form and must be random.
///
/// # Errors
///
/// [`AudioError`].
pub fn request(
    transcriber: &Transcriber,
    audio: &Audio<'_>,
    boundary: &str,
) -> Result<Request<Vec<u8>>, AudioError> {
    let (mime_type, ending) = sent_as(audio.mime_type).ok_or(AudioError::Type)?;
    match audio.bytes.len() {
        0 => return Err(AudioError::Empty),
        size if size > MOST_AUDIO_BYTES => return Err(AudioError::TooLarge),
        _ => {}
    }
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !BOUNDARY.contains(&boundary.len()) || !boundary.bytes().all(safe) {
        return Err(AudioError::Boundary);
    }
    let field = |name: &str, value: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let head = format!(
        "{}{}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"voice.{ending}\"\r\n\
         Content-Type: {mime_type}\r\n\r\n",
        field("model", &transcriber.model),
        field("response_format", "json"),
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    Request::post(under(&transcriber.base, "/audio/transcriptions"))
        .header("authorization", transcriber.key.bearer().map_err(|_| AudioError::Key)?)
        .header("content-type", format!("multipart/form-data; boundary={boundary}"))
        .body([head.as_bytes(), audio.bytes, tail.as_bytes()].concat())
        .map_err(|_| AudioError::Address)
}

/// The type and the ending of the name that a file is sent with; `None` for what no transcriber takes.
fn sent_as(mime_type: &str) -> Option<(&'static str, &'static str)> {
    let essence = mime_type.split(';').next().unwrap_or_default().trim();
    let row = TYPES.iter().find(|(declared, ..)| declared.eq_ignore_ascii_case(essence));
    row.map(|(_, sent, ending)| (*sent, *ending))
}

#[derive(Deserialize)]
struct Answer {
    text: String,
    #[serde(default)]
    usage: Value,
}

/// The transcript, from what came back. `retry_after` is the header of that name; see [`crate::read`].
///
/// # Errors
///
/// [`ProviderError`] for every status but 2xx, and for a body that is not a transcript.
pub fn read(status: u16, retry_after: Option<&str>, body: &[u8]) -> Result<Transcript, ProviderError> {
    let parsed = serde_json::from_slice::<Value>(body);
    if let Some(error) = classify::classify(status, retry_after, parsed.as_ref().ok()) {
        return Err(error);
    }
    let answer = parsed.map_err(|_| Garbage::NotJson)?;
    let Answer { text, usage } = serde_json::from_value(answer).map_err(|_| Garbage::Shape)?;
    let tokens = |name: &str| usage.get(name).and_then(Value::as_u64).unwrap_or(0);
    let (input_tokens, output_tokens) = (tokens("input_tokens"), tokens("output_tokens"));
    Ok(Transcript {
        text: Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        usage: Usage { input_tokens, output_tokens, ..Usage::default() },
        seconds: usage.get("seconds").and_then(whole_seconds),
    })
}

/// Some servers count in parts of a second. A number in JSON is finite, and the cast stops at the type's ends.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float's cast saturates")]
fn whole_seconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().map(|seconds| seconds.ceil() as u64))
}

impl fmt::Debug for Audio<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Audio({} bytes)", self.bytes.len())
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcript")
            .field("text", &self.text.as_deref().map(Length))
            .field("usage", &self.usage)
            .field("seconds", &self.seconds)
            .finish()
    }
}

#[cfg(test)]
mod tests;
