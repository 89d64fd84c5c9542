//! Whose secret signed a delivery. It names the app, and an event counts only if its channel belongs to that app:
//! one tenant's secret cannot forge another's events.

use std::time::Duration;

use domain::ids::AppId;
use meta::signature;
use platform::PlatformError;
use platform::config::Config;
use platform::directory::apps::{self, app_place};
use platform::directory::channels::Channel;
use serde::{Deserialize, Serialize};

use crate::app::App;

/// How long a copy of an app's secret serves.
const FRESH: Duration = Duration::from_mins(1);
/// How old a copy may be that does not verify: the secret may be new, and yet whoever sends nonsense must not make
/// the directory work for each delivery.
const DOUBTED: Duration = Duration::from_secs(2);

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// The operator's app.
    Operator,
    /// An app that tenants brought: one row for each of them who has its secret.
    Tenants(Vec<AppId>),
}

impl Authority {
    /// Whether this app may bring events of a channel.
    pub fn covers(&self, channel: &Channel) -> bool {
        match self {
            Self::Operator => channel.app_id.is_none(),
            Self::Tenants(apps) => channel.app_id.is_some_and(|app| apps.contains(&app)),
        }
    }
}

/// What is sealed in an app's row.
#[derive(Serialize, Deserialize)]
pub struct AppCredentials {
    /// Signs its webhooks.
    pub secret: String,
    /// Proves its subscription.
    pub verify_token: String,
}

/// An app that a tenant brought, opened.
pub struct OpenedApp {
    id: AppId,
    secret: String,
    /// Proves its subscription.
    pub verify_token: String,
}

/// The apps under a Meta app id, opened at the moment of use. One that does not open is its tenant's trouble, not
/// everybody's.
pub async fn apps(app: &App, meta_app_id: &str, fresh: Duration) -> Result<Vec<OpenedApp>, PlatformError> {
    let config = app.config()?;
    let rows = app.directory()?.apps(meta_app_id, fresh).await?;
    let opened = rows.iter().filter_map(|row| match open(&config, row) {
        Ok(opened) => Some(opened),
        Err(error) => {
            log::error!("a tenant's app does not open: {error}");
            None
        }
    });
    Ok(opened.collect())
}

fn open(config: &Config, row: &apps::App) -> Result<OpenedApp, PlatformError> {
    let key = platform::keyring::open(config, row.tenant.tenant_id, &row.tenant.wrapped_key)?;
    let (tenant, id) = (row.tenant.tenant_id.to_string(), row.id.to_string());
    let plain = key.open(&app_place(&tenant, &id), &row.credentials)?;
    let credentials: AppCredentials = serde_json::from_slice(&plain)
        .map_err(|_| PlatformError::Unreadable { operation: "app credentials" })?;
    Ok(OpenedApp { id: row.id, secret: credentials.secret, verify_token: credentials.verify_token })
}

/// Who signed a delivery to the operator's address. Instagram Login signs with either of Meta's two secrets.
pub fn of_operator(app: &App, header: Option<&str>, body: &[u8]) -> Result<Option<Authority>, PlatformError> {
    let config = app.config()?;
    let secrets = [Some(&config.meta_app_secret), config.instagram_app_secret.as_ref()];
    let signed = secrets.into_iter().flatten().any(|secret| signs(secret.reveal(), header, body));
    Ok(signed.then_some(Authority::Operator))
}

/// Who signed a delivery to a tenant's address.
pub async fn of_tenant(
    app: &App,
    meta_app_id: &str,
    header: Option<&str>,
    body: &[u8],
) -> Result<Option<Authority>, PlatformError> {
    // Nobody's look-up for a delivery that cannot be good.
    if header.is_none_or(|header| !header.starts_with("sha256=")) {
        return Ok(None);
    }
    for fresh in [FRESH, DOUBTED] {
        let apps = apps(app, meta_app_id, fresh).await?;
        let signers: Vec<AppId> =
            apps.iter().filter(|app| signs(&app.secret, header, body)).map(|app| app.id).collect();
        if !signers.is_empty() {
            return Ok(Some(Authority::Tenants(signers)));
        }
        if apps.is_empty() {
            break;
        }
    }
    Ok(None)
}

fn signs(secret: &str, header: Option<&str>, body: &[u8]) -> bool {
    signature::verify(secret.as_bytes(), header, body).is_ok()
}
