//! Asking Meta for all templates of an account. One that is cut off leaves what was known.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::backoff;
use domain::time::Timestamp;
use meta::graph::templates::{self, StoredTemplate};
use meta::graph::{Endpoint, Page};
use platform::{PlatformError, clock, fetch, params};
use serde::Deserialize;

use crate::object::ObjectError;
use crate::tenant::Tenant;
use crate::tenant::protocol::{FailedSync, Synced};

/// For one page.
const LIMIT: Duration = Duration::from_secs(20);
/// More than the 6,000 templates that Meta allows, at its 100 a page.
const MOST_PAGES: usize = 100;
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

/// Why there is no list, for the owner.
type Failure = String;

impl Tenant {
    /// Syncs an account now. Meta's refusal is an answer, not a failure of this object.
    pub(in crate::tenant) async fn sync_templates(&self, account: &str) -> Result<Synced, ObjectError> {
        let started = clock::now();
        let failure = match self.all_templates(account).await? {
            Ok(found) => {
                self.replace_templates(account, &found, started)?;
                None
            }
            Err(failure) => Some(failure),
        };
        let synced_at = self.settle_sync(account, started, failure.as_deref())?;
        Ok(Synced { templates: self.count_templates(account)?, synced_at, failure })
    }

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

    /// The accounts whose last sync did not succeed. Without an account's templates none of them can be sent.
    pub(in crate::tenant) fn failed_syncs(&self) -> Result<Vec<FailedSync>, ObjectError> {
        let rows = self.core.sql.rows(
            "SELECT account_id, synced_at, failure FROM template_syncs WHERE failure IS NOT NULL",
            vec![],
        );
        Ok(rows?)
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

    /// All pages, or why not.
    async fn all_templates(
        &self,
        account: &str,
    ) -> Result<Result<Vec<StoredTemplate>, Failure>, ObjectError> {
        let Some(token) = self.account_token(account).await? else {
            return Ok(Err("No channel of this account is connected.".to_owned()));
        };
        let config = self.core.config()?;
        let endpoint = Endpoint::new(&config.graph_url, &config.graph_version);
        let mut found = Vec::new();
        let mut after = None;
        for _ in 0..MOST_PAGES {
            match page(&endpoint, &token, account, after.as_deref()).await {
                Ok(page) => {
                    found.extend(page.items);
                    after = page.after;
                }
                Err(failure) => return Ok(Err(failure)),
            }
            if after.is_none() {
                return Ok(Ok(found));
            }
        }
        Ok(Err("Meta's list of templates does not end.".to_owned()))
    }

    /// The token of a channel on this account.
    async fn account_token(&self, account: &str) -> Result<Option<String>, ObjectError> {
        let owner = self.core.owner().await?;
        let channels = self.core.directory()?.channels(owner.tenant.tenant_id).await?;
        let mut on_it = channels.iter().filter(|channel| channel.account_id.as_deref() == Some(account));
        // One that Meta does not take any more may be beside one that it takes.
        let channel = on_it.clone().find(|channel| channel.health == "ok").or_else(|| on_it.next());
        Ok(channel.map(|channel| channel.token(&owner.key)).transpose()?)
    }

    /// Meta's list takes the place of ours. What became known while it was read is newer and stays.
    fn replace_templates(
        &self,
        account: &str,
        found: &[StoredTemplate],
        started: Timestamp,
    ) -> Result<(), ObjectError> {
        #[derive(Deserialize)]
        struct Key {
            name: String,
            language: String,
        }
        let listed: BTreeSet<(&str, &str)> =
            found.iter().map(|template| (template.name.as_str(), template.language.as_str())).collect();
        self.core.sql.transaction(|| {
            for template in found {
                self.store_template(account, template, started)?;
            }
            let kept: Vec<Key> = self.core.sql.rows(
                "SELECT name, language FROM templates WHERE account_id = ? AND synced_at < CAST(? AS INTEGER)",
                params![account, started],
            )?;
            for key in kept.iter().filter(|key| !listed.contains(&(&key.name, &key.language))) {
                self.core.sql.run(
                    "DELETE FROM templates WHERE account_id = ? AND name = ? AND language = ?",
                    params![account, key.name.as_str(), key.language.as_str()],
                )?;
            }
            Ok(())
        })
    }

    /// Writes down how it went; when the last whole sync began.
    fn settle_sync(
        &self,
        account: &str,
        started: Timestamp,
        failure: Option<&str>,
    ) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Last {
            synced_at: Option<Timestamp>,
        }
        let synced_at = failure.is_none().then_some(started);
        let row: Option<Last> = self.core.sql.first(
            "INSERT INTO template_syncs (account_id, synced_at, failure) VALUES (?, ?, ?)
             ON CONFLICT (account_id) DO UPDATE SET synced_at = coalesce(excluded.synced_at, synced_at),
               failure = excluded.failure,
               due_at = CASE WHEN excluded.synced_at IS NULL THEN due_at END,
               attempt = CASE WHEN excluded.synced_at IS NULL THEN attempt ELSE 0 END
             RETURNING synced_at",
            params![account, synced_at, failure],
        )?;
        Ok(row.and_then(|row| row.synced_at))
    }
}

async fn page(
    endpoint: &Endpoint,
    token: &str,
    account: &str,
    after: Option<&str>,
) -> Result<Page<StoredTemplate>, Failure> {
    let request = templates::list(endpoint, token, account, after);
    let request = request.map_err(|_| "The account's id or its token is malformed.".to_owned())?;
    let answer = fetch::send("list templates", request, LIMIT, None).await.map_err(|error| {
        log::warn!("Meta not reached: {error}");
        "Meta could not be reached.".to_owned()
    })?;
    templates::read_list(answer.status, &answer.body).map_err(|error| error.explanation().to_owned())
}
