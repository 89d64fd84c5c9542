//! After a restore: whoever restored something sets the mark in the directory, and every erasure that the log still
//! holds is carried out again, on whatever came back.

use durable_objects::{CallError, LogEntry};
use platform::PlatformError;

use crate::app::App;

/// The mark, and how far it has come: `start`, then R2's cursor.
const MARK: &str = "erase-again";
const START: &str = "start";
/// Erasures of one run.
const MOST: u32 = 100;

/// One part of the log, if the mark is set. What fails is tried again by the next run.
pub async fn erase_again(app: &App) -> Result<u32, CallError> {
    let directory = app.directory()?;
    let mark = directory.cursor(MARK).await?;
    if mark.is_empty() {
        return Ok(0);
    }
    let log = app.erasures()?;
    let (entries, next) = log.page(Some(mark.as_str()).filter(|mark| *mark != START), MOST).await?;
    let mut count: u32 = 0;
    for logged in entries {
        let tenant = logged.tenant.parse();
        let tenant = tenant.map_err(|_| PlatformError::Unreadable { operation: "erasure's entry" })?;
        // Of a business that is gone there is nothing to erase.
        let Some(tenant) = directory.tenant(tenant).await? else { continue };
        if let Some(entry) = log.read::<LogEntry>(&logged).await? {
            app.eraser(tenant)?.replay(entry).await?;
            count = count.saturating_add(1);
        }
    }
    directory.move_cursor(MARK, &next.unwrap_or_default()).await?;
    Ok(count)
}
