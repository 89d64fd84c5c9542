//! What an instance remembers of its object's rows.

use std::cell::RefCell;

use super::Sql;

/// What was read of one table, until this instance writes to it. An object's database has one writer, so nobody else
/// can have changed it since. Memory only: a new instance reads again.
pub struct Kept<T> {
    table: &'static str,
    of_rows: bool,
    last: RefCell<Option<(u64, T)>>,
}

impl<T: Clone> Kept<T> {
    /// Of this table; nothing is read yet.
    pub const fn of(table: &'static str) -> Self {
        Self { table, of_rows: false, last: RefCell::new(None) }
    }

    /// Of which rows this table has, whatever else becomes of them.
    pub const fn of_rows(table: &'static str) -> Self {
        Self { table, of_rows: true, last: RefCell::new(None) }
    }

    fn writes(&self, sql: &Sql) -> u64 {
        if self.of_rows { sql.writes_to_rows(self.table) } else { sql.writes_to(self.table) }
    }

    /// What is kept, or what `read` reads now.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn get<E>(&self, sql: &Sql, read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let writes = self.writes(sql);
        if let Some((at, kept)) = &*self.last.borrow()
            && *at == writes
        {
            return Ok(kept.clone());
        }
        let read = read()?;
        self.set(sql, read.clone());
        Ok(read)
    }

    /// What it is now, as whoever has just written it knows.
    pub fn set(&self, sql: &Sql, value: T) {
        self.last.replace(Some((self.writes(sql), value)));
    }
}
