//! Which accounts want a sync, and when: the tenant object's alarm sees to it.

use std::time::Duration;

use domain::backoff;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use crate::object::ObjectError;
use crate::tenant::Tenant;

/// After this many failures nobody asks again by itself; the reason stays to be seen.
const MOST_ATTEMPTS: u32 = 6;
/// Longer than a sync takes: what was cut off runs again then.
const WATCHDOG: Duration = Duration::from_mins(5);
/// The wait after an alarm that could not even look at what is due.
const OUT_OF_ORDER: Duration = Duration::from_secs(30);

/// A sync that is due.
#[derive(Deserialize)]
struct Due {
    account_id: String,
    attempt: u32,
}

impl Tenant {
    /// Wants a sync by then. Asked often, done once.
    pub(in crate::tenant) fn note_sync_wanted(
        &self,
        account: &str,
        at: Timestamp,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO template_syncs (account_id, due_at) VALUES (?, ?)
             ON CONFLICT (account_id) DO UPDATE SET due_at = min(coalesce(due_at, excluded.due_at), excluded.due_at),
               attempt = 0",
            params![account, at],
        )
    }

    /// Wants a sync and sees to it.
    pub(in crate::tenant) async fn want_sync(&self, account: &str) -> Result<(), ObjectError> {
        self.note_sync_wanted(account, clock::now())?;
        Ok(self.rearm().await?)
    }

    /// Runs what is due. Never fails: the platform would give up after six tries.
    ///
    /// # Errors
    /// Only if no alarm could be set: then the platform's own retry is all there is.
    pub(in crate::tenant) async fn run_due(&self) -> Result<(), PlatformError> {
        self.core.alarm.forget();
        if self.core.is_blank() {
            return Ok(());
        }
        let Err(error) = self.run_syncs().await else { return Ok(()) };
        log::error!("alarm failed: {error}");
        let later = clock::now().plus(OUT_OF_ORDER);
        self.core.move_alarm(|| Ok(Some(later))).await
    }

    /// The next alarm is set before each sync, so that a cut costs only time.
    async fn run_syncs(&self) -> Result<(), ObjectError> {
        self.core.check()?;
        while let Some(due) = self.claim_sync()? {
            self.rearm().await?;
            if let Err(error) = self.run_sync(&due).await {
                log::warn!("templates not synced, attempt {}: {error}", due.attempt);
                self.put_off(&due)?;
            }
        }
        Ok(self.rearm().await?)
    }

    /// Sets the alarm to the next sync.
    pub(in crate::tenant) async fn rearm(&self) -> Result<(), PlatformError> {
        #[derive(Deserialize)]
        struct Next {
            due: Option<Timestamp>,
        }
        let next = || {
            let row: Option<Next> =
                self.core.sql.first("SELECT min(due_at) AS due FROM template_syncs", vec![])?;
            Ok(row.and_then(|row| row.due))
        };
        self.core.move_alarm(next).await
    }

    async fn run_sync(&self, due: &Due) -> Result<(), ObjectError> {
        let synced = self.sync_templates(&due.account_id).await?;
        if synced.failure.is_some() {
            self.put_off(due)?;
        }
        Ok(())
    }

    fn claim_sync(&self) -> Result<Option<Due>, PlatformError> {
        let now = clock::now();
        self.core.sql.first(
            "UPDATE template_syncs SET attempt = attempt + 1, due_at = ?
             WHERE account_id = (SELECT account_id FROM template_syncs WHERE due_at <= CAST(? AS INTEGER)
                                 ORDER BY due_at LIMIT 1)
             RETURNING account_id, attempt",
            params![now.plus(WATCHDOG), now],
        )
    }

    fn put_off(&self, due: &Due) -> Result<(), ObjectError> {
        let base = self.core.config()?.retry_unit.saturating_mul(30);
        let again = clock::now().plus(backoff::exponential(base, due.attempt));
        let again = (due.attempt < MOST_ATTEMPTS).then_some(again);
        self.core.sql.run(
            "UPDATE template_syncs SET due_at = ? WHERE account_id = ?",
            params![again, due.account_id.as_str()],
        )?;
        Ok(())
    }
}
