//! `POST /webhooks/meta`: what happened at Meta. Acknowledged means kept.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use meta::webhook::ParseError;

use super::authority::{self, Authority};
use super::deliver::deliver;
use crate::app::App;
use crate::problem::Problem;

/// The header with Meta's signature.
pub const SIGNATURE: &str = "x-hub-signature-256";

/// For the operator's app.
#[worker::send]
pub async fn operator(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let body = read(body)?;
    take_operators(&app, signature(&headers), &body).await.map(|()| StatusCode::OK)
}

/// The same for a body that is here already.
pub async fn take_operators(app: &App, signature: Option<&str>, body: &[u8]) -> Result<(), Problem> {
    let signer = authority::of_operator(app, signature, body)?;
    take(app, signer, body).await
}

/// For an app that a tenant brought.
#[worker::send]
pub async fn tenant(
    State(app): State<App>,
    Path(meta_app_id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let body = read(body)?;
    let signer = authority::of_tenant(&app, &meta_app_id, signature(&headers), &body).await?;
    take(&app, signer, &body).await.map(|()| StatusCode::OK)
}

fn read(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::malformed("The body was cut short."),
    })
}

/// Nothing of it was kept, and sending it again would end in the same way.
fn unreadable(error: ParseError) -> Problem {
    match error {
        ParseError::NotJson => Problem::malformed(error.to_string()),
        ParseError::TooMany => Problem::too_many(error.to_string()),
    }
}

fn signature(headers: &HeaderMap) -> Option<&str> {
    headers.get(SIGNATURE).and_then(|value| value.to_str().ok())
}

async fn take(app: &App, signer: Option<Authority>, body: &[u8]) -> Result<(), Problem> {
    let signer = signer.ok_or_else(|| Problem::unauthorized("X-Hub-Signature-256 is missing or wrong."))?;
    let delivery = meta::webhook::parse(body).map_err(unreadable)?;
    let tally = deliver(app, &signer, delivery).await?;
    tally.log();
    if tally.lost > 0 {
        // Meta sends the whole delivery again; what was kept is recognised then.
        return Err(Problem::unavailable());
    }
    Ok(())
}
