//! `POST {base}/audio/transcriptions` of the OpenAI wire, scripted by key.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::serve::{Refusal, key};
use super::{Llm, Outcome, Wire, openai};
use crate::multipart::{self, Form};
use crate::record::WaitError;
use crate::server::hang_up;
use crate::state::Shared;

/// What a key without a script hears in every voice note.
const USUAL: &str = "Hello, do you have this in another colour?";
const EXTENSIONS: [&str; 10] = ["flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "oga", "wav", "webm"];
const MOST: usize = 25 << 20;
/// As many tokens every sound is worth.
const SOUND: usize = 200;

/// One scripted transcription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transcript {
    /// What was said.
    Text(String),
    /// An HTTP error in the provider's shape.
    Status {
        /// The HTTP status.
        http: u16,
        /// `Retry-After` in seconds.
        retry_after: Option<u64>,
    },
    /// 200 with this body, whatever it is.
    Garbage(String),
    /// Silence for so long, then the connection ends.
    Hang(Duration),
}

/// A request for a transcription as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptionRequest {
    /// The file; empty if there was none.
    pub audio: Vec<u8>,
    /// The file's name; its ending tells the provider the format.
    pub filename: String,
    /// The file's type.
    pub mime_type: String,
    /// The model.
    pub model: String,
    /// The language, where the caller knew it.
    pub language: Option<String>,
    /// Why it was refused as malformed, if it was.
    pub problem: Option<String>,
    /// What became of it; an aborted one stays pending.
    pub outcome: Outcome,
    /// When it arrived.
    pub at: SystemTime,
}

impl Llm {
    /// Transcriptions for the next voice notes with this key, in order, after those that are scripted already.
    pub fn transcripts(&self, key: &str, transcripts: Vec<Transcript>) {
        self.shared
            .change(|world| world.llm.transcripts.entry(key.to_owned()).or_default().extend(transcripts));
    }

    /// The requests for transcriptions with this key, oldest first.
    pub fn transcriptions(&self, key: &str) -> Vec<TranscriptionRequest> {
        self.shared.read(|world| {
            let own = world.llm.transcriptions.iter().filter(|(used, _)| used == key);
            own.map(|(_, request)| request.clone()).collect()
        })
    }

    /// Waits until there were so many of them, and returns them all.
    pub async fn wait_for_transcriptions(
        &self,
        key: &str,
        count: usize,
        timeout: Duration,
    ) -> Result<Vec<TranscriptionRequest>, WaitError> {
        let enough = self.shared.wait(timeout, |world| {
            let own = world.llm.transcriptions.iter().filter(|(used, _)| used == key);
            (own.count() >= count).then_some(())
        });
        let enough = enough.await;
        let all = self.transcriptions(key);
        let seen = format!("{} transcriptions", all.len());
        enough.map(|()| all).ok_or(WaitError { waited: timeout, seen })
    }
}

pub(super) async fn transcribe(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let key = key(Wire::OpenAi, &headers);
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let form = multipart::read(kind, &bytes);
    let checked = next(&shared, key.as_deref(), &form);
    let mut request = request(&form.unwrap_or_default());
    request.problem = checked.as_ref().err().map(|refusal| refusal.message.clone());
    let place = shared.change(|world| {
        world.llm.transcriptions.push((key.unwrap_or_default(), request));
        world.llm.transcriptions.len() - 1
    });
    let (response, outcome) = match checked {
        Ok(transcript) => give(transcript).await,
        Err(refusal) => (refused(&refusal, None), Outcome::Answered(refusal.http)),
    };
    shared.change(|world| {
        if let Some((_, request)) = world.llm.transcriptions.get_mut(place) {
            request.outcome = outcome;
        }
    });
    response
}

fn next(
    shared: &Shared,
    key: Option<&str>,
    form: &Result<Form, &'static str>,
) -> Result<Transcript, Refusal> {
    let known = key.filter(|key| shared.read(|world| !world.llm.refused.contains(*key)));
    let key = known.ok_or_else(|| Refusal {
        http: 401,
        code: Some("invalid_api_key"),
        message: "Incorrect API key provided".to_owned(),
    })?;
    check(form.as_ref().map_err(|problem| Refusal::bad(*problem))?)?;
    let scripted = shared.change(|world| world.llm.transcripts.get_mut(key).and_then(VecDeque::pop_front));
    Ok(scripted.unwrap_or_else(|| Transcript::Text(USUAL.to_owned())))
}

fn check(form: &Form) -> Result<(), Refusal> {
    let model = form.text("model").unwrap_or_default();
    if model.is_empty() {
        return Err(Refusal::bad("you must provide a model parameter"));
    }
    if form.text("response_format").is_some_and(|format| format != "json") {
        return Err(Refusal::bad("response_format: the stand-in knows json only"));
    }
    let file = form.file("file").ok_or_else(|| Refusal::bad("file: field required"))?;
    let name = file.filename.as_deref().unwrap_or_default().to_ascii_lowercase();
    let known = name.rsplit_once('.').is_some_and(|(_, ending)| EXTENSIONS.contains(&ending));
    if !known {
        return Err(Refusal::bad(format!("Unrecognized file format. Supported formats: {EXTENSIONS:?}")));
    }
    match file.bytes.len() {
        0 => Err(Refusal::bad("Audio file might be corrupted or unsupported")),
        size if size > MOST => {
            Err(Refusal { http: 413, code: None, message: "Maximum content size limit exceeded".to_owned() })
        }
        _ => Ok(()),
    }
}

fn request(form: &Form) -> TranscriptionRequest {
    let text = |name: &str| form.text(name).map(str::to_owned);
    let file = form.file("file");
    TranscriptionRequest {
        audio: file.map(|file| file.bytes.to_vec()).unwrap_or_default(),
        filename: file.and_then(|file| file.filename.clone()).unwrap_or_default(),
        mime_type: file.and_then(|file| file.mime_type.clone()).unwrap_or_default(),
        model: text("model").unwrap_or_default(),
        language: text("language"),
        problem: None,
        outcome: Outcome::Pending,
        at: SystemTime::now(),
    }
}

async fn give(transcript: Transcript) -> (Response, Outcome) {
    match transcript {
        Transcript::Text(text) => {
            let answer = json!({ "text": text, "usage": usage(&text) });
            (Json(answer).into_response(), Outcome::Answered(200))
        }
        Transcript::Garbage(text) => (text.into_response(), Outcome::Answered(200)),
        Transcript::Status { http, retry_after } => {
            let refusal = Refusal { http, code: None, message: "Simulated error".to_owned() };
            (refused(&refusal, retry_after), Outcome::Answered(http))
        }
        Transcript::Hang(limit) => {
            tokio::time::sleep(limit).await;
            (hang_up(), Outcome::Cut)
        }
    }
}

/// As the models that are billed by the token tell it.
fn usage(text: &str) -> Value {
    let (input, output) = (SOUND, text.split_whitespace().count());
    json!({
        "type": "tokens",
        "input_tokens": input,
        "input_token_details": { "text_tokens": 0, "audio_tokens": input },
        "output_tokens": output,
        "total_tokens": input + output,
    })
}

fn refused(refusal: &Refusal, retry_after: Option<u64>) -> Response {
    let status = StatusCode::from_u16(refusal.http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(openai::error(refusal))).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}
