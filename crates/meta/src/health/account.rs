//! An account's restrictions, alerts and reviews.

use domain::time::Timestamp;

use super::Severity::{Critical, Good, Notice, Warning};
use super::words::{ALERTS, REVIEWS, UPDATES, fixed};
use super::{HealthChange, Stops, Topic, quoted};
use crate::webhook::{AccountAlert, AccountReview, AccountUpdate, Restriction};

pub(super) fn update(update: &AccountUpdate) -> Vec<HealthChange> {
    let one = match update.event.as_str() {
        "ACCOUNT_RESTRICTION" if update.restrictions.is_empty() => Some(restriction(&Restriction::default())),
        "ACCOUNT_RESTRICTION" => return update.restrictions.iter().map(restriction).collect(),
        "ACCOUNT_VIOLATION" => Some(violation(update.violation.as_deref())),
        "DISABLED_UPDATE" => disabling(update),
        event => fixed(&UPDATES, event),
    };
    one.into_iter().collect()
}

fn restriction(restriction: &Restriction) -> HealthChange {
    let end = restriction.until.and_then(moment);
    let end = end.map_or_else(|| "Until Meta lifts it".to_owned(), |end| format!("Until {end}"));
    let (topic, severity, stops, code, what) = match restriction.kind.as_str() {
        "RESTRICTED_BIZ_INITIATED_MESSAGING" => (
            Topic::BeginningRestriction,
            Critical,
            Stops::Begun,
            "cannot_begin",
            "this business cannot write first on WhatsApp. Customers who write are still answered",
        ),
        "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" => (
            Topic::AnsweringRestriction,
            Critical,
            Stops::Answers,
            "cannot_answer",
            "this business cannot answer customers who write on WhatsApp",
        ),
        "RESTRICTED_ADD_PHONE_NUMBER_ACTION" => (
            Topic::OtherRestriction,
            Notice,
            Stops::Nothing,
            "cannot_add_numbers",
            "no further number can be added. The numbers in use go on as before",
        ),
        _ => (
            Topic::OtherRestriction,
            Warning,
            Stops::Nothing,
            "restricted",
            "Meta restricts this WhatsApp account. What exactly is in Meta's business settings",
        ),
    };
    let change = HealthChange::new(topic, severity, code, format!("{end}, {what}.")).stopping(stops);
    HealthChange { until: restriction.until, ..change }
}

fn violation(kind: Option<&str>) -> HealthChange {
    let kind = kind.map(|kind| quoted(kind, 64).replace('_', " ").to_lowercase()).unwrap_or_default();
    let rule = if kind.is_empty() { String::new() } else { format!(" ({kind})") };
    let sentence = format!(
        "Meta says that this business broke a rule of WhatsApp{rule}. If it happens again, Meta restricts the account. \
         An appeal is possible in Meta's business settings."
    );
    HealthChange::new(Topic::Violation, Warning, "rule_broken", sentence)
}

fn disabling(update: &AccountUpdate) -> Option<HealthChange> {
    let date = update.ban_date.as_deref().map(|date| quoted(date, 40)).filter(|date| !date.is_empty());
    let change = |severity, code, sentence| HealthChange::new(Topic::Account, severity, code, sentence);
    Some(match update.ban_state.as_deref()? {
        "SCHEDULE_FOR_DISABLE" => {
            let when = date.map_or_else(|| "soon".to_owned(), |date| format!("on {date}"));
            let words = format!(
                "Meta will switch the WhatsApp account off {when}. Appeal in Meta's business settings before that."
            );
            change(Critical, "disabling_scheduled", words)
        }
        "DISABLE" => {
            let words = "Meta switched the WhatsApp account off. Nothing can be sent. An appeal is possible in Meta's \
                         business settings.";
            change(Critical, "disabled", words.to_owned()).stopping(Stops::All)
        }
        "REINSTATE" => {
            let words = "Meta switched the WhatsApp account on again.";
            change(Good, "reinstated", words.to_owned())
        }
        _ => return None,
    })
}

pub(super) fn review(review: &AccountReview) -> Option<HealthChange> {
    fixed(&REVIEWS, &review.decision)
}

/// An alert with Meta's own words where it is not a known one: an alert is never passed over.
pub(super) fn alert(alert: &AccountAlert) -> HealthChange {
    let kind = alert.kind.as_deref().unwrap_or_default();
    let known = fixed(&ALERTS, kind).unwrap_or_else(|| other_alert(alert, kind));
    if alert.status.as_deref() != Some("NONE") || known.severity == Good {
        return known;
    }
    HealthChange::new(known.topic, Good, "alert_over", format!("This is over: {}", known.sentence))
}

fn other_alert(alert: &AccountAlert, kind: &str) -> HealthChange {
    let severity = match alert.severity.as_deref() {
        Some("CRITICAL") => Critical,
        Some("INFORMATIONAL") => Notice,
        _ => Warning,
    };
    let money = ["PAYMENT", "BILLING", "CREDIT"].iter().any(|word| kind.contains(word));
    let words = alert.description.as_deref().map(|text| quoted(text, 300)).unwrap_or_default();
    let said = if words.is_empty() { String::new() } else { format!(" Meta says: {words}.") };
    if money {
        let words = format!("Meta reports a problem with the payment for WhatsApp.{said}");
        return HealthChange::new(Topic::Payment, severity.max(Warning), "payment", words);
    }
    let words = format!("Meta sent an alert about the WhatsApp account.{said}");
    HealthChange::new(Topic::Alert, severity, "alert", words)
}

/// A moment to read: `2026-11-20 14:05 UTC`.
fn moment(at: Timestamp) -> Option<String> {
    let text = at.to_rfc3339()?;
    let (date, time) = text.split_once('T')?;
    Some(format!("{date} {} UTC", time.get(..5)?))
}
