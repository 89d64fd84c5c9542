//! Meta's errors: one shape to read them into, one classifier for all.
//!
//! An error comes as a reply of Graph, in a status of a message we sent, in a message that WhatsApp could not
//! deliver to us, or beside messages in a webhook. All four are read by [`MetaError`] and judged by [`classify`].

mod classify;
mod rules;

use serde::{Deserialize, Serialize};

pub use classify::{Action, AlertKind, Backoff, Reason, classify, explain};

use crate::json::Node;

/// An error as Meta tells it.
///
/// `message` and `details` may quote what was sent, so `Debug` and `Display` print only codes.
#[derive(Clone, Default, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("Meta error {code}{}", .subcode.map(|subcode| format!("/{subcode}")).unwrap_or_default())]
#[serde(default)]
pub struct MetaError {
    /// What to branch on; 0 is an authentication failure.
    pub code: i64,
    /// Refines `code`; never given by WhatsApp.
    pub subcode: Option<i64>,
    /// Meta's message or title.
    pub message: Option<String>,
    /// Meta's longer text.
    pub details: Option<String>,
    /// Meta says that trying again may help.
    pub is_transient: bool,
    /// What Meta's support asks for.
    pub fbtrace_id: Option<String>,
}

crate::json::log_safe!(MetaError { code, subcode, is_transient, fbtrace_id });

impl MetaError {
    /// Reads the body of a refused call: `{"error":{…}}`, or the flat form of `api.instagram.com`.
    ///
    /// `None`: the body holds no error of Meta's, such as a proxy's page.
    pub fn from_body(body: &[u8]) -> Option<Self> {
        let value = serde_json::from_slice(body).ok()?;
        let node = Node::new(&value);
        if node.at("error").is_object() { Self::read(node.at("error")) } else { Self::read_flat(node) }
    }

    /// What the person who owns the shop is told.
    pub fn explanation(&self) -> &'static str {
        classify::sentence(self.code, self.subcode)
    }

    /// The code that says most: the subcode where it is known to refine the code, which may mean several things.
    /// [`explain`] knows both.
    pub fn telling(&self) -> i64 {
        self.subcode.filter(|subcode| classify::refines(self.code, *subcode)).unwrap_or(self.code)
    }

    /// One error object, of Graph or of a webhook: they differ in where the texts are.
    pub(crate) fn read(node: Node<'_>) -> Option<Self> {
        let data = node.at("error_data");
        let details = data.at("details").text().or_else(|| data.text());
        Some(Self {
            code: node.at("code").int()?,
            subcode: node.at("error_subcode").int(),
            message: node.any(&["message", "title", "error_user_title"]).text(),
            details: details.or_else(|| node.any(&["details", "error_user_msg"]).text()),
            is_transient: node.at("is_transient").flag(),
            fbtrace_id: node.at("fbtrace_id").text(),
        })
    }

    /// Every readable error of a list; WhatsApp puts lists where it puts errors into webhooks.
    pub(crate) fn read_all(node: Node<'_>) -> Vec<Self> {
        node.items().filter_map(Self::read).collect()
    }

    fn read_flat(node: Node<'_>) -> Option<Self> {
        let message = node.at("error_message").text()?;
        Some(Self { code: node.at("code").int()?, message: Some(message), ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_in_full() {
        let body = br#"{"error":{"message":"(#131056) x","type":"OAuthException","code":131056,"error_subcode":2494055,
            "error_data":{"messaging_product":"whatsapp","details":"slow down"},"is_transient":false,"fbtrace_id":"Az8"}}"#;
        let error = MetaError::from_body(body).unwrap();
        let expected = MetaError {
            code: 131_056,
            subcode: Some(2_494_055),
            message: Some("(#131056) x".to_owned()),
            details: Some("slow down".to_owned()),
            is_transient: false,
            fbtrace_id: Some("Az8".to_owned()),
        };
        assert_eq!(error, expected);
    }

    #[test]
    fn the_telling_code_explains_itself() {
        let window = MetaError { code: 10, subcode: Some(2_018_278), ..MetaError::default() };
        assert_eq!((window.telling(), explain(window.telling())), (2_018_278, window.explanation()));
        let unknown = MetaError { code: 10, subcode: Some(1), ..MetaError::default() };
        assert_eq!((unknown.telling(), explain(10)), (10, unknown.explanation()));
    }

    #[test]
    fn error_data_may_be_a_text() {
        let error = MetaError::from_body(br#"{"error":{"code":"100","error_data":"why"}}"#).unwrap();
        assert_eq!((error.code, error.details.as_deref()), (100, Some("why")));
    }

    #[test]
    fn what_is_no_error_of_meta_is_none() {
        for body in
            ["", "<html>", "null", "[]", r#"{"error":"x"}"#, r#"{"error":{"message":"x"}}"#, r#"{"code":5}"#]
        {
            assert_eq!(MetaError::from_body(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn logs_show_codes_only() {
        let error = MetaError {
            code: 131_026,
            message: Some("to +5511".to_owned()),
            details: Some("Ana".to_owned()),
            ..MetaError::default()
        };
        let printed = format!("{error:?} {error}");
        assert!(printed.contains("131026") && !printed.contains("5511") && !printed.contains("Ana"));
    }
}
