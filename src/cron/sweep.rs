//! The sweep: objects cannot be listed and an alarm may be lost, so each run asks a slice of the tenants what is
//! overdue, and brings that, and only that, to life.

use std::collections::BTreeMap;

use domain::ids::{ConversationId, TenantId};
use domain::time::Timestamp;
use durable_objects::conversation::protocol::Wake;
use durable_objects::tenant::privacy::protocol::{Forget, Sweep};
use durable_objects::{CallError, Objects, Refusal};
use futures_util::stream::{self, StreamExt};
use platform::directory::deletions::RECOVERY;
use platform::directory::tenants::TenantRef;
use platform::{PlatformError, clock};

use crate::app::App;

/// The name of the round in the directory.
const ROUND: &str = "sweep";
/// Tenants of one run: a thousand businesses are looked after every twenty minutes.
const SLICE: u32 = 50;
/// Tenants and conversations that are called at the same time.
const AT_ONCE: usize = 8;
/// Overdue conversations of one tenant in one run.
const MOST: u32 = 100;
/// How long a conversation's own alarm may be late, in units of a second.
const GRACE: u32 = 120;
/// How long whoever drives an erasure has it, in units of a second.
const DRIVEN: u32 = 60;

/// What a run found.
#[derive(Debug, Default)]
pub struct Tally {
    tenants: u32,
    overdue: u32,
    erasures: u32,
    failed: u32,
}

impl Tally {
    /// One line, counts only.
    pub fn log(&self) {
        let Self { tenants, overdue, erasures, failed } = self;
        log::info!("sweep tenants={tenants} overdue={overdue} erasures={erasures} failed={failed}");
    }

    fn add(&mut self, other: &Self) {
        self.tenants = self.tenants.saturating_add(other.tenants);
        self.overdue = self.overdue.saturating_add(other.overdue);
        self.erasures = self.erasures.saturating_add(other.erasures);
        self.failed = self.failed.saturating_add(other.failed);
    }

    fn count<T, E: std::fmt::Display>(&mut self, what: &str, outcome: Result<T, E>) {
        if let Err(error) = outcome {
            log::warn!("sweep: {what}: {error}");
            self.failed = self.failed.saturating_add(1);
        }
    }
}

/// One slice of the round, and every tenant with an erasure that was cut off.
pub async fn sweep(app: &App) -> Result<Tally, PlatformError> {
    let (directory, unit) = (app.directory()?, app.config()?.retry_unit);
    let cut_off = clock::now().minus(unit.saturating_mul(DRIVEN));
    let cursor = directory.cursor(ROUND).await?;
    let slice = directory.tenants_after(&cursor, SLICE).await?;
    let is_last = slice.len() < usize::try_from(SLICE).unwrap_or(usize::MAX);
    let next = match slice.last() {
        Some(last) if !is_last => last.tenant_id.to_string(),
        _ => String::new(),
    };
    let urgent = directory.tenants_with_deletions(cut_off, SLICE).await?;
    let tenants: BTreeMap<TenantId, TenantRef> =
        slice.into_iter().chain(urgent).map(|tenant| (tenant.tenant_id, tenant)).collect();
    let mut tally = Tally::default();
    let mut visits = stream::iter(tenants.into_values())
        .map(|tenant| visit(app, tenant, cut_off))
        .buffer_unordered(AT_ONCE);
    while let Some(visited) = visits.next().await {
        tally.add(&visited);
    }
    // After the visits: a run that is cut off is repeated.
    if next != cursor {
        directory.move_cursor(ROUND, &next).await?;
    }
    Ok(tally)
}

async fn visit(app: &App, tenant: TenantRef, cut_off: Timestamp) -> Tally {
    let mut tally = Tally { tenants: 1, ..Tally::default() };
    let visited = look_after(app, tenant, cut_off, &mut tally).await;
    tally.count("tenant", visited);
    tally
}

async fn look_after(
    app: &App,
    tenant: TenantRef,
    cut_off: Timestamp,
    tally: &mut Tally,
) -> Result<(), CallError> {
    let (objects, eraser) = (app.objects(tenant.clone()), app.eraser(tenant)?);
    let now = clock::now();
    let question = Sweep {
        overdue_before: now.minus(app.config()?.retry_unit.saturating_mul(GRACE)),
        begun_before: cut_off,
        purge_before: now.minus(RECOVERY),
        comments_before: Some(now.minus(app.config()?.retention.conversation)),
        limit: MOST,
    };
    let swept = match objects.tenant(&question).await {
        // Signed up, and not yet founded.
        Err(CallError::Refused(Refusal::NotFound { .. })) => return Ok(()),
        other => other?,
    };
    for erasure in &swept.erasures {
        tally.erasures = tally.erasures.saturating_add(1);
        tally.count("erasure", eraser.run(erasure).await);
    }
    for erasure in &swept.purged {
        tally.count("erasure log", eraser.forget_log(erasure).await);
    }
    let mut woken = stream::iter(&swept.overdue).map(|id| wake(&objects, id)).buffer_unordered(AT_ONCE);
    while let Some(outcome) = woken.next().await {
        tally.overdue = tally.overdue.saturating_add(1);
        tally.count("conversation", outcome);
    }
    Ok(())
}

/// A conversation that has nothing in it has no business in the index.
async fn wake(objects: &Objects, id: &ConversationId) -> Result<(), CallError> {
    match objects.conversation(id, &Wake {}).await {
        Err(CallError::Refused(Refusal::NotFound { .. })) => {
            objects.tenant(&Forget { conversation_id: id.clone() }).await
        }
        other => other,
    }
}
