//! Which model answers: the tenant's own key before the deployment's, nobody when there is none.

use domain::settings::Provider;
use llm::{Endpoint, Secret, Wire};
use platform::PlatformError;
use platform::config::{Config, LlmProvider};

use crate::conversation::Conversation;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::Brief;
use crate::tenant::settings::llm_key_place;

impl Conversation {
    /// Where to ask; none: the offline responder answers.
    pub(super) fn endpoint(&self, owner: &Owner, brief: &Brief) -> Result<Option<Endpoint>, ObjectError> {
        let config = self.core.config()?;
        let own_key = own_key(owner, brief.llm_key.as_deref())?;
        let wanted = brief.settings.llm.provider;
        let Some(wire) = choose(&config, wanted, own_key.is_some()) else { return Ok(None) };
        let provider = provider(&config, wire);
        let key = own_key.or_else(|| provider.key.as_ref().map(|key| key.reveal().to_owned()));
        let model = brief.settings.llm.model.clone().unwrap_or_else(|| provider.model.clone());
        Ok(key.map(|key| Endpoint { wire, base: provider.url.clone(), key: Secret::new(key), model }))
    }
}

/// The tenant's own key, opened.
pub(in crate::conversation) fn own_key(
    owner: &Owner,
    sealed: Option<&[u8]>,
) -> Result<Option<String>, ObjectError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let tenant = owner.tenant.tenant_id.to_string();
    let key = owner.key.open(&llm_key_place(&tenant), sealed)?;
    let key = String::from_utf8(key).map_err(|_| PlatformError::Unreadable { operation: "model key" })?;
    Ok(Some(key))
}

fn choose(config: &Config, wanted: Provider, has_own_key: bool) -> Option<Wire> {
    match wanted {
        Provider::Offline => None,
        Provider::Anthropic => Some(Wire::Anthropic),
        Provider::OpenAi => Some(Wire::OpenAi),
        // A tenant's key without a named provider is taken for Anthropic's.
        Provider::Auto if has_own_key || config.anthropic.key.is_some() => Some(Wire::Anthropic),
        Provider::Auto => config.openai.key.is_some().then_some(Wire::OpenAi),
    }
}

const fn provider(config: &Config, wire: Wire) -> &LlmProvider {
    match wire {
        Wire::Anthropic => &config.anthropic,
        Wire::OpenAi => &config.openai,
    }
}
