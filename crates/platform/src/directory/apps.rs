//! The Meta apps that tenants brought.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use domain::ids::{AppId, TenantId};
use domain::time::Timestamp;
use serde::Deserialize;
use vault::{Place, Purpose};

use super::tenants::TenantRef;
use super::{Directory, Value};
use crate::clock;
use crate::error::PlatformError;

/// An isolate that verifies for more apps than this at once starts afresh.
const CAPACITY: usize = 1_024;

/// An app that a tenant brought.
#[derive(Debug, Clone, Deserialize)]
pub struct App {
    /// Our id of it.
    pub id: AppId,
    /// Sealed secret and verify token.
    pub credentials: Vec<u8>,
    /// Its owner.
    #[serde(flatten)]
    pub tenant: TenantRef,
}

thread_local! {
    static FOUND: RefCell<BTreeMap<String, (Timestamp, Vec<App>)>> = const { RefCell::new(BTreeMap::new()) };
}

impl Directory {
    /// The apps that tenants brought under this Meta app id: the one whose secret verifies is meant. A copy that is
    /// younger than `fresh` serves, and any copy while the directory is down; an app that nobody has is never kept.
    ///
    /// # Errors
    /// If the directory does not answer and no copy is here.
    pub async fn apps(&self, meta_app_id: &str, fresh: Duration) -> Result<Vec<App>, PlatformError> {
        let known = FOUND.with_borrow(|found| found.get(meta_app_id).cloned());
        if let Some((since, apps)) = &known
            && clock::now().since(*since) < fresh
        {
            return Ok(apps.clone());
        }
        match self.read_apps(meta_app_id).await {
            Ok(apps) => {
                remember(meta_app_id, &apps);
                Ok(apps)
            }
            Err(error) => known.map(|(_, apps)| apps).ok_or(error),
        }
    }

    async fn read_apps(&self, meta_app_id: &str) -> Result<Vec<App>, PlatformError> {
        self.rows(
            "find apps",
            "SELECT a.id, a.credentials, t.id AS tenant_id, t.jurisdiction, k.wrapped AS wrapped_key
             FROM apps a JOIN tenants t ON t.id = a.tenant_id AND t.status = 'active'
             JOIN data_keys k ON k.owner = t.id WHERE a.meta_app_id = ? ORDER BY a.created_at LIMIT 16",
            &[Value::Text(meta_app_id)],
        )
        .await
    }

    /// A tenant's row for a Meta app, made if there is none. Of two at once the first one stays, for both.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn ensure_app(
        &self,
        id: AppId,
        tenant: TenantId,
        meta_app_id: &str,
        now: Timestamp,
    ) -> Result<AppId, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            id: AppId,
        }
        let tenant = tenant.to_string();
        self.run(
            "insert app",
            "INSERT INTO apps (id, tenant_id, meta_app_id, credentials, created_at) VALUES (?, ?, ?, x'', ?)
             ON CONFLICT (meta_app_id, tenant_id) DO NOTHING",
            &[
                Value::Text(&id.to_string()),
                Value::Text(&tenant),
                Value::Text(meta_app_id),
                Value::Integer(now.millis()),
            ],
        )
        .await?;
        let statement = "SELECT id FROM apps WHERE meta_app_id = ? AND tenant_id = ?";
        let values = [Value::Text(meta_app_id), Value::Text(&tenant)];
        let row: Option<Row> = self.first("read app", statement, &values).await?;
        row.map(|row| row.id).ok_or(PlatformError::Unreadable { operation: "read app" })
    }

    /// Keeps an app's credentials, sealed for the row that [`Self::ensure_app`] named.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn set_app_credentials(&self, id: AppId, credentials: &[u8]) -> Result<(), PlatformError> {
        // Nothing here says which Meta app it is; reading a few again costs less than a wrong secret.
        FOUND.with_borrow_mut(BTreeMap::clear);
        let statement = "UPDATE apps SET credentials = ? WHERE id = ?";
        self.run("set app credentials", statement, &[Value::Blob(credentials), Value::Text(&id.to_string())])
            .await
    }
}

fn remember(meta_app_id: &str, apps: &[App]) {
    FOUND.with_borrow_mut(|found| {
        if apps.is_empty() {
            found.remove(meta_app_id);
            return;
        }
        if found.len() >= CAPACITY {
            found.clear();
        }
        found.insert(meta_app_id.to_owned(), (clock::now(), apps.to_vec()));
    });
}

/// Where an app's secret belongs.
pub fn app_place<'a>(tenant: &'a str, app: &'a str) -> Place<'a> {
    Place { purpose: Purpose::AppSecret, tenant, row: app, column: "credentials" }
}
