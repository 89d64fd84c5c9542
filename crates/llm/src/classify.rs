//! From a status and an error envelope to what went wrong.

use std::time::Duration;

use serde_json::Value;

use crate::error::{Garbage, ProviderError};

/// The error that a status or an error envelope stands for; `None` for an answer.
///
/// Both providers wrap errors as `{"error": {"type", "code", "message", ..}}`. The envelope is looked at first:
/// some gateways send it with status 200, and an account that is used up has status 429 with `OpenAI` and 400 or
/// 429 with Anthropic.
pub(crate) fn classify(
    status: u16,
    retry_after: Option<&str>,
    body: Option<&Value>,
) -> Option<ProviderError> {
    let envelope = body.and_then(|body| body.get("error")).filter(|error| !error.is_null());
    let retry_after = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    let names =
        [envelope.and_then(|e| e.get("type")), envelope.and_then(|e| e.get("code")), spend_code(envelope)];
    let by_name =
        names.into_iter().flatten().filter_map(Value::as_str).filter_map(|name| named(name, retry_after));
    // An exhausted account also carries the name of the rate limit, so the lasting reason wins.
    if let Some(lasting) = by_name.clone().find(|error| *error == ProviderError::Quota) {
        return Some(lasting);
    }
    match status {
        200..=299 => envelope.map(|_| by_name.clone().next().unwrap_or(ProviderError::Server { status })),
        401 | 403 => Some(ProviderError::Auth),
        402 => Some(ProviderError::Quota),
        429 => Some(ProviderError::RateLimited { retry_after }),
        503 | 529 => Some(ProviderError::Overloaded { retry_after }),
        408 | 409 | 425 | 500..=599 => Some(ProviderError::Server { status }),
        400..=499 => Some(ProviderError::BadRequest { status }),
        _ => Some(Garbage::Status.into()),
    }
}

/// Anthropic names the monthly limit in `error.details.error_code` of a 429.
fn spend_code(envelope: Option<&Value>) -> Option<&Value> {
    envelope?.get("details")?.get("error_code")
}

fn named(name: &str, retry_after: Option<Duration>) -> Option<ProviderError> {
    match name {
        "insufficient_quota"
        | "billing_error"
        | "billing_hard_limit_reached"
        | "enforced_spend_limit_reached" => Some(ProviderError::Quota),
        "overloaded_error" => Some(ProviderError::Overloaded { retry_after }),
        "rate_limit_error" | "rate_limit_exceeded" => Some(ProviderError::RateLimited { retry_after }),
        "authentication_error" | "permission_error" | "invalid_api_key" => Some(ProviderError::Auth),
        "invalid_request_error" | "not_found_error" | "model_not_found" => {
            Some(ProviderError::BadRequest { status: 400 })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(status: u16, retry_after: Option<&str>, body: &Value) -> Option<ProviderError> {
        classify(status, retry_after, Some(body))
    }

    #[test]
    fn statuses_of_anthropic() {
        let envelope =
            |kind: &str| json!({"type": "error", "error": {"type": kind, "message": "quotes a customer"}});
        let wait = Some(Duration::from_secs(7));
        let table = [
            (400, "invalid_request_error", ProviderError::BadRequest { status: 400 }),
            (401, "authentication_error", ProviderError::Auth),
            (402, "billing_error", ProviderError::Quota),
            (403, "permission_error", ProviderError::Auth),
            (404, "not_found_error", ProviderError::BadRequest { status: 404 }),
            (413, "request_too_large", ProviderError::BadRequest { status: 413 }),
            (429, "rate_limit_error", ProviderError::RateLimited { retry_after: wait }),
            (500, "api_error", ProviderError::Server { status: 500 }),
            (529, "overloaded_error", ProviderError::Overloaded { retry_after: wait }),
        ];
        for (status, kind, expected) in table {
            assert_eq!(of(status, Some("7"), &envelope(kind)), Some(expected), "{status} {kind}");
            assert!(!expected.to_string().contains("customer"));
        }
    }

    #[test]
    fn an_exhausted_account_is_not_a_rate_limit() {
        let openai =
            json!({"error": {"message": "", "type": "insufficient_quota", "code": "insufficient_quota"}});
        assert_eq!(of(429, Some("1"), &openai), Some(ProviderError::Quota));
        let details = json!({"error_code": "enforced_spend_limit_reached"});
        let anthropic = json!({"type": "error", "error": {"type": "rate_limit_error", "details": details}});
        assert_eq!(of(429, None, &anthropic), Some(ProviderError::Quota));
        assert!(!ProviderError::Quota.retryable());
    }

    #[test]
    fn an_error_with_status_200_is_an_error() {
        let body = json!({"error": {"message": "", "code": "rate_limit_exceeded"}});
        assert_eq!(of(200, None, &body), Some(ProviderError::RateLimited { retry_after: None }));
        let odd = json!({"error": "upstream"});
        assert_eq!(of(200, None, &odd), Some(ProviderError::Server { status: 200 }));
        assert_eq!(of(200, None, &json!({"error": null, "choices": []})), None);
    }

    #[test]
    fn a_date_to_wait_for_is_no_duration() {
        let error = classify(429, Some("Wed, 21 Oct 2026 07:28:00 GMT"), None);
        assert_eq!(error, Some(ProviderError::RateLimited { retry_after: None }));
        assert_eq!(classify(302, None, None), Some(Garbage::Status.into()));
    }
}
