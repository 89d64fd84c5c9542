//! Reading what Graph answers.

use serde_json::Value;

use crate::errors::{Action, MetaError, Reason, classify};
use crate::json::Node;

/// Why there is no answer to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Meta refused and says why. Taken as not done, also with a 5xx: Meta documents nothing else.
    #[error("refused with status {status}: {error}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Meta's reason.
        error: MetaError,
    },
    /// The answer is not Meta's or not complete. Unless the status blames the request (4xx, but not 408), what was
    /// asked for **may have been done**: a send must be reconciled, never repeated at once.
    #[error("unreadable answer with status {status}")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
}

impl GraphError {
    /// Whether the call may have had its effect although there is no answer to show for it.
    pub fn outcome_unknown(&self) -> bool {
        matches!(self, Self::Unreadable { status } if *status == 408 || !(400..500).contains(status))
    }

    /// What to do about it, for a call that may be repeated at all; see [`Self::outcome_unknown`] first.
    pub fn action(&self) -> Action {
        match self {
            Self::Refused { status, error } => classify(error, Some(*status)),
            // No code of Meta's: code -1 has no rule, so the status decides.
            Self::Unreadable { status } if *status >= 400 => {
                classify(&MetaError { code: -1, ..MetaError::default() }, Some(*status))
            }
            Self::Unreadable { .. } => Action::Never(Reason::Rejected),
        }
    }

    /// What the person who owns the shop is told.
    pub fn explanation(&self) -> &'static str {
        match self {
            Self::Refused { error, .. } => error.explanation(),
            Self::Unreadable { .. } => "Meta gave no usable answer, so it is not certain what happened.",
        }
    }
}

/// One page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub after: Option<String>,
}

/// Reads a successful answer with `reader`; an error of Meta's counts whatever the status is.
pub(super) fn read<T>(
    status: u16,
    body: &[u8],
    reader: impl Fn(Node<'_>) -> Option<T>,
) -> Result<T, GraphError> {
    if let Some(error) = MetaError::from_body(body) {
        return Err(GraphError::Refused { status, error });
    }
    let unreadable = GraphError::Unreadable { status };
    if !(200..300).contains(&status) {
        return Err(unreadable);
    }
    let value: Value = serde_json::from_slice(body).map_err(|_| unreadable.clone())?;
    reader(Node::new(&value)).ok_or(unreadable)
}

/// Reads `{"success":true}`.
pub(super) fn read_success(status: u16, body: &[u8]) -> Result<(), GraphError> {
    read(status, body, |node| node.at("success").flag().then_some(()))
}

/// Reads a list. Graph repeats the cursor on the last page, so only the address of a next page tells that there is
/// one.
pub(super) fn read_page<T>(
    status: u16,
    body: &[u8],
    reader: impl Fn(Node<'_>) -> Option<T>,
) -> Result<Page<T>, GraphError> {
    read(status, body, |node| {
        let paging = node.at("paging");
        let more = paging.at("next").exists();
        let after = paging.at("cursors").at("after").text().filter(|_| more);
        let items = node.at("data").items().filter_map(&reader).collect();
        node.at("data").exists().then_some(Page { items, after })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(node: Node<'_>) -> Option<String> {
        node.id()
    }

    #[test]
    fn a_lost_answer_is_told_from_a_refusal() {
        let read = |status, body: &str| read_success(status, body.as_bytes()).unwrap_err();
        for (status, body) in [(200, ""), (200, "{}"), (502, "<html>"), (500, ""), (408, ""), (302, "")] {
            assert!(read(status, body).outcome_unknown(), "{status} {body}");
        }
        for (status, body) in [
            (404, ""),
            (429, "slow"),
            (500, r#"{"error":{"code":131000}}"#),
            (200, r#"{"error":{"code":1}}"#),
        ] {
            assert!(!read(status, body).outcome_unknown(), "{status} {body}");
        }
        assert!(matches!(read(503, "").action(), Action::Retry(_)));
        assert!(matches!(read(429, "").action(), Action::Delay(_)));
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let page = |body: &str| read_page(200, body.as_bytes(), id).unwrap();
        let middle = page(r#"{"data":["1"],"paging":{"cursors":{"after":"A"},"next":"https://graph"}}"#);
        assert_eq!((middle.items, middle.after.as_deref()), (vec!["1".to_owned()], Some("A")));
        assert_eq!(page(r#"{"data":[],"paging":{"cursors":{"after":"A"}}}"#).after, None);
        assert!(read_page(200, b"{}", id).is_err());
    }
}
