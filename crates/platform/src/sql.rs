//! SQL inside an object: typed rows, parameters that keep their type, and transactions.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::{State, Storage};

use crate::error::{During, PlatformError};

/// A parameter. Built by `From`, so that a `bool` becomes 0 or 1 (the runtime would store the text `true`).
#[derive(Debug, Clone)]
pub struct Param(JsValue);

macro_rules! param_from {
    ($($type:ty => |$value:ident| $js:expr),+ $(,)?) => {$(
        impl From<$type> for Param {
            fn from($value: $type) -> Self {
                Self($js)
            }
        }
    )+};
}

param_from! {
    i64 => |value| JsValue::from_f64(number(value)),
    u32 => |value| JsValue::from_f64(f64::from(value)),
    bool => |value| JsValue::from_f64(f64::from(u8::from(value))),
    &str => |value| JsValue::from_str(value),
    String => |value| JsValue::from_str(&value),
    &String => |value| JsValue::from_str(value),
    Vec<u8> => |value| Uint8Array::from(value.as_slice()).into(),
    &[u8] => |value| Uint8Array::from(value).into(),
    domain::time::Timestamp => |value| JsValue::from_f64(number(value.millis())),
}

/// SQLite's integers come and go as JavaScript's numbers.
#[expect(clippy::cast_precision_loss, reason = "what is counted or timed here is below 2^53")]
const fn number(value: i64) -> f64 {
    value as f64
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(JsValue::NULL), Into::into)
    }
}

/// The parameters of a statement: `params![id, at, text]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::sql::Param::from($value)),*] };
}

thread_local! {
    // The text of each statement as a string of JavaScript's, by its address: decoding it anew takes as long as preparing
    // it, and SQLite's compiled statement is found by it.
    static STATEMENTS: RefCell<BTreeMap<(usize, usize), JsValue>> = const { RefCell::new(BTreeMap::new()) };
}

/// An object's own database.
#[derive(Clone)]
pub struct Sql {
    database: JsValue,
    raw: JsValue,
    writes: Rc<Cell<u64>>,
}

impl Sql {
    /// The database of the object that `state` belongs to.
    pub fn of(state: &State) -> Self {
        let storage = state.storage();
        Self { database: storage.sql().as_ref().clone(), raw: storage.as_raw().into(), writes: Rc::default() }
    }

    /// How often this instance has written so far, or may have. An object's database has one writer: what was read at the
    /// same count has not changed since.
    pub fn writes(&self) -> u64 {
        self.writes.get()
    }

    fn count_write(&self) {
        self.writes.set(self.writes.get().wrapping_add(1));
    }

    /// Runs a statement for its effect.
    ///
    /// # Errors
    /// What SQLite refuses; a broken UNIQUE is [`PlatformError::Exists`].
    pub fn run(&self, statement: &'static str, params: Vec<Param>) -> Result<(), PlatformError> {
        self.cursor(statement, params)?.count();
        Ok(())
    }

    /// All rows, columns by name. Integers come as `i64`, BLOBs with `serde_bytes`.
    ///
    /// # Errors
    /// What SQLite refuses, or a row that is not a `T`.
    pub fn rows<T: DeserializeOwned>(
        &self,
        statement: &'static str,
        params: Vec<Param>,
    ) -> Result<Vec<T>, PlatformError> {
        let rows = self.array(statement, params)?;
        serde_wasm_bindgen::from_value(rows.into()).map_err(worker::Error::from).during(statement)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Self::rows`].
    pub fn first<T: DeserializeOwned>(
        &self,
        statement: &'static str,
        params: Vec<Param>,
    ) -> Result<Option<T>, PlatformError> {
        Ok(self.rows(statement, params)?.into_iter().next())
    }

    /// The first row, as JSON that the statement itself made in a column `json`: a row of many columns crosses into the
    /// WASM as one text, in a third of the time.
    ///
    /// # Errors
    /// What SQLite refuses, or JSON that is not of a `T`.
    pub fn json<T: DeserializeOwned>(
        &self,
        statement: &'static str,
        params: Vec<Param>,
    ) -> Result<Option<T>, PlatformError> {
        let row = self.array(statement, params)?.get(0);
        if row.is_undefined() {
            return Ok(None);
        }
        let json = row.unchecked_ref::<JsonRow>().json();
        let read = json.and_then(|json| serde_json::from_str(&json).ok());
        read.map(Some).ok_or(PlatformError::Unreadable { operation: statement })
    }

    /// Runs `steps` as one transaction: an `Err` undoes all of them. Synchronous, so nothing else of the object can
    /// run in between.
    ///
    /// # Errors
    /// That of `steps`, or the runtime's own.
    pub fn transaction<T, E: From<PlatformError>>(
        &self,
        steps: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let mut steps = Some(steps);
        let mut outcome = None;
        let ran = self.raw.unchecked_ref::<SyncStorage>().transaction_sync(&mut || {
            let Some(steps) = steps.take() else { return Err(JsValue::from_str("ran twice")) };
            let result = steps();
            let verdict =
                if result.is_ok() { Ok(JsValue::UNDEFINED) } else { Err(JsValue::from_str("undone")) };
            outcome = Some(result);
            verdict
        });
        if ran.is_err() {
            // Undone is changed, too.
            self.count_write();
        }
        match (outcome, ran) {
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(PlatformError::runtime("transaction", &worker::Error::from(error)).into()),
            (None, Ok(_)) => Err(PlatformError::Unreadable { operation: "transaction" }.into()),
        }
    }

    /// All rows, as JavaScript has them.
    fn array(&self, statement: &'static str, params: Vec<Param>) -> Result<Array, PlatformError> {
        // Never `one()`: on no rows it throws past Rust and resets the isolate (workers-rs.md, fact 4).
        let cursor = self.cursor(statement, params)?;
        let rows = cursor.to_array().map_err(worker::Error::from).during(statement)?;
        // Only now has it run to its end.
        cursor.count();
        Ok(rows)
    }

    fn cursor(&self, statement: &'static str, params: Vec<Param>) -> Result<Cursor, PlatformError> {
        let values: Box<[JsValue]> = params.into_iter().map(|param| param.0).collect();
        let text = STATEMENTS.with_borrow_mut(|texts| {
            let at = (statement.as_ptr().addr(), statement.len());
            texts.entry(at).or_insert_with(|| JsValue::from_str(statement)).clone()
        });
        if !statement.trim_start().starts_with("SELECT") {
            self.count_write();
        }
        let executed = self.database.unchecked_ref::<Database>().exec(&text, values);
        executed.map_err(worker::Error::from).during(statement)
    }
}

impl Cursor {
    fn count(&self) {
        crate::meter::statement(|| (self.rows_written(), self.rows_read()));
    }
}

// Not worker's own types: with those every integer is one more question to JavaScript, and every text one more copy.
#[wasm_bindgen]
extern "C" {
    type Database;

    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &Database, statement: &JsValue, params: Box<[JsValue]>) -> Result<Cursor, JsValue>;

    type Cursor;

    #[wasm_bindgen(method, catch, js_name = toArray)]
    fn to_array(this: &Cursor) -> Result<Array, JsValue>;

    #[wasm_bindgen(method, getter, js_name = rowsWritten)]
    fn rows_written(this: &Cursor) -> u32;

    #[wasm_bindgen(method, getter, js_name = rowsRead)]
    fn rows_read(this: &Cursor) -> u32;

    type JsonRow;

    #[wasm_bindgen(method, getter)]
    fn json(this: &JsonRow) -> Option<String>;

    type SyncStorage;

    // Missing from worker 0.8.7. https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#transactionsync
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &SyncStorage,
        steps: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// One change of an object's schema.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The statements.
    pub sql: &'static str,
    /// It only adds: the version before this step can still serve what it finds. A step that takes something away
    /// cannot be rolled back over.
    pub expands: bool,
}

/// How an object's database stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Nothing was ever written, or everything was erased.
    Blank,
    /// Up to date, or newer in a way that this version can serve.
    Ready,
}

/// Looks at an object's schema, and brings it up to date unless it is blank: a call to a name that nobody ever used
/// must not leave a database behind.
///
/// # Errors
/// [`PlatformError::Unreadable`] if the stored schema is newer than `steps` and took something away: a rollback met
/// data it cannot read, and the object must answer 503 rather than guess.
pub fn open(sql: &Sql, steps: &[Step]) -> Result<Schema, PlatformError> {
    #[derive(serde::Deserialize)]
    struct Table {}
    let table: Option<Table> = sql.first(
        "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'",
        vec![],
    )?;
    if table.is_none() {
        return Ok(Schema::Blank);
    }
    let stored = highest(sql, "SELECT max(version) AS version FROM schema_version")?;
    if stored > steps.len() {
        let floor = highest(sql, "SELECT max(version) AS version FROM schema_floor")?;
        let is_served = floor <= steps.len();
        return if is_served {
            Ok(Schema::Ready)
        } else {
            Err(PlatformError::Unreadable { operation: "schema" })
        };
    }
    migrate(sql, steps, stored)?;
    Ok(Schema::Ready)
}

/// Writes the schema of a blank object.
///
/// # Errors
/// What SQLite refuses.
pub fn create(sql: &Sql, steps: &[Step]) -> Result<(), PlatformError> {
    migrate(sql, steps, 0)
}

/// Applies what is missing, all in one transaction, with one row that says how far it came. The floor is the lowest
/// version that may still serve.
fn migrate(sql: &Sql, steps: &[Step], stored: usize) -> Result<(), PlatformError> {
    if stored >= steps.len() {
        return Ok(());
    }
    sql.transaction::<_, PlatformError>(|| {
        sql.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT", vec![])?;
        sql.run("CREATE TABLE IF NOT EXISTS schema_floor (version INTEGER NOT NULL) STRICT", vec![])?;
        for (step, version) in steps.iter().zip(1_u32..).skip(stored) {
            sql.run(step.sql, vec![])?;
            if !step.expands && version > 1 {
                sql.run("INSERT INTO schema_floor (version) VALUES (?)", params![version])?;
            }
        }
        let version = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        sql.run("INSERT INTO schema_version (version) VALUES (?)", params![version])
    })
}

fn highest(sql: &Sql, statement: &'static str) -> Result<usize, PlatformError> {
    #[derive(serde::Deserialize)]
    struct Row {
        version: Option<i64>,
    }
    let row: Option<Row> = sql.first(statement, vec![])?;
    Ok(usize::try_from(row.and_then(|row| row.version).unwrap_or(0)).unwrap_or(usize::MAX))
}

/// Erases an object's whole storage: what a plain `DELETE` leaves in SQLite's pages goes too, and the alarm.
///
/// # Errors
/// The runtime's.
pub async fn erase(storage: &Storage) -> Result<(), PlatformError> {
    storage.delete_alarm().await.during("erase storage")?;
    storage.delete_all().await.during("erase storage")
}

/// What an instance knows of its object's alarm, so that it need not ask each time. Memory only: a new instance asks.
#[derive(Default)]
pub struct Alarm {
    /// In milliseconds, as it was set last.
    at: Cell<Option<i64>>,
}

impl Alarm {
    /// Whether it is known to ring by then.
    pub fn covers(&self, due: domain::time::Timestamp) -> bool {
        self.known().is_some_and(|at| at <= due.millis())
    }

    /// It rings, or is gone: the runtime must be asked.
    pub fn forget(&self) {
        self.at.set(None);
    }

    /// Makes the alarm ring in time. `due` is asked after the wait for the current one, so that nothing scheduled
    /// meanwhile is forgotten.
    ///
    /// An alarm that rings earlier stays: setting one costs a row and a call to the runtime's scheduler, for each message
    /// of a burst. Who is woken too early looks, and sets the next one then.
    ///
    /// # Errors
    /// The runtime's.
    pub async fn move_to(
        &self,
        storage: &Storage,
        due: impl FnOnce() -> Result<Option<domain::time::Timestamp>, PlatformError>,
    ) -> Result<(), PlatformError> {
        let current = match self.known() {
            Some(at) => Some(at),
            None => storage.get_alarm().await.during("get alarm")?,
        };
        // An alarm in the past that is still set has been lost on the way; setting it again wakes it.
        let current = current.filter(|at| *at > crate::clock::now().millis());
        match due()?.map(domain::time::Timestamp::millis) {
            None if current.is_some() => {
                crate::meter::alarm();
                self.forget();
                storage.delete_alarm().await.during("delete alarm")
            }
            Some(due) if current.is_none_or(|at| due < at) => {
                crate::meter::alarm();
                let at = js_sys::Date::new(&JsValue::from_f64(number(due)));
                // Before the wait: whoever moves it meanwhile has the last word.
                self.at.set(Some(due));
                let set = storage.set_alarm(worker::ScheduledTime::new(at)).await.during("set alarm");
                set.inspect_err(|_| self.forget())
            }
            _ => Ok(()),
        }
    }

    /// Only while it lies ahead: one that is due may have rung.
    fn known(&self) -> Option<i64> {
        self.at.get().filter(|at| *at > crate::clock::now().millis())
    }
}
