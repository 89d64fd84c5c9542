//! How a channel stands: what its last send met, and what Meta tells of its number and account.

use durable_objects::tenant::protocol::HealthNote;
use meta::health::Severity;
use serde::Serialize;

use crate::api::rfc3339;

/// All is well.
const OK: &str = "ok";
/// What the last send met, as a topic beside Meta's own.
const SENDING: &str = "sending";

/// How a channel stands.
#[derive(Serialize)]
pub(super) struct HealthOut {
    /// `ok`, or why messages do not go or soon may not: what the last send met (`reconnect`, `permission`, `spam`,
    /// `blocked`, `payment`, `number`), else the code of the worst warning.
    status: String,
    /// Everything known, by topic.
    items: Vec<HealthItem>,
}

/// One thing that is known.
#[derive(Serialize)]
pub struct HealthItem {
    topic: &'static str,
    code: String,
    pub(crate) severity: Severity,
    sentence: String,
    /// When Meta said so; none: found out by sending.
    since: Option<String>,
    /// When it ends by itself.
    until: Option<String>,
}

impl HealthOut {
    /// `sending`: the directory's word on the last send.
    pub fn of(sending: &str, notes: &[HealthNote]) -> Self {
        let items: Vec<HealthItem> = items(sending, notes).collect();
        let warnings = items.iter().filter(|item| item.severity >= Severity::Warning);
        // The last of the worst: what sending met comes last.
        let worst = warnings.max_by_key(|item| item.severity);
        let status = worst.map_or_else(|| OK.to_owned(), |item| item.code.clone());
        Self { status, items }
    }
}

/// What is known of a channel, and last what its last send met.
pub fn items(sending: &str, notes: &[HealthNote]) -> impl Iterator<Item = HealthItem> {
    notes.iter().map(item).chain(met(sending))
}

fn item(note: &HealthNote) -> HealthItem {
    HealthItem {
        topic: note.topic.as_str(),
        code: note.code.clone(),
        severity: note.severity,
        sentence: note.sentence.clone(),
        since: Some(rfc3339(note.at)),
        until: note.until.map(rfc3339),
    }
}

fn met(sending: &str) -> Option<HealthItem> {
    if sending == OK {
        return None;
    }
    // One of Meta's codes that lead to each word: staff read the same sentence as beside a failed message.
    let code = match sending {
        "reconnect" => 190,
        "permission" => 10,
        "spam" => 131_048,
        "blocked" => 368,
        "payment" => 131_042,
        _ => 133_010,
    };
    Some(HealthItem {
        topic: SENDING,
        code: sending.to_owned(),
        severity: Severity::Critical,
        sentence: meta::errors::explain(code).to_owned(),
        since: None,
        until: None,
    })
}
