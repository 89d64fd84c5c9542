//! A Meta app that the tenant brought: its secret signs the channel's webhooks, at an address of its own.

use domain::ids::AppId;
use platform::directory::apps::app_place;
use platform::directory::tenants::TenantRef;
use platform::{PlatformError, clock, random};

use super::{check_id, seal};
use crate::api::channels::out::WebhookOut;
use crate::app::App;
use crate::problem::Problem;
use crate::webhooks::AppCredentials;

/// Shorter than any app secret of Meta's.
const SHORTEST_SECRET: usize = 16;

/// The app.
pub(super) struct OwnApp {
    meta_app_id: String,
    secret: String,
}

/// The app that a channel comes with, if it does: its id and its secret belong together.
pub(super) fn of(app_id: Option<String>, app_secret: Option<String>) -> Result<Option<OwnApp>, Problem> {
    match (app_id, app_secret) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Problem::invalid("app_secret", "must come with app_id")),
        (None, Some(_)) => Err(Problem::invalid("app_id", "must come with app_secret")),
        (Some(meta_app_id), Some(secret)) => {
            check_id("app_id", &meta_app_id)?;
            if secret.len() < SHORTEST_SECRET {
                return Err(Problem::invalid("app_secret", "is too short to be one"));
            }
            Ok(Some(OwnApp { meta_app_id, secret }))
        }
    }
}

/// Keeps it, and tells where the channel's webhooks go.
pub(super) async fn bring(
    app: &App,
    tenant: &TenantRef,
    own: Option<OwnApp>,
) -> Result<(Option<AppId>, WebhookOut), Problem> {
    let config = app.config()?;
    let base = format!("{}/webhooks/meta", config.public_url);
    let Some(OwnApp { meta_app_id, secret }) = own else {
        return Ok((None, WebhookOut { url: base, verify_token: None }));
    };
    let directory = app.directory()?;
    let new_id = AppId::new(clock::now(), random::bytes());
    let id = directory.ensure_app(new_id, tenant.tenant_id, &meta_app_id, clock::now()).await?;
    let verify_token = format!("{:032x}", u128::from_be_bytes(random::bytes()));
    let credentials = AppCredentials { secret, verify_token: verify_token.clone() };
    let plain = serde_json::to_vec(&credentials)
        .map_err(|_| PlatformError::Unreadable { operation: "app credentials" })?;
    let (owner, row) = (tenant.tenant_id.to_string(), id.to_string());
    let sealed = seal(app, tenant, &app_place(&owner, &row), &plain)?;
    directory.set_app_credentials(id, &sealed).await?;
    Ok((Some(id), WebhookOut { url: format!("{base}/{meta_app_id}"), verify_token: Some(verify_token) }))
}
