//! The tenant object: one business, one writer.

mod brief;
mod contacts;
mod inbox;
mod products;
pub mod protocol;
pub(crate) mod settings;

use platform::panics::guarded;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::call::Call;
use crate::object::{Core, Incoming, ObjectError, answer, respond};
use protocol::{
    Admit, CreateProduct, DeleteProduct, Found, GetConversation, GetProduct, GetSettings, ListConversations,
    ListProducts, OpenTurn, PatchProduct, PatchSettings, Report, SearchProducts, StatusesSince,
};

const SCHEMA: &[&str] = &[include_str!("schema/0001.sql")];

/// The class the runtime knows. Its name is the tenant's id.
#[durable_object(fetch)]
pub struct Tenant {
    core: Core,
}

impl DurableObject for Tenant {
    fn new(state: State, env: Env) -> Self {
        let tenant = state.id().name().and_then(|name| name.parse().ok());
        Self { core: Core::new(state, env, tenant, SCHEMA) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        guarded(&self.core.state, self.serve(&mut request)).await
    }
}

impl Tenant {
    async fn serve(&self, request: &mut Request) -> Result<Response> {
        let incoming = match Incoming::read(request).await {
            Ok(incoming) => incoming,
            Err(error) => return respond("unknown", Err(error.into())),
        };
        let outcome = self.dispatch(request, &incoming);
        respond(&incoming.name, outcome)
    }

    fn dispatch(&self, request: &Request, call: &Incoming) -> std::result::Result<serde_json::Value, ObjectError> {
        self.core.check()?;
        let owner = self.core.take_owner(request)?;
        match call.name.as_str() {
            Found::NAME => answer(self.found(&call.parse()?)?),
            GetSettings::NAME => answer(self.settings()?),
            PatchSettings::NAME => answer(self.patch_settings(&owner, call.parse()?)?),
            ListProducts::NAME => answer(self.list_products(&call.parse()?)?),
            GetProduct::NAME => answer(self.product(call.parse::<GetProduct>()?.id)?),
            CreateProduct::NAME => answer(self.create_product(call.parse()?)?),
            PatchProduct::NAME => answer(self.patch_product(call.parse()?)?),
            DeleteProduct::NAME => answer(self.delete_product(call.parse::<DeleteProduct>()?.id)?),
            Admit::NAME => answer(self.admit(&owner, &call.parse()?)?),
            OpenTurn::NAME => answer(self.open_turn(&call.parse()?)?),
            SearchProducts::NAME => answer(self.search_products(&call.parse()?)?),
            Report::NAME => answer(self.report(&call.parse()?)?),
            ListConversations::NAME => answer(self.list_conversations(&call.parse()?)?),
            GetConversation::NAME => answer(self.conversation(&call.parse::<GetConversation>()?.id)?),
            StatusesSince::NAME => answer(self.statuses_since(&call.parse()?)?),
            _ => Err(platform::PlatformError::Unreadable { operation: "unknown call" }.into()),
        }
    }
}
