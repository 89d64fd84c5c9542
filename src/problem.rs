//! Every failure that a caller sees: RFC 9457 problem details, made in one place.
//!
//! What failed below is logged here, once; the caller gets a sentence that tells nothing of it.

use std::time::Duration;

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::time::Timestamp;
use durable_objects::{CallError, Refusal};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use platform::{PlatformError, clock};
use serde::Serialize;

/// An answer that says what is wrong and what to do.
#[derive(Debug, Serialize)]
pub struct Problem {
    /// A stable name, as a relative URI.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The same for people.
    title: &'static str,
    #[serde(serialize_with = "status_number")]
    status: StatusCode,
    /// This case.
    detail: String,
    /// The field that is wrong, as a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What could be sent instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    templates: Option<Vec<String>>,
    /// Seconds; also the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn status_number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    const fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: String) -> Self {
        Self { kind, title, status, detail, field: None, templates: None, retry_after: None }
    }

    /// 400: the body or the address cannot be read.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "/problems/malformed", "Malformed request", detail.into())
    }

    /// 401: no good token.
    pub fn unauthorized(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "/problems/unauthorized", "Not signed in", detail.to_owned())
    }

    /// 403: somebody else may.
    pub fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "/problems/forbidden", "Not allowed", detail.to_owned())
    }

    /// 404: nothing there.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "/problems/not-found",
            "Not found",
            format!("There is no such {what}."),
        )
    }

    /// 405: not that way.
    pub fn method_not_allowed() -> Self {
        let detail = "This address does not take that method.".to_owned();
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "/problems/method-not-allowed",
            "Method not allowed",
            detail,
        )
    }

    /// 409: it contradicts what is.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "/problems/conflict", "Conflict", detail.into())
    }

    /// 413: too many bytes.
    pub fn too_large() -> Self {
        Self::too_many("The body is larger than this address takes.".to_owned())
    }

    /// 413: too much of something.
    pub const fn too_many(detail: String) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "/problems/too-large", "Too large", detail)
    }

    /// 422: readable, but a value cannot be.
    pub fn invalid(field: &str, reason: impl std::fmt::Display) -> Self {
        let detail = format!("{field} {reason}");
        let problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "/problems/invalid", "Invalid value", detail);
        Self { field: Some(field.to_owned()), ..problem }
    }

    /// 400: a header that must be there is not.
    pub fn missing_header(name: &str, what: &str) -> Self {
        let (kind, title) = ("/problems/missing-header", "A header is missing");
        let problem = Self::new(StatusCode::BAD_REQUEST, kind, title, format!("{name} is missing: {what}"));
        Self { field: Some(name.to_owned()), ..problem }
    }

    /// 429: too many from one caller.
    pub fn too_often(period: Duration) -> Self {
        let seconds = period.as_secs();
        let detail =
            format!("There were too many of these from your address. Please wait {seconds} seconds.");
        let (kind, title) = ("/problems/too-often", "Too many requests");
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, kind, title, detail);
        Self { retry_after: Some(u32::try_from(seconds).unwrap_or(u32::MAX)), ..problem }
    }

    /// 429: the day has had its share.
    fn daily_limit(detail: String, resets_at: Timestamp) -> Self {
        let (kind, title) = ("/problems/daily-limit", "Daily limit reached");
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, kind, title, detail);
        let seconds = resets_at.since(clock::now()).as_secs().saturating_add(1);
        Self { retry_after: Some(u32::try_from(seconds).unwrap_or(u32::MAX)), ..problem }
    }

    /// Adds the approved templates that could be sent instead.
    #[must_use]
    pub fn with_templates(self, templates: Vec<String>) -> Self {
        Self { templates: Some(templates), ..self }
    }

    /// 502: Meta did not answer as it should.
    pub fn upstream(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, "/problems/upstream", "No good answer from Meta", detail.into())
    }

    /// 503: try again.
    pub fn unavailable() -> Self {
        let detail = "Something below did not answer. Please try again.".to_owned();
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "/problems/unavailable", "Try again", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status, self.retry_after);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<PlatformError> for Problem {
    fn from(error: PlatformError) -> Self {
        log::error!("request failed: {error}");
        match error {
            // A setting's name is no secret, and who runs a misconfigured server must learn it.
            PlatformError::Config(error) => {
                let title = "Misconfigured";
                let kind = "/problems/misconfigured";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, kind, title, error.to_string())
            }
            _ => Self::unavailable(),
        }
    }
}

impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => refusal.into(),
            CallError::Unavailable(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound { what } => Self::not_found(&what),
            Refusal::Invalid { field, reason } => Self::invalid(&field, reason),
            Refusal::Conflict { reason } => Self::conflict(reason),
            Refusal::DailyLimit { reason, resets_at } => Self::daily_limit(reason, resets_at),
            Refusal::ChannelClosed => Self::conflict("The channel of this conversation was disconnected."),
            Refusal::NoConsent { reason, .. } => {
                Self::new(StatusCode::CONFLICT, "/problems/no-consent", "Not agreed to", reason)
            }
            Refusal::WindowClosed => Self::new(
                StatusCode::CONFLICT,
                "/problems/window-closed",
                "Service window closed",
                "The customer's last message is too old for a free-form reply; only an approved template may be sent."
                    .to_owned(),
            ),
        }
    }
}
