//! How one part asks another: typed calls, refusals that say why, and failures that may be repeated.

use std::pin::Pin;
use std::time::Duration;

use domain::ids::{ConversationId, TenantId};
use domain::time::Timestamp;
use platform::PlatformError;
use platform::directory::tenants::TenantRef;
use platform::objects::{self, Address, Reply};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::Env;

/// A question to an object and its answer.
///
/// During a deploy the old version asks the new one and the other way round: a new field gets `#[serde(default)]`,
/// a changed meaning gets a new name.
pub trait Call: Serialize + DeserializeOwned {
    /// In the path of the internal request.
    const NAME: &'static str;
    /// How long the caller waits.
    const LIMIT: Duration = Duration::from_secs(10);
    /// The answer.
    type Reply: Serialize + DeserializeOwned;
}

/// A call that was understood and declined. Repeating it changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such thing.
    #[error("{what} not found")]
    NotFound {
        /// Such as `product`.
        what: String,
    },
    /// A value cannot be.
    #[error("{field} {reason}")]
    Invalid {
        /// The field, as in the API.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It contradicts what is.
    #[error("{reason}")]
    Conflict {
        /// What it contradicts.
        reason: String,
    },
    /// The customer's last message is too old for a free-form reply.
    #[error("the service window is closed")]
    WindowClosed,
    /// There was so much of it today that no more is taken.
    #[error("{reason}")]
    DailyLimit {
        /// How much, as a sentence.
        reason: String,
        /// When the next day begins.
        resets_at: Timestamp,
    },
    /// The business disconnected the channel.
    #[error("the channel was disconnected")]
    ChannelClosed,
    /// The customer does not want to be written to first, or has not agreed to this kind of message.
    #[error("{reason}")]
    NoConsent {
        /// `opted_out` or `not_opted_in`.
        code: String,
        /// The same as a sentence for staff.
        reason: String,
    },
}

impl Refusal {
    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::NotFound { what: what.to_owned() }
    }

    /// A value cannot be.
    pub fn invalid(field: &str, reason: impl std::fmt::Display) -> Self {
        Self::Invalid { field: field.to_owned(), reason: reason.to_string() }
    }
}

impl From<domain::invalid::InvalidField> for Refusal {
    fn from(error: domain::invalid::InvalidField) -> Self {
        Self::invalid(&error.field, error.reason)
    }
}

/// Reads what an owner sent; a refusal names the field as a path, such as `shop.facts[2].text`.
///
/// # Errors
/// [`Refusal::Invalid`].
pub(crate) fn read_input<T: DeserializeOwned>(input: serde_json::Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(input).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "body" } else { path.as_str() };
        Refusal::invalid(field, error.inner())
    })
}

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Understood and declined.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nobody knows whether it happened; it may be repeated.
    #[error("object unavailable: {0}")]
    Unavailable(#[from] PlatformError),
}

/// How long a call that is passed on may take: as long as the longest of them.
const LONGEST: Duration = Duration::from_secs(40);

/// A part of a list, and where the next part starts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page<T> {
    /// At most `limit` of them.
    pub items: Vec<T>,
    /// To be sent back as `cursor`; none: this was the last part.
    pub next_cursor: Option<String>,
}

/// The objects of one tenant.
pub struct Objects {
    env: Env,
    tenant: TenantRef,
}

/// The binding of the tenants' namespace.
const TENANTS: &str = "TENANT";
/// The binding of the conversations' namespace.
const CONVERSATIONS: &str = "CONVERSATION";

impl Objects {
    /// The objects of `tenant`.
    pub const fn of(env: Env, tenant: TenantRef) -> Self {
        Self { env, tenant }
    }

    /// Whose they are.
    pub const fn tenant_id(&self) -> TenantId {
        self.tenant.tenant_id
    }

    /// Asks the tenant object.
    ///
    /// # Errors
    /// Its refusal, or that it is unavailable.
    pub async fn tenant<C: Call>(&self, call: &C) -> Result<C::Reply, CallError> {
        self.call(TENANTS, &self.tenant.tenant_id.to_string(), call).await
    }

    /// Asks a conversation object.
    ///
    /// # Errors
    /// Its refusal, or that it is unavailable.
    pub async fn conversation<C: Call>(&self, id: &ConversationId, call: &C) -> Result<C::Reply, CallError> {
        self.call(CONVERSATIONS, &conversation_name(self.tenant.tenant_id, id), call).await
    }

    /// Opens a socket to a conversation, for a page that was told what is before `after`. The answer is for that page.
    ///
    /// # Errors
    /// That it is unavailable.
    pub async fn socket(
        &self,
        id: &ConversationId,
        after: i64,
    ) -> Result<worker::web_sys::Response, PlatformError> {
        let name = conversation_name(self.tenant.tenant_id, id);
        let jurisdiction = self.tenant.jurisdiction.as_deref();
        let address = Address { env: &self.env, namespace: CONVERSATIONS, name: &name, jurisdiction };
        objects::socket(&address, &self.tenant.wrapped_key, after).await
    }

    /// Passes a call on to another conversation as it came, and its answer as it comes.
    ///
    /// # Errors
    /// Its refusal, or that it is unavailable.
    pub(crate) async fn forward(
        &self,
        id: &ConversationId,
        name: &str,
        body: &str,
    ) -> Result<String, CallError> {
        let object = conversation_name(self.tenant.tenant_id, id);
        self.exchange(CONVERSATIONS, &object, name, body, LONGEST).await
    }

    async fn call<C: Call>(
        &self,
        namespace: &'static str,
        name: &str,
        call: &C,
    ) -> Result<C::Reply, CallError> {
        let body = serde_json::to_string(call)
            .map_err(|_| PlatformError::Unreadable { operation: "object call" })?;
        // Boxed, so that every kind of call shares one future.
        let exchange = self.exchange(namespace, name, C::NAME, &body, C::LIMIT);
        Ok(objects::read(&exchange.await?)?)
    }

    fn exchange<'a>(
        &'a self,
        namespace: &'static str,
        object: &'a str,
        name: &'a str,
        body: &'a str,
        limit: Duration,
    ) -> Pin<Box<dyn Future<Output = Result<String, CallError>> + 'a>> {
        Box::pin(async move {
            let jurisdiction = self.tenant.jurisdiction.as_deref();
            let address = Address { env: &self.env, namespace, name: object, jurisdiction };
            match objects::call(&address, name, &self.tenant.wrapped_key, body, limit).await? {
                Reply::Done(json) => Ok(json),
                Reply::Refused(json) => Err(CallError::Refused(objects::read(&json)?)),
                Reply::Failed => {
                    let cause = format!("{name} failed");
                    Err(CallError::Unavailable(PlatformError::Runtime { operation: "object call", cause }))
                }
            }
        })
    }
}

/// The name of a conversation's object. The id hashes the channel and the alias, so tenant and id are enough, and a
/// request that knows both needs no look-up.
pub(crate) fn conversation_name(tenant: TenantId, id: &ConversationId) -> String {
    format!("{tenant}/{id}")
}

/// Reads back what [`conversation_name`] wrote.
pub(crate) fn parse_conversation_name(name: &str) -> Option<(TenantId, ConversationId)> {
    let (tenant, id) = name.split_once('/')?;
    Some((tenant.parse().ok()?, id.parse().ok()?))
}
