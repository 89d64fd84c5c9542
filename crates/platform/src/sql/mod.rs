//! SQL inside an object: typed rows, parameters that keep their type, and transactions.

mod alarm;
mod kept;
mod param;
mod schema;
mod statement;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Array;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::State;

use crate::error::{During, PlatformError};
use statement::Writes;

pub use alarm::Alarm;
pub use kept::Kept;
pub use param::Param;
pub use schema::{Schema, Step, create, erase, open};

/// How often this instance has written, or may have.
#[derive(Default)]
struct Written {
    statements: u64,
    anything: u64,
    rows: BTreeMap<&'static str, u64>,
    columns: BTreeMap<&'static str, u64>,
}

/// An object's own database.
#[derive(Clone)]
pub struct Sql {
    database: JsValue,
    storage: JsValue,
    state: JsValue,
    written: Rc<RefCell<Written>>,
}

impl Sql {
    /// The database of the object that `state` belongs to.
    pub fn of(state: &State) -> Self {
        let storage = state.storage();
        Self {
            database: storage.sql().as_ref().clone(),
            storage: storage.as_raw().into(),
            state: state.as_raw().into(),
            written: Rc::default(),
        }
    }

    /// A number that grows whenever this instance makes or deletes rows of a table, or may have.
    fn writes_to_rows(&self, table: &str) -> u64 {
        let written = self.written.borrow();
        written.anything.wrapping_add(written.rows.get(table).copied().unwrap_or(0))
    }

    /// As [`Self::writes_to_rows`], and with each change of a row.
    fn writes_to(&self, table: &str) -> u64 {
        let changes = self.written.borrow().columns.get(table).copied().unwrap_or(0);
        self.writes_to_rows(table).wrapping_add(changes)
    }

    fn count(&self, writes: Writes) {
        let mut written = self.written.borrow_mut();
        let count = match writes {
            Writes::Nothing => return,
            Writes::Rows(table) => written.rows.entry(table).or_default(),
            Writes::Columns(table) => written.columns.entry(table).or_default(),
            Writes::Anything => &mut written.anything,
        };
        *count = count.wrapping_add(1);
        written.statements = written.statements.wrapping_add(1);
    }

    /// Runs a statement for its effect.
    ///
    /// # Errors
    /// What SQLite refuses; a broken UNIQUE is [`PlatformError::Exists`].
    pub fn run(&self, statement: &'static str, params: Vec<Param>) -> Result<(), PlatformError> {
        self.cursor(statement, params)?.count();
        Ok(())
    }

    /// Runs a statement, and tells whether it wrote anything.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn changes(&self, statement: &'static str, params: Vec<Param>) -> Result<bool, PlatformError> {
        let cursor = self.cursor(statement, params)?;
        cursor.count();
        Ok(cursor.rows_written() > 0)
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
        let ran = self.storage.unchecked_ref::<SyncStorage>().transaction_sync(&mut || {
            let Some(steps) = steps.take() else { return Err(JsValue::from_str("ran twice")) };
            let result = steps();
            let verdict =
                if result.is_ok() { Ok(JsValue::UNDEFINED) } else { Err(JsValue::from_str("undone")) };
            outcome = Some(result);
            verdict
        });
        if ran.is_err() {
            // Undone is changed, too.
            self.count(Writes::Anything);
        }
        match (outcome, ran) {
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(PlatformError::runtime("transaction", &worker::Error::from(error)).into()),
            (None, Ok(_)) => Err(PlatformError::Unreadable { operation: "transaction" }.into()),
        }
    }

    /// Runs `steps` as a whole, as [`Self::transaction`] does, for what runs often and hardly ever fails: what is written
    /// between two waits is committed together anyway, and a transaction of its own would cost as much as the statements
    /// in it. An `Err` after something was written ends the object instead: its caller and all that it does fail, what was
    /// written is discarded, and the next call finds it as it was.
    ///
    /// # Errors
    /// That of `steps`.
    pub fn all_or_end<T, E>(&self, steps: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let before = self.written.borrow().statements;
        let outcome = steps();
        if outcome.is_err() && self.written.borrow().statements != before {
            crate::panics::end_soon(&self.state, "failed half way");
        }
        outcome
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
        let (text, writes) = statement::prepared(statement);
        // Before it runs: whatever it comes to, nobody may take what was read before for what is there now.
        self.count(writes);
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
