//! The conversation object: one contact on one channel, one writer, one turn at a time.

mod ingest;
mod jobs;
mod outbox;
pub mod protocol;
mod reconcile;
mod report;
mod staff;
mod statuses;
mod store;
mod thread;
mod turn;
mod wire;

use std::cell::{Cell, RefCell};

use domain::ids::ConversationId;
use platform::PlatformError;
use platform::panics::guarded;
use worker::{AbortController, DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::call::{Call, parse_conversation_name};
use crate::object::{Core, Incoming, ObjectError, answer, respond};
use protocol::{Ingest, ListMessages, ListTurns, Pause, Resume, SendText};

const SCHEMA: &[&str] = &[include_str!("schema/0001.sql")];

/// The class the runtime knows. Its name is `{tenant}/{conversation}`.
#[durable_object(alarm)]
pub struct Conversation {
    core: Core,
    id: Option<ConversationId>,
    /// Ends the model's fetch when something supersedes the turn. Memory only: after a restart there is no fetch.
    thinking: RefCell<Option<AbortController>>,
    knows_its_claims: Cell<bool>,
    /// A sender is at work in this instance.
    sending: Cell<bool>,
}

impl DurableObject for Conversation {
    fn new(state: State, env: Env) -> Self {
        let name = state.id().name().and_then(|name| parse_conversation_name(&name));
        let (tenant, id) = name.unzip();
        Self {
            core: Core::new(state, env, tenant, SCHEMA),
            id,
            thinking: RefCell::new(None),
            knows_its_claims: Cell::new(false),
            sending: Cell::new(false),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        guarded(&self.core.state, self.serve(&mut request)).await
    }

    async fn alarm(&self) -> Result<Response> {
        guarded(&self.core.state, self.run_due()).await;
        Response::empty()
    }
}

impl Conversation {
    async fn serve(&self, request: &mut Request) -> Result<Response> {
        let incoming = match Incoming::read(request).await {
            Ok(incoming) => incoming,
            Err(error) => return respond("unknown", Err(error.into())),
        };
        let outcome = self.dispatch(request, &incoming).await;
        respond(&incoming.name, outcome)
    }

    async fn dispatch(
        &self,
        request: &Request,
        call: &Incoming,
    ) -> std::result::Result<serde_json::Value, ObjectError> {
        self.core.check()?;
        let owner = self.core.take_owner(request)?;
        self.wake().await?;
        match call.name.as_str() {
            Ingest::NAME => answer(self.ingest(&owner, call.parse()?).await?),
            ListMessages::NAME => answer(self.list_messages(&owner, &call.parse()?)?),
            ListTurns::NAME => answer(self.list_turns(&owner, &call.parse()?)?),
            SendText::NAME => answer(self.send_text(&owner, call.parse()?).await?),
            Pause::NAME => answer(self.pause(call.parse::<Pause>()?.until).await?),
            Resume::NAME => answer(self.resume().await?),
            _ => Err(PlatformError::Unreadable { operation: "unknown call" }.into()),
        }
    }

    /// The first call to a new instance finds what an earlier one left half done.
    async fn wake(&self) -> std::result::Result<(), PlatformError> {
        if self.knows_its_claims.get() {
            return Ok(());
        }
        self.release_claims_of_the_dead()?;
        self.rearm().await
    }

    fn id(&self) -> std::result::Result<&ConversationId, PlatformError> {
        self.id.as_ref().ok_or(PlatformError::Unreadable { operation: "object name" })
    }

    /// Ends the turn that is thinking, if there is one: its answer is worthless now. The caller has incremented the
    /// epoch, which is what holds; this only saves the money.
    fn interrupt(&self) {
        if let Some(thinking) = self.thinking.borrow_mut().take() {
            thinking.abort();
        }
    }
}
