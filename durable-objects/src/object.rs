//! What both kinds of object share: their schema, their tenant, and how a call becomes an answer.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use base64::Engine;
use domain::ids::TenantId;
use domain::time::Timestamp;
use platform::PlatformError;
use platform::config::Config;
use platform::directory::Directory;
use platform::directory::tenants::TenantRef;
use platform::objects::{Question, Reply};
use platform::sql::{Alarm, Schema, Sql, Step};
use serde::Serialize;
use vault::DataKey;
use worker::{Env, State};

use crate::call::{Call, CallError, Objects, Refusal};

/// Why an object did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// It declined.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something below failed; the call may be repeated.
    #[error(transparent)]
    Failed(#[from] PlatformError),
    /// Another object was not available.
    #[error("call to another object: {0}")]
    Call(CallError),
}

impl From<CallError> for ObjectError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => Self::Refused(refusal),
            other @ CallError::Unavailable(_) => Self::Call(other),
        }
    }
}

impl From<vault::VaultError> for ObjectError {
    fn from(error: vault::VaultError) -> Self {
        Self::Failed(error.into())
    }
}

/// What both kinds of object are made of.
pub struct Core {
    /// The runtime's handle.
    pub state: State,
    /// The bindings.
    pub env: Env,
    /// The object's own database.
    pub sql: Sql,
    /// What this instance knows of the object's alarm.
    pub alarm: Alarm,
    tenant: Option<TenantId>,
    steps: &'static [Step],
    schema: Result<Cell<Schema>, PlatformError>,
    owner: RefCell<Option<Rc<Owner>>>,
}

/// The tenant that an object belongs to, with its key opened.
pub struct Owner {
    /// How to reach its other objects.
    pub tenant: TenantRef,
    /// Its data key.
    pub key: DataKey,
}

impl Core {
    /// Takes over a fresh instance of an object. What is wrong with it is kept for [`Self::check`]: a constructor
    /// has nobody to tell.
    pub fn new(state: State, env: Env, tenant: Option<TenantId>, steps: &'static [Step]) -> Self {
        let sql = Sql::of(&state);
        let schema = platform::sql::open(&sql, steps).map(Cell::new);
        Self { state, env, sql, alarm: Alarm::default(), tenant, steps, schema, owner: RefCell::new(None) }
    }

    /// Whether this instance can serve: it has one of our names, and a schema that this version reads.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), PlatformError> {
        self.tenant()?;
        self.schema().map(drop)
    }

    fn schema(&self) -> Result<&Cell<Schema>, PlatformError> {
        self.schema
            .as_ref()
            .map_err(|error| PlatformError::Runtime { operation: "object schema", cause: error.to_string() })
    }

    /// Whether there is nothing here: never used, or erased. There are no tables then.
    pub fn is_blank(&self) -> bool {
        self.schema().is_ok_and(|schema| schema.get() == Schema::Blank)
    }

    /// Makes a blank object one that can keep something.
    ///
    /// # Errors
    /// What SQLite refuses.
    pub fn create(&self) -> Result<(), PlatformError> {
        let schema = self.schema()?;
        if schema.get() == Schema::Blank {
            platform::sql::create(&self.sql, self.steps)?;
            schema.set(Schema::Ready);
        }
        Ok(())
    }

    /// Erases everything, the alarm too. What is in flight finds no tables any more.
    ///
    /// # Errors
    /// The runtime's.
    pub async fn erase(&self) -> Result<(), PlatformError> {
        // Before the wait: nothing may be written in between.
        self.schema()?.set(Schema::Blank);
        self.alarm.forget();
        platform::sql::erase(&self.state.storage()).await
    }

    /// Moves the object's alarm.
    ///
    /// # Errors
    /// That of `due`, or the runtime's.
    pub async fn move_alarm(
        &self,
        due: impl FnOnce() -> Result<Option<Timestamp>, PlatformError>,
    ) -> Result<(), PlatformError> {
        self.alarm.move_to(&self.state.storage(), due).await
    }

    /// Whose object this is.
    ///
    /// # Errors
    /// If its name is not one of ours.
    pub fn tenant(&self) -> Result<TenantId, PlatformError> {
        self.tenant.ok_or(PlatformError::Unreadable { operation: "object name" })
    }

    /// The configuration.
    ///
    /// # Errors
    /// The first setting that is missing or malformed.
    pub fn config(&self) -> Result<Rc<Config>, PlatformError> {
        Ok(Config::load(&self.env)?)
    }

    /// The directory.
    ///
    /// # Errors
    /// If its binding is missing.
    pub fn directory(&self) -> Result<Directory, PlatformError> {
        Directory::of(&self.env)
    }

    /// The tenant and its key: from memory, else from the directory (an alarm has no caller who could bring them).
    ///
    /// # Errors
    /// If the directory is down or the key does not open.
    pub async fn owner(&self) -> Result<Rc<Owner>, PlatformError> {
        if let Some(owner) = self.owner.borrow().clone() {
            return Ok(owner);
        }
        let found = self.directory()?.tenant(self.tenant()?).await?;
        self.keep(found.ok_or(PlatformError::Unreadable { operation: "tenant" })?)
    }

    /// The tenant, if anything in this instance's life has needed it.
    pub fn known_owner(&self) -> Option<Rc<Owner>> {
        self.owner.borrow().clone()
    }

    /// The tenant's other objects.
    ///
    /// # Errors
    /// As [`Self::owner`].
    pub async fn objects(&self) -> Result<Objects, PlatformError> {
        Ok(Objects::of(self.env.clone(), self.owner().await?.tenant.clone()))
    }

    /// Takes the key that a caller brought, so that neither ingest nor a read waits for the directory.
    ///
    /// # Errors
    /// If no master key opens it.
    pub fn take_owner(&self, caller: &Caller) -> Result<Rc<Owner>, PlatformError> {
        if let Some(owner) = self.owner.borrow().clone() {
            return Ok(owner);
        }
        let wrapped_key = base64::engine::general_purpose::STANDARD.decode(&caller.key);
        let wrapped_key = wrapped_key.map_err(|_| PlatformError::Unreadable { operation: "read call" })?;
        let jurisdiction = caller.jurisdiction.clone();
        self.keep(TenantRef { tenant_id: self.tenant()?, jurisdiction, wrapped_key })
    }

    fn keep(&self, tenant: TenantRef) -> Result<Rc<Owner>, PlatformError> {
        let key = platform::keyring::open(&*self.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
        let owner = Rc::new(Owner { tenant, key });
        *self.owner.borrow_mut() = Some(Rc::clone(&owner));
        Ok(owner)
    }
}

/// Who calls: a part of ours, on behalf of the tenant.
pub struct Caller {
    /// The tenant's wrapped data key, base64. An object never stores it, so that rotating a master key has one place to
    /// rewrap.
    pub key: String,
    /// The tenant's jurisdiction, if it has one.
    pub jurisdiction: Option<String>,
}

/// A call as [`platform::objects::call`] made it.
pub struct Incoming {
    /// The call's name.
    pub name: String,
    /// Who calls.
    pub caller: Caller,
    /// The call as it came, to be passed on.
    pub body: String,
}

impl Incoming {
    /// Reads what a caller sent; `None`: it is no call of ours.
    pub fn of(text: &str) -> Option<Self> {
        let Question { name, key, jurisdiction, body } = Question::of(text)?;
        Some(Self { name, caller: Caller { key, jurisdiction }, body })
    }

    /// The call itself.
    ///
    /// # Errors
    /// If a version that this one cannot read sent it.
    pub fn parse<C: Call>(&self) -> Result<C, ObjectError> {
        serde_json::from_str(&self.body)
            .map_err(|_| PlatformError::Unreadable { operation: "read call" }.into())
    }
}

/// Turns an outcome (an answer's JSON) into the reply; what failed is logged here, once.
pub fn respond(name: &str, outcome: Result<String, ObjectError>) -> Reply {
    match outcome {
        Ok(json) => Reply::Done(json),
        Err(ObjectError::Refused(refusal)) => {
            Reply::Refused(serde_json::to_string(&refusal).unwrap_or_default())
        }
        Err(error) => {
            log::error!("call {name} failed: {error}");
            Reply::Failed
        }
    }
}

/// The reply to what is no call of ours.
pub fn unreadable() -> Reply {
    respond("unknown", Err(PlatformError::Unreadable { operation: "read call" }.into()))
}

/// An answer as JSON.
///
/// # Errors
/// Never for our own types; a type that cannot be written is a failure of this version.
pub fn answer<T: Serialize>(value: T) -> Result<String, ObjectError> {
    serde_json::to_string(&value).map_err(|_| PlatformError::Unreadable { operation: "write answer" }.into())
}
