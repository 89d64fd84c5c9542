//! Whose secret signed a delivery. It names the app, and an event counts only if its channel belongs to that app:
//! one tenant's secret cannot forge another's events.

use domain::ids::AppId;
use meta::signature;
use platform::PlatformError;
use platform::directory::channels::{Channel, app_place};
use serde::{Deserialize, Serialize};

use crate::app::App;

/// Who signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The operator's app.
    Operator,
    /// An app that a tenant brought.
    Tenant(AppId),
}

impl Authority {
    /// Whether this app may bring events of a channel.
    pub fn covers(self, channel: &Channel) -> bool {
        match self {
            Self::Operator => channel.app_id.is_none(),
            Self::Tenant(app) => channel.app_id == Some(app),
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

/// The apps under a Meta app id, opened at the moment of use.
pub async fn apps(app: &App, meta_app_id: &str) -> Result<Vec<OpenedApp>, PlatformError> {
    let config = app.config()?;
    let mut opened = Vec::new();
    for row in app.directory()?.apps(meta_app_id).await? {
        let key = platform::keyring::open(&config, row.tenant.tenant_id, &row.tenant.wrapped_key)?;
        let (tenant, id) = (row.tenant.tenant_id.to_string(), row.id.to_string());
        let plain = key.open(&app_place(&tenant, &id), &row.credentials)?;
        let credentials: AppCredentials = serde_json::from_slice(&plain)
            .map_err(|_| PlatformError::Unreadable { operation: "app credentials" })?;
        opened.push(OpenedApp {
            id: row.id,
            secret: credentials.secret,
            verify_token: credentials.verify_token,
        });
    }
    Ok(opened)
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
    let signer = apps(app, meta_app_id).await?.into_iter().find(|app| signs(&app.secret, header, body));
    Ok(signer.map(|app| Authority::Tenant(app.id)))
}

fn signs(secret: &str, header: Option<&str>, body: &[u8]) -> bool {
    signature::verify(secret.as_bytes(), header, body).is_ok()
}
