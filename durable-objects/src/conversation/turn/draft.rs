//! The answer before it is guarded: from the model, or from the offline responder when there is none to ask.

use domain::catalog::Product;
use domain::time::Timestamp;
use llm::Fact;
use llm::offline::{self, OfflineShop};
use llm::prompt;
use platform::clock;

use super::gather::Waiting;
use super::model::{ModelError, Modelled};
use super::{MOST_TRIES, Turn};
use crate::conversation::Conversation;
use crate::conversation::protocol::Trace;
use crate::object::ObjectError;
use crate::tenant::protocol::Brief;

/// An answer that was not sent yet.
pub(super) struct Draft {
    pub text: String,
    /// Why a person is wanted.
    pub hand_over: Option<String>,
    /// Why it is not the model's, as a stable name.
    pub reason: Option<String>,
    /// The products that its amounts may come from.
    pub products: Vec<Product>,
    /// It says itself what is answering.
    pub is_introduced: bool,
}

/// How drafting went.
pub(super) enum Attempt {
    Drafted(Draft),
    /// The provider asked for patience.
    Later(Timestamp),
    Superseded,
    Interrupted,
}

impl Conversation {
    pub(super) async fn draft(
        &self,
        turn: &Turn<'_>,
        brief: &Brief,
        trace: &mut Trace,
    ) -> Result<Attempt, ObjectError> {
        let Some(endpoint) = self.endpoint(turn.owner, brief)? else {
            trace.provider = Some("offline".into());
            return Ok(Attempt::Drafted(offline_draft(turn, brief, None)));
        };
        if turn.waiting.iter().any(Waiting::is_unheard) {
            // Only a person can listen to it; the kind sentence about it is ready in the customer's language.
            trace.provider = Some("offline".into());
            return Ok(Attempt::Drafted(offline_draft(turn, brief, Some("unheard_voice_note".to_owned()))));
        }
        trace.provider = Some(endpoint.wire.as_str().into());
        let began = clock::now();
        let outcome = self.ask_with_pictures(turn, brief, &endpoint, trace).await;
        trace.timings.model_ms = u64::try_from(clock::now().since(began).as_millis()).unwrap_or(u64::MAX);
        trace.cost_microusd =
            trace.model.as_deref().and_then(|model| super::model::cost(model, trace.tokens));
        match outcome {
            Ok(Modelled { text, hand_over, products }) => {
                Ok(Attempt::Drafted(Draft { text, hand_over, reason: None, products, is_introduced: false }))
            }
            Err(ModelError::Superseded) if self.epoch()? == turn.epoch => Ok(Attempt::Interrupted),
            Err(ModelError::Superseded) => Ok(Attempt::Superseded),
            Err(ModelError::Exhausted) => {
                trace.provider = Some("offline".into());
                Ok(Attempt::Drafted(offline_draft(turn, brief, Some("rounds_exhausted".to_owned()))))
            }
            Err(ModelError::Object(error)) => Err(error),
            Err(ModelError::Provider(error)) => self.provider_failed(turn, brief, trace, error),
        }
    }

    /// A passing fault is tried again a little later, never by waiting here; then the offline responder answers.
    fn provider_failed(
        &self,
        turn: &Turn<'_>,
        brief: &Brief,
        trace: &mut Trace,
        error: llm::ProviderError,
    ) -> Result<Attempt, ObjectError> {
        log::warn!("model provider failed: {}, attempt {}", error.reason(), turn.attempt);
        if error.retryable() && turn.attempt < MOST_TRIES {
            let unit = self.core.config()?.retry_unit;
            let asked = error.retry_after().map(|wait| wait.min(unit.saturating_mul(20)));
            let wait = asked.unwrap_or_else(|| domain::backoff::exponential(unit, turn.attempt));
            return Ok(Attempt::Later(clock::now().plus(wait)));
        }
        trace.provider = Some("offline".into());
        trace.model = None;
        Ok(Attempt::Drafted(offline_draft(turn, brief, Some(error.reason().to_owned()))))
    }
}

/// The answer from the catalog, without a model.
pub(super) fn offline_draft(turn: &Turn<'_>, brief: &Brief, reason: Option<String>) -> Draft {
    let settings = &brief.settings;
    let facts = facts(brief);
    let shop = OfflineShop {
        name: &settings.shop.name,
        agent_name: &settings.agent.name,
        currency: settings.shop.currency,
        facts: &facts,
        contact: settings.shop.contact.as_deref(),
        showcase: &brief.products,
    };
    let matches = if brief.matched { &brief.products[..] } else { &[] };
    // The name of a shared place and the fields of a form are not the customer's words.
    let said = turn.waiting.iter().map(|message| {
        let kind = message.kind.as_str();
        let written = !matches!(kind, "location" | "flow_reply");
        (kind, message.words().filter(|text| written && !text.trim().is_empty()))
    });
    let texts: Vec<&str> = said.clone().filter_map(|(_, text)| text).collect();
    // A basket is told of even with a note: only a person can confirm it.
    let unseen = said.filter(|(kind, text)| text.is_none() || *kind == "order");
    let unseen: Vec<&str> = unseen.map(|(kind, _)| kind).collect();
    let total = usize::try_from(brief.total_products).unwrap_or(usize::MAX);
    let greeted = turn.has_met();
    let earlier: Vec<&str> = turn.earlier.iter().map(String::as_str).collect();
    let reply = offline::reply_after(&earlier, &shop, matches, total, &texts, &unseen, greeted);
    Draft {
        text: reply.text,
        hand_over: reply.hand_over,
        reason,
        products: brief.products.clone(),
        is_introduced: true,
    }
}

/// The owner's facts as the responders read them.
pub(super) fn facts(brief: &Brief) -> Vec<Fact<'_>> {
    brief.settings.shop.facts.iter().map(|fact| Fact { topic: &fact.topic, text: &fact.text }).collect()
}

/// The words a model begins with.
pub(super) fn system(brief: &Brief) -> String {
    let settings = &brief.settings;
    let now = clock::now().to_rfc3339().unwrap_or_default();
    prompt::system(&prompt::Brief {
        shop_name: &settings.shop.name,
        country: &settings.shop.country,
        currency: settings.shop.currency,
        agent_name: &settings.agent.name,
        instructions: &settings.agent.instructions,
        tone: &settings.agent.tone,
        facts: &facts(brief),
        contact: settings.shop.contact.as_deref(),
        products: &brief.products,
        total_products: usize::try_from(brief.total_products).unwrap_or(usize::MAX),
        now: &format!("{now} (shop's time zone: {})", settings.shop.timezone),
        disclosure: None,
    })
}
