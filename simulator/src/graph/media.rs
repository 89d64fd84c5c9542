//! Media in an outgoing message.

use serde_json::Value;

use super::check::{limit_if_any, rule};
use super::errors::GraphError;
use crate::state::text_at;

/// Characters in a caption.
const CAPTION: usize = 1024;

/// Exactly one of `id` and `link`; captions where they exist.
pub(super) fn check(kind: &str, content: &Value) -> Result<(), GraphError> {
    let by_id =
        text_at(content, "/id").is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
    let by_link = text_at(content, "/link").is_some_and(is_link);
    let one = by_id != by_link && (content.get("id").is_some() != content.get("link").is_some());
    rule(one, || {
        GraphError::parameter(&format!("Param {kind} must hold either a media id or a public link"))
    })?;
    let captioned = matches!(kind, "image" | "video" | "document");
    rule(captioned || content.get("caption").is_none(), || {
        GraphError::parameter("This media cannot have a caption")
    })?;
    limit_if_any(content, "/caption", "caption", CAPTION)
}

pub(super) fn is_link(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}
