//! Asking the model: rounds of questions and tool calls, within a budget.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

use domain::catalog::Product;
use llm::prompt::{self, Call, marks};
use llm::{ChatMessage, ChatRequest, Endpoint, Image, ProviderError, ToolCall, ToolResult};
use platform::{PlatformError, clock, fetch};
use worker::{AbortController, AbortSignal};

use super::{Turn, draft};
use crate::conversation::Conversation;
use crate::conversation::protocol::{Tokens, Trace};
use crate::object::ObjectError;
use crate::tenant::protocol::{Brief, SearchProducts};

/// After so many rounds of tools the model must have said something.
const MOST_ROUNDS: u32 = 4;
/// All rounds of a turn together: waiting for a model keeps the object billed, and the customer waiting.
const BUDGET: Duration = Duration::from_mins(1);
/// All rounds of a turn together, read and written.
const MOST_TURN_TOKENS: u64 = 120_000;
/// The same in millionths of a US dollar.
const MOST_TURN_COST: u64 = 500_000;
/// Longer than any answer that belongs in a chat; newer models count their thinking too.
const MOST_TOKENS: u32 = 2_048;

/// Pictures by the number of their message.
type Pictures = BTreeMap<i64, Vec<Image>>;

/// What a model came to.
pub(super) struct Modelled {
    pub text: String,
    pub hand_over: Option<String>,
    pub products: Vec<Product>,
}

/// Why there is nothing from the model.
pub(super) enum ModelError {
    Provider(ProviderError),
    Object(ObjectError),
    Superseded,
    /// It asked for tools to the end.
    Exhausted,
}

impl From<ObjectError> for ModelError {
    fn from(error: ObjectError) -> Self {
        Self::Object(error)
    }
}

impl Conversation {
    /// Asks with the pictures that the owner lets the model see, and without them if the provider takes exception to
    /// one: an odd file must not cost the answer to the words beside it.
    pub(super) async fn ask_with_pictures(
        &self,
        turn: &Turn<'_>,
        brief: &Brief,
        endpoint: &Endpoint,
        trace: &mut Trace,
    ) -> Result<Modelled, ModelError> {
        let may_look = brief.settings.agent.images && llm::takes_images(endpoint.wire, &endpoint.model);
        let pictures = if may_look {
            let messages = turn.waiting.iter().map(|message| (message.seq, message.files.as_slice()));
            self.pictures(turn.owner, messages).await?
        } else {
            Pictures::new()
        };
        let has_pictures = !pictures.is_empty();
        match self.ask_model(turn, brief, endpoint, trace, pictures).await {
            Err(ModelError::Provider(ProviderError::BadRequest { .. })) if has_pictures => {
                log::warn!("model declined a picture");
                self.ask_model(turn, brief, endpoint, trace, Pictures::new()).await
            }
            other => other,
        }
    }

    /// Boxed: it is asked from two places.
    fn ask_model<'a>(
        &'a self,
        turn: &'a Turn<'_>,
        brief: &'a Brief,
        endpoint: &'a Endpoint,
        trace: &'a mut Trace,
        pictures: Pictures,
    ) -> Pin<Box<dyn Future<Output = Result<Modelled, ModelError>> + 'a>> {
        Box::pin(self.run_rounds(turn, brief, endpoint, trace, pictures))
    }

    async fn run_rounds(
        &self,
        turn: &Turn<'_>,
        brief: &Brief,
        endpoint: &Endpoint,
        trace: &mut Trace,
        mut pictures: Pictures,
    ) -> Result<Modelled, ModelError> {
        let mut request = ChatRequest {
            system: draft::system(brief),
            messages: self.history(turn)?,
            tools: prompt::tools(),
            max_tokens: MOST_TOKENS,
        };
        request.messages.extend(turn.waiting.iter().map(|message| match pictures.remove(&message.seq) {
            Some(images) => ChatMessage::user_with(marks::image(message.text.as_deref()), images),
            None => ChatMessage::user(message.described.clone()),
        }));
        let mut modelled =
            Modelled { text: String::new(), hand_over: None, products: brief.products.clone() };
        let began = clock::now();
        for _ in 0..MOST_ROUNDS {
            if self.epoch().map_err(ObjectError::from)? != turn.epoch {
                return Err(ModelError::Superseded);
            }
            let spent = clock::now().since(began);
            let completion = self.ask_once(endpoint, &request, BUDGET.saturating_sub(spent)).await?;
            trace.model = Some(completion.model.clone());
            trace.tokens = Tokens {
                input: trace.tokens.input.saturating_add(completion.usage.input_tokens),
                output: trace.tokens.output.saturating_add(completion.usage.output_tokens),
            };
            let calls = completion.calls.clone();
            if !calls.is_empty() && is_spent(trace) {
                return Err(ModelError::Exhausted);
            }
            if calls.is_empty() {
                modelled.text = completion.text.unwrap_or_default();
                return Ok(modelled);
            }
            request.messages.push(completion.into_message());
            let results = self.run_tools(&calls, &mut modelled, trace).await?;
            request.messages.push(ChatMessage::ToolResults { results });
        }
        Err(ModelError::Exhausted)
    }

    async fn ask_once(
        &self,
        endpoint: &Endpoint,
        request: &ChatRequest,
        left: Duration,
    ) -> Result<llm::Completion, ModelError> {
        let limit = self.core.config().map_err(ObjectError::from)?.llm_timeout.min(left);
        // What cannot be written down cannot be mended by trying again.
        let http = llm::request(endpoint, request)
            .map_err(|_| ModelError::Provider(ProviderError::BadRequest { status: 400 }))?;
        let cancel = self.begin_thinking();
        let answer = fetch::send("ask model", http, limit, Some(&cancel)).await;
        self.thinking.borrow_mut().take();
        let answer = match answer {
            Ok(answer) => answer,
            Err(PlatformError::Aborted { .. }) => return Err(ModelError::Superseded),
            Err(PlatformError::TimedOut { .. }) => return Err(ModelError::Provider(ProviderError::TimedOut)),
            Err(_) => return Err(ModelError::Provider(ProviderError::Unreachable)),
        };
        llm::read(endpoint.wire, answer.status, answer.retry_after.as_deref(), &answer.body)
            .map_err(ModelError::Provider)
    }

    fn begin_thinking(&self) -> AbortSignal {
        let controller = AbortController::default();
        let signal = controller.signal();
        *self.thinking.borrow_mut() = Some(controller);
        signal
    }

    async fn run_tools(
        &self,
        calls: &[ToolCall],
        modelled: &mut Modelled,
        trace: &mut Trace,
    ) -> Result<Vec<ToolResult>, ModelError> {
        let mut results = Vec::with_capacity(calls.len());
        for call in calls {
            trace.tools.push(call.name.clone());
            let (content, is_error) = match prompt::call(call) {
                Ok(Call::SearchProducts { query }) => (self.search(query, modelled).await?, false),
                Ok(Call::HandOver { reason }) => {
                    modelled.hand_over = Some(reason);
                    ("A person will take over. Tell the customer so, in one sentence.".to_owned(), false)
                }
                Err(problem) => (problem, true),
            };
            results.push(ToolResult { call_id: call.id.clone(), content, is_error });
        }
        Ok(results)
    }

    async fn search(&self, words: String, modelled: &mut Modelled) -> Result<String, ModelError> {
        let objects = self.core.objects().await.map_err(ObjectError::from)?;
        let found = objects.tenant(&SearchProducts { words }).await.map_err(ObjectError::from)?;
        let result = prompt::catalog(&found);
        modelled.products.extend(found);
        Ok(result)
    }
}

/// Whether the turn has used up what it may: then the model is not asked again.
fn is_spent(trace: &Trace) -> bool {
    let words = trace.tokens.input.saturating_add(trace.tokens.output);
    let cost = trace.model.as_deref().and_then(|model| cost(model, trace.tokens));
    words >= MOST_TURN_TOKENS || cost.is_some_and(|cost| cost >= MOST_TURN_COST)
}

/// What a turn's words cost, if the model's price is known.
pub(super) fn cost(model: &str, tokens: Tokens) -> Option<u64> {
    let usage =
        llm::Usage { input_tokens: tokens.input, output_tokens: tokens.output, ..llm::Usage::default() };
    llm::cost::cost_microusd(model, &usage)
}
