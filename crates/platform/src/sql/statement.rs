//! A statement as the runtime gets it, and which rows may be other ones after it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use wasm_bindgen::JsValue;

/// What a statement writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writes {
    /// It only reads.
    Nothing,
    /// The columns of rows that this table has.
    Columns(&'static str),
    /// The rows of this table: more of them, or fewer.
    Rows(&'static str),
    /// Nobody knows: it makes tables, or is several statements.
    Anything,
}

impl Writes {
    fn of(statement: &'static str) -> Self {
        let is_end = |char: char| char != '_' && !char.is_ascii_alphanumeric();
        let mut words = statement.split(is_end).filter(|word| !word.is_empty());
        match (words.next(), words.next()) {
            _ if statement.contains(';') => Self::Anything,
            (Some("SELECT"), _) => Self::Nothing,
            (Some("UPDATE"), Some(table)) if table != "OR" => Self::Columns(table),
            (Some("INSERT"), Some("INTO")) | (Some("DELETE"), Some("FROM")) => {
                words.next().map_or(Self::Anything, Self::Rows)
            }
            (Some("INSERT"), Some("OR")) => words.nth(2).map_or(Self::Anything, Self::Rows),
            _ => Self::Anything,
        }
    }
}

thread_local! {
    // The text of each statement as a string of JavaScript's, by its address: decoding it anew takes as long as preparing
    // it, and SQLite's compiled statement is found by it.
    static STATEMENTS: RefCell<BTreeMap<(usize, usize), (JsValue, Writes)>> = const { RefCell::new(BTreeMap::new()) };
}

/// The statement's text for the runtime, and what it writes to.
pub(super) fn prepared(statement: &'static str) -> (JsValue, Writes) {
    let at = (statement.as_ptr().addr(), statement.len());
    let prepare = || (JsValue::from_str(statement), Writes::of(statement));
    STATEMENTS.with_borrow_mut(|statements| statements.entry(at).or_insert_with(prepare).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_tells_what_it_writes_to() {
        let cases = [
            ("SELECT * FROM messages WHERE seq = ?", Writes::Nothing),
            ("UPDATE conversation SET epoch = 1", Writes::Columns("conversation")),
            ("INSERT INTO jobs (key) VALUES (?)", Writes::Rows("jobs")),
            ("\n    DELETE FROM\n jobs WHERE key = ?", Writes::Rows("jobs")),
            ("INSERT INTO jobs(key) VALUES (?)", Writes::Rows("jobs")),
            ("INSERT OR IGNORE INTO jobs (key) VALUES (?)", Writes::Rows("jobs")),
            ("UPDATE OR IGNORE jobs SET key = ''", Writes::Anything),
            ("WITH a AS (SELECT 1) INSERT INTO jobs SELECT * FROM a", Writes::Anything),
            ("UPDATE jobs SET key = ''; DELETE FROM messages", Writes::Anything),
            ("CREATE TABLE a (b TEXT)", Writes::Anything),
        ];
        for (statement, writes) in cases {
            assert_eq!(Writes::of(statement), writes, "{statement}");
        }
    }
}
