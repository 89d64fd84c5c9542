//! An object's schema: written with its first row, brought up to date by steps, erased as a whole.

use worker::Storage;

use super::Sql;
use crate::error::{During, PlatformError};
use crate::params;

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
