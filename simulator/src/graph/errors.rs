//! Meta's error envelope and the errors that the stand-in finds by itself.

use serde_json::{Value, json};

use crate::ids::fbtrace;

/// A refusal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GraphError {
    pub(crate) http: u16,
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    pub(crate) details: Option<String>,
    /// What may be shown to people.
    pub(crate) user_message: Option<String>,
    pub(crate) is_transient: bool,
}

impl GraphError {
    pub(crate) fn new(http: u16, code: i64, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            http,
            code,
            subcode: None,
            kind: "OAuthException",
            message,
            details: None,
            user_message: None,
            is_transient: false,
        }
    }

    /// A field that is wrong or missing.
    pub(crate) fn parameter(message: &str) -> Self {
        Self::new(400, 100, format!("(#100) {message}"))
    }

    /// A required part of a message is missing.
    pub(crate) fn missing(what: &str) -> Self {
        Self::whatsapp(131_008, &format!("{what} is required"))
    }

    /// A part of a message has a value that cannot be.
    pub(crate) fn invalid(details: &str) -> Self {
        Self::whatsapp(131_009, details)
    }

    /// A WhatsApp error with its usual words.
    pub(crate) fn whatsapp(code: i64, details: &str) -> Self {
        let http = if code == 132_001 { 404 } else { 400 };
        let words = title(code).unwrap_or("Message failed");
        Self { details: Some(details.to_owned()), ..Self::new(http, code, format!("(#{code}) {words}")) }
    }

    /// An error of the Send API.
    pub(crate) fn messaging(code: i64, subcode: i64, message: &str) -> Self {
        Self { subcode: Some(subcode), ..Self::new(400, code, format!("(#{code}) {message}")) }
    }

    pub(crate) fn token() -> Self {
        Self::new(401, 190, "Invalid OAuth access token - Cannot parse access token")
    }

    pub(crate) fn permission() -> Self {
        Self::new(403, 10, "(#10) Application does not have permission for this action")
    }

    pub(crate) fn unknown_object(method: &str, id: &str) -> Self {
        let verb = method.to_lowercase();
        let message = format!(
            "Unsupported {verb} request. Object '{id}' does not exist or is not visible to this token"
        );
        Self { subcode: Some(33), kind: "GraphMethodException", ..Self::new(400, 100, message) }
    }

    pub(crate) fn unknown_path(path: &str) -> Self {
        Self::new(400, 2500, format!("Unknown path components: {path}"))
    }

    pub(crate) fn body(&self) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "fbtrace_id": fbtrace(),
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        if let Some(details) = &self.details {
            error["error_data"] = json!({ "messaging_product": "whatsapp", "details": details });
        }
        if let Some(words) = &self.user_message {
            error["error_user_title"] = json!("The template was refused");
            error["error_user_msg"] = json!(words);
        }
        if self.is_transient {
            error["is_transient"] = json!(true);
        }
        json!({ "error": error })
    }
}

/// What a code is called, for the codes that tests and faults use most.
pub(crate) fn title(code: i64) -> Option<&'static str> {
    let title = match code {
        1 => "An unknown error occurred",
        2 => "Service temporarily unavailable",
        4 => "Application request limit reached",
        10 => "Permission denied",
        100 => "Invalid parameter",
        190 => "Access token has expired",
        368 => "Temporarily blocked for policies violations",
        80_007 => "Rate limit issues",
        130_429 => "Rate limit hit",
        130_472 => "User's number is part of an experiment",
        130_497 => "Business account is restricted from messaging users in this country",
        131_000 => "Something went wrong",
        131_005 => "Access denied",
        131_008 => "Required parameter is missing",
        33 | 131_009 => "Parameter value is not valid",
        131_016 => "Service unavailable",
        131_021 => "Recipient cannot be sender",
        131_026 => "Message undeliverable",
        131_030 => "Recipient phone number not in allowed list",
        131_031 => "Account has been locked",
        131_042 => "Business eligibility payment issue",
        131_047 => "Re-engagement message",
        131_048 => "Spam rate limit hit",
        131_049 => "Meta chose not to deliver",
        131_050 => "User stopped marketing messages",
        131_051 => "Unsupported message type",
        131_052 => "Media download error",
        131_053 => "Media upload error",
        131_056 => "(Business Account, Consumer Account) pair rate limit hit",
        131_057 => "Account in maintenance mode",
        131_062 => "Message type cannot be sent to a user id",
        132_000 => "Template parameter count mismatch",
        132_001 => "Template does not exist in the translation",
        132_005 => "Template hydrated text too long",
        132_008 => "Template parameter value is not allowed",
        132_012 => "Template parameter format mismatch",
        132_015 => "Template is paused",
        132_016 => "Template is disabled",
        133_010 => "Phone number not registered",
        135_000 => "Generic user error",
        _ => return None,
    };
    Some(title)
}
