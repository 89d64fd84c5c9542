//! Every failure that a caller sees: RFC 9457 problem details, made in one place.
//!
//! What failed below is logged here, once; the caller gets a sentence that tells nothing of it.

use axum::Json;
use axum::response::{IntoResponse, Response};
use durable_objects::{CallError, Refusal};
use http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use platform::PlatformError;
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
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn status_number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    const fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: String) -> Self {
        Self { kind, title, status, detail, field: None, templates: None }
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

    /// 413: too much.
    pub fn too_large() -> Self {
        let detail = "The body is larger than this address takes.".to_owned();
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "/problems/too-large", "Too large", detail)
    }

    /// 422: readable, but a value cannot be.
    pub fn invalid(field: &str, reason: impl std::fmt::Display) -> Self {
        let detail = format!("{field} {reason}");
        let problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "/problems/invalid", "Invalid value", detail);
        Self { field: Some(field.to_owned()), ..problem }
    }

    /// Adds the approved templates that could be sent instead.
    #[must_use]
    pub fn with_templates(self, templates: Vec<String>) -> Self {
        Self { templates: Some(templates), ..self }
    }

    /// 429: too often.
    pub fn too_many() -> Self {
        let detail = "That was too much in a short time. Please wait a minute.".to_owned();
        Self::new(StatusCode::TOO_MANY_REQUESTS, "/problems/too-many", "Too many requests", detail)
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
        let status = self.status;
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
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
