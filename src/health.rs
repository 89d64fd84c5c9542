//! Whether the Worker can serve.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::app::App;
use crate::problem::Problem;

/// The answer of `/healthz`.
#[derive(Serialize)]
pub struct Health {
    status: &'static str,
    version: &'static str,
}

/// `GET /healthz`: configured, and the directory answers with its schema applied.
#[worker::send]
pub async fn healthz(State(app): State<App>) -> Result<Json<Health>, Problem> {
    app.config()?;
    app.directory()?.ping().await?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}
