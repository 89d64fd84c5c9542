//! A stand-in LLM on both wires, controlled by API key.

mod anthropic;
mod brain;
mod images;
mod openai;
mod serve;
#[cfg(test)]
mod tests;
mod transcription;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::routing::post;
use serde_json::Value;

use crate::record::WaitError;
use crate::state::Shared;
use crate::unreliable::{self, Unreliable};

pub use transcription::{Transcript, TranscriptionRequest};

/// The two protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// Anthropic Messages.
    Anthropic,
    /// OpenAI Chat Completions.
    OpenAi,
}

/// One scripted answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A finished reply.
    Text(String),
    /// Calls of tools: (name, arguments).
    ToolCalls(Vec<(String, Value)>),
    /// The model declines, in the way of the wire.
    Refusal,
    /// A reply that ended at the token limit.
    Truncated(String),
    /// An HTTP error such as 429, 500, 529.
    Status {
        /// The HTTP status.
        http: u16,
        /// The whole body; None gives the provider's own shape for this status.
        body: Option<Value>,
        /// `Retry-After` in seconds.
        retry_after: Option<u64>,
    },
    /// 200 with this body, whatever it is.
    Garbage(String),
    /// Silence for so long, then the connection ends.
    Hang(Duration),
    /// Another answer, so much later.
    Slow(Duration, Box<Answer>),
    /// 200, half of a reply, then the connection ends.
    CutShort,
    /// What the built-in brain would say.
    Brain,
}

impl Answer {
    /// A finished reply.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// One call of one tool.
    pub fn tool(name: &str, arguments: Value) -> Self {
        Self::ToolCalls(vec![(name.to_owned(), arguments)])
    }

    /// An HTTP error in the provider's shape.
    pub fn status(http: u16) -> Self {
        Self::Status { http, body: None, retry_after: None }
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Still being answered.
    Pending,
    /// Answered with this HTTP status.
    Answered(u16),
    /// The caller left before the answer.
    Aborted,
    /// The stand-in ended the connection.
    Cut,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct LlmRequest {
    /// The protocol.
    pub wire: Wire,
    /// Header names in lowercase; the key itself is left out.
    pub headers: BTreeMap<String, String>,
    /// The body; null if it was not JSON.
    pub body: Value,
    /// Why it was refused as malformed, if it was.
    pub problem: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// When it arrived.
    pub at: SystemTime,
}

#[derive(Default)]
pub(crate) struct LlmState {
    scripts: HashMap<String, VecDeque<Answer>>,
    refused: HashSet<String>,
    requests: Vec<(String, LlmRequest)>,
    transcripts: HashMap<String, VecDeque<Transcript>>,
    transcriptions: Vec<(String, TranscriptionRequest)>,
}

/// The control of the stand-in LLM. Every key is accepted until it is refused; a key without a script, or whose
/// script is used up, gets the built-in brain.
#[derive(Clone)]
pub struct Llm {
    shared: Arc<Shared>,
}

impl Llm {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Answers for the next requests with this key, in order, after those that are scripted already.
    pub fn script(&self, key: &str, answers: Vec<Answer>) {
        self.shared.change(|world| world.llm.scripts.entry(key.to_owned()).or_default().extend(answers));
    }

    /// Forgets what is left of the script: the brain answers.
    pub fn default_brain(&self, key: &str) {
        self.shared.change(|world| world.llm.scripts.remove(key));
    }

    /// Answers 401 to this key from now on.
    pub fn refuse_key(&self, key: &str) {
        self.shared.change(|world| world.llm.refused.insert(key.to_owned()));
    }

    /// As [`Simulator::unreliable`](crate::Simulator::unreliable), for this key alone. None ends it.
    pub fn unreliable(&self, key: &str, config: Option<Unreliable>) {
        unreliable::set(&self.shared, key, config);
    }

    /// How many scripted answers were not asked for yet.
    pub fn left(&self, key: &str) -> usize {
        self.shared.read(|world| world.llm.scripts.get(key).map_or(0, VecDeque::len))
    }

    /// The requests with this key, oldest first.
    pub fn requests(&self, key: &str) -> Vec<LlmRequest> {
        self.shared.read(|world| world.llm.with_key(key))
    }

    /// Waits until there were so many requests with this key, and returns them all.
    pub async fn wait_for_requests(
        &self,
        key: &str,
        count: usize,
        timeout: Duration,
    ) -> Result<Vec<LlmRequest>, WaitError> {
        self.wait_until(key, |requests| requests.len() >= count, timeout).await
    }

    /// Waits until the requests with this key fit, and returns them.
    pub async fn wait_until(
        &self,
        key: &str,
        mut fits: impl FnMut(&[LlmRequest]) -> bool,
        timeout: Duration,
    ) -> Result<Vec<LlmRequest>, WaitError> {
        let found =
            self.shared.wait(timeout, |world| Some(world.llm.with_key(key)).filter(|found| fits(found)));
        found.await.ok_or_else(|| {
            let outcomes: Vec<_> = self.requests(key).into_iter().map(|request| request.outcome).collect();
            WaitError { waited: timeout, seen: format!("requests: {outcomes:?}") }
        })
    }
}

impl LlmState {
    fn with_key(&self, key: &str) -> Vec<LlmRequest> {
        self.requests.iter().filter(|(used, _)| used == key).map(|(_, request)| request.clone()).collect()
    }
}

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/anthropic/v1/messages", post(serve::anthropic))
        .route("/openai/v1/chat/completions", post(serve::openai))
        .route("/openai/v1/audio/transcriptions", post(transcription::transcribe))
}
