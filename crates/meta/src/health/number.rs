//! A number's quality.

use super::{HealthChange, Severity, Topic, limit};
use crate::webhook::NumberQuality;

const LOW: &str = "Customers block or report messages of this number, and Meta rates its quality low. Send fewer \
                   templates and only to customers who want them, or Meta may lower the limit.";
const MEDIUM: &str = "Some customers block or report messages of this number: Meta rates its quality medium.";
const HIGH: &str = "Meta rates the quality of this number high.";

/// What a quality event says. Since 2026 it tells the limit and the throughput; the rating itself is asked from
/// Graph, see [`of_quality`].
pub(super) fn quality(event: &NumberQuality) -> Option<HealthChange> {
    use Severity::{Good, Notice, Warning};
    let limit = event.limit.as_deref();
    match event.event.as_str() {
        "FLAGGED" => Some(HealthChange::new(Topic::Quality, Warning, "quality_low", LOW)),
        "UNFLAGGED" => Some(HealthChange::new(Topic::Quality, Good, "quality_recovered", HIGH)),
        "THROUGHPUT_UPGRADE" => {
            let faster = "This number can now send up to 1,000 messages a second.";
            Some(HealthChange::new(Topic::Throughput, Notice, "throughput_raised", faster))
        }
        "DOWNGRADE" => {
            let lowered = || {
                let words = "Meta lowered how many customers a day the business may write to first.";
                HealthChange::new(Topic::Limit, Warning, "limit_lowered", words)
            };
            let told = limit::change(limit);
            Some(told.map_or_else(lowered, |told| HealthChange {
                severity: Warning,
                code: "limit_lowered",
                ..told
            }))
        }
        _ => limit::change(limit),
    }
}

/// What a rating from Graph says: `GREEN`, `YELLOW` or `RED`; `None` for a number without one yet.
pub fn of_quality(rating: &str) -> Option<HealthChange> {
    let (severity, code, sentence) = match rating {
        "GREEN" => (Severity::Good, "quality_high", HIGH),
        "YELLOW" => (Severity::Notice, "quality_medium", MEDIUM),
        "RED" => (Severity::Warning, "quality_low", LOW),
        _ => return None,
    };
    Some(HealthChange::new(Topic::Quality, severity, code, sentence))
}
