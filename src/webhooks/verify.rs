//! `GET /webhooks/meta`: Meta asks whether the address is ours.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use http::HeaderName;
use http::header::CONTENT_TYPE;

use super::authority;
use crate::app::App;
use crate::problem::Problem;

/// The challenge, as plain text.
type Challenge = ([(HeaderName, &'static str); 2], String);

/// For the operator's app.
#[worker::send]
pub async fn operator(
    State(app): State<App>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Challenge, Problem> {
    let config = app.config()?;
    answer(&query, &[config.meta_verify_token.reveal()])
}

/// For an app that a tenant brought: its own token, or the operator's, who may set it up for them.
#[worker::send]
pub async fn tenant(
    State(app): State<App>,
    Path(meta_app_id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Challenge, Problem> {
    let config = app.config()?;
    let apps = authority::apps(&app, &meta_app_id, Duration::ZERO).await?;
    let mut expected: Vec<&str> = apps.iter().map(|app| app.verify_token.as_str()).collect();
    expected.push(config.meta_verify_token.reveal());
    answer(&query, &expected)
}

fn answer(query: &[(String, String)], expected: &[&str]) -> Result<Challenge, Problem> {
    let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let challenge = meta::challenge::answer(pairs, expected);
    let challenge = challenge.ok_or_else(|| Problem::forbidden("The verify token is not ours."))?;
    // No sniffing: the text comes from the caller.
    let nosniff = (HeaderName::from_static("x-content-type-options"), "nosniff");
    Ok(([(CONTENT_TYPE, "text/plain"), nosniff], challenge))
}
