//! Reading what a caller sent: a refusal names the field.

use std::pin::Pin;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use domain::ids::InvalidId;
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;
use worker::send::SendFuture;

use crate::app::App;
use crate::problem::Problem;

/// A JSON body; an empty one reads as an object without fields.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    fn from_request(request: Request, app: &App) -> impl Future<Output = Result<Self, Problem>> + Send {
        SendFuture::new(async move {
            let body = read(request, app).await?;
            parse(if body.is_empty() { b"{}" } else { &body }).map(Self)
        })
    }
}

/// The body as it came. Boxed: every handler with a body shares it.
///
/// # Errors
/// A problem if it is too large or was cut short.
pub fn read(
    request: Request,
    app: &App,
) -> Pin<Box<dyn Future<Output = Result<Bytes, Problem>> + Send + '_>> {
    Box::pin(async move {
        Bytes::from_request(request, app).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
            _ => Problem::malformed("The body was cut short."),
        })
    })
}

/// JSON, by way of a [`Value`], so that every type is read by one deserialiser.
///
/// # Errors
/// A problem that says that it is none, or names the field.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Problem::malformed(format!("The body is not JSON: {error}")))?;
    typed(value)
}

/// A value as what it should be.
///
/// # Errors
/// A problem that names the field.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Problem::invalid(if path == "." { "body" } else { &path }, error.inner())
    })
}

/// An id in the address; what is none of ours is not found.
pub struct Id<T>(pub T);

impl<T: std::str::FromStr<Err = InvalidId>> FromRequestParts<App> for Id<T> {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        SendFuture::new(async move {
            let not_found = || Problem::not_found("resource");
            let Path(text) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| not_found())?;
            text.parse().map(Self).map_err(|_| not_found())
        })
    }
}

/// The query of the address.
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Parameters<T> {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        SendFuture::new(async move {
            let query = Query::<T>::from_request_parts(parts, app).await;
            let Query(query) = query.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
            Ok(Self(query))
        })
    }
}
