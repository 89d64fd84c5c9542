//! The D1 directory: what must be found across tenants.
//!
//! Every query about a tenant's things starts from the tenant's id. D1 stalls now and then, so each query has a time
//! limit, and what the hot path reads is cached in the isolate (see [`channels`]).

mod accounts;
pub mod apps;
pub mod channels;
pub mod deletions;
mod graph;
pub mod members;
mod sweep;
pub mod tenants;
mod tokens;
mod website;

use std::cell::OnceCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, Delay, Env};

use crate::error::{During, PlatformError};

/// How long a read may take; a webhook's acknowledgement waits for it.
const LIMIT: Duration = Duration::from_secs(3);
/// How long several writes together may take: giving up on them leaves nobody knowing whether they happened.
const BATCH_LIMIT: Duration = Duration::from_secs(30);

/// The directory.
pub struct Directory {
    db: Rc<D1Database>,
}

thread_local! {
    // The isolate's: looking the binding up takes longer than finding a channel in memory.
    static DATABASE: OnceCell<Rc<D1Database>> = const { OnceCell::new() };
}

/// A value bound to a statement.
pub(crate) enum Value<'a> {
    Text(&'a str),
    OptionalText(Option<&'a str>),
    Integer(i64),
    Blob(&'a [u8]),
}

impl From<&Value<'_>> for JsValue {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Text(text) => Self::from_str(text),
            Value::OptionalText(text) => text.map_or(Self::NULL, Self::from_str),
            // D1 refuses BigInt; times and counts are far below 2^53.
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            Value::Integer(number) => Self::from_f64(*number as f64),
            Value::Blob(bytes) => Uint8Array::from(*bytes).buffer().into(),
        }
    }
}

impl Directory {
    /// The directory of this deployment.
    ///
    /// # Errors
    /// If the binding `DIRECTORY` is missing.
    pub fn of(env: &Env) -> Result<Self, PlatformError> {
        if let Some(db) = DATABASE.with(|known| known.get().cloned()) {
            return Ok(Self { db });
        }
        let opened = Rc::new(env.d1("DIRECTORY").during("DIRECTORY")?);
        Ok(Self { db: DATABASE.with(|known| Rc::clone(known.get_or_init(|| opened))) })
    }

    /// A data key, still wrapped.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn wrapped_key(&self, owner: &str) -> Result<Option<Vec<u8>>, PlatformError> {
        #[derive(serde::Deserialize)]
        struct Row {
            wrapped: Vec<u8>,
        }
        let row: Option<Row> = self
            .first("read data key", "SELECT wrapped FROM data_keys WHERE owner = ?", &[Value::Text(owner)])
            .await?;
        Ok(row.map(|row| row.wrapped))
    }

    pub(crate) async fn insert_key_if_absent(
        &self,
        owner: &str,
        wrapped: &[u8],
    ) -> Result<(), PlatformError> {
        let statement = "INSERT INTO data_keys (owner, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING";
        self.run("insert data key", statement, &[Value::Text(owner), Value::Blob(wrapped)]).await
    }

    /// Answers if the directory does.
    ///
    /// # Errors
    /// If it does not, or the migrations were not applied.
    pub async fn ping(&self) -> Result<(), PlatformError> {
        self.run("ping", "SELECT 1 FROM tenants LIMIT 1", &[]).await
    }

    fn prepare(
        &self,
        operation: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<D1PreparedStatement, PlatformError> {
        let values: Vec<JsValue> = values.iter().map(JsValue::from).collect();
        self.db.prepare(statement).bind(&values).during(operation)
    }

    pub(crate) async fn first<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Option<T>, PlatformError> {
        let statement = self.prepare(operation, statement, values)?;
        limited(operation, statement.first::<T>(None)).await
    }

    pub(crate) async fn rows<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<T>, PlatformError> {
        let statement = self.prepare(operation, statement, values)?;
        limited(operation, statement.all()).await?.results().during(operation)
    }

    pub(crate) async fn run(
        &self,
        operation: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<(), PlatformError> {
        let statement = self.prepare(operation, statement, values)?;
        limited(operation, statement.run()).await.map(drop)
    }

    /// All or none.
    pub(crate) async fn batch(
        &self,
        operation: &'static str,
        statements: Vec<D1PreparedStatement>,
    ) -> Result<(), PlatformError> {
        within(BATCH_LIMIT, operation, self.db.batch(statements)).await.map(drop)
    }
}

async fn limited<T>(
    operation: &'static str,
    query: impl Future<Output = worker::Result<T>>,
) -> Result<T, PlatformError> {
    within(LIMIT, operation, query).await
}

async fn within<T>(
    limit: Duration,
    operation: &'static str,
    query: impl Future<Output = worker::Result<T>>,
) -> Result<T, PlatformError> {
    match select(std::pin::pin!(query), Delay::from(limit)).await {
        Either::Left((outcome, _)) => outcome.during(operation),
        Either::Right(((), _)) => Err(PlatformError::TimedOut { operation }),
    }
}
