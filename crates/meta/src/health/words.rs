//! Events whose meaning is the same every time.

use super::Severity::{Critical, Good, Notice, Warning};
use super::{HealthChange, Severity, Stops, Topic};

/// An event with fixed words: its name, topic, severity, what stops, code, sentence.
pub(super) type Fixed = (&'static str, Topic, Severity, Stops, &'static str, &'static str);

/// By the name of the event.
pub(super) const UPDATES: [Fixed; 8] = [
    (
        "ACCOUNT_DELETED",
        Topic::Account,
        Critical,
        Stops::All,
        "account_deleted",
        "The WhatsApp account was deleted at Meta. Nothing can be sent or received until another one is connected.",
    ),
    (
        "PARTNER_REMOVED",
        Topic::Connection,
        Critical,
        Stops::All,
        "access_removed",
        "Access to the WhatsApp account was taken away in Meta's business settings. Connect the number again to go on.",
    ),
    (
        "PARTNER_APP_UNINSTALLED",
        Topic::Connection,
        Critical,
        Stops::All,
        "app_removed",
        "The app was removed from the WhatsApp account. Connect the number again to go on.",
    ),
    (
        "ACCOUNT_OFFBOARDED",
        Topic::Connection,
        Critical,
        Stops::All,
        "number_unlinked",
        "The number was unlinked from the WhatsApp Business app on the phone. Connect it again to go on.",
    ),
    (
        "ACCOUNT_RECONNECTED",
        Topic::Connection,
        Good,
        Stops::Nothing,
        "connected",
        "The number is linked to the WhatsApp Business app again.",
    ),
    (
        "PARTNER_ADDED",
        Topic::Connection,
        Good,
        Stops::Nothing,
        "connected",
        "The WhatsApp account is connected.",
    ),
    (
        "PARTNER_APP_INSTALLED",
        Topic::Connection,
        Good,
        Stops::Nothing,
        "connected",
        "The WhatsApp account is connected.",
    ),
    (
        "VERIFIED_ACCOUNT",
        Topic::Badge,
        Good,
        Stops::Nothing,
        "verified",
        "Meta verified the WhatsApp account.",
    ),
];

/// By the name of the decision.
pub(super) const REVIEWS: [Fixed; 4] = [
    (
        "APPROVED",
        Topic::Review,
        Good,
        Stops::Nothing,
        "review_approved",
        "Meta approved the WhatsApp account.",
    ),
    (
        "REJECTED",
        Topic::Review,
        Critical,
        Stops::All,
        "review_rejected",
        "Meta rejected the WhatsApp account: it cannot be used. The reasons and an appeal are in Meta's business settings.",
    ),
    (
        "PENDING",
        Topic::Review,
        Warning,
        Stops::All,
        "review_pending",
        "Meta is still reviewing the WhatsApp account. It can be used when that is done.",
    ),
    (
        "DEFERRED",
        Topic::Review,
        Warning,
        Stops::All,
        "review_deferred",
        "Meta put off its review of the WhatsApp account. It can be used when that is done.",
    ),
];

/// By the name of the alert.
pub(super) const ALERTS: [Fixed; 6] = [
    (
        "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
        Topic::LimitIncrease,
        Notice,
        Stops::Nothing,
        "limit_increase_deferred",
        "Meta does not raise the limit of customers a day yet: it has seen too few good messages. Use WhatsApp for \
         some more days, or have the business verified.",
    ),
    (
        "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
        Topic::LimitIncrease,
        Warning,
        Stops::Nothing,
        "limit_increase_refused",
        "Meta refuses to raise the limit of customers a day, because of earlier messages. Have the business verified \
         or ask Meta's support.",
    ),
    (
        "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
        Topic::LimitIncrease,
        Warning,
        Stops::Nothing,
        "limit_increase_needs_identity",
        "Meta wants to see proof of identity before it raises the limit of customers a day. Give it in the Security \
         Center of Meta's business settings.",
    ),
    (
        "OBA_APPROVED",
        Topic::Badge,
        Good,
        Stops::Nothing,
        "badge_granted",
        "Meta gave the number the badge of a verified business.",
    ),
    (
        "OBA_REJECTED",
        Topic::Badge,
        Notice,
        Stops::Nothing,
        "badge_refused",
        "Meta did not give the number the badge of a verified business. Messages go as before.",
    ),
    (
        "PROFILE_PICTURE_LOST",
        Topic::Profile,
        Notice,
        Stops::Nothing,
        "picture_lost",
        "The number's profile picture is gone. Upload it again.",
    ),
];

/// The row of `name`.
pub(super) fn fixed(table: &[Fixed], name: &str) -> Option<HealthChange> {
    let row = table.iter().find(|row| row.0 == name);
    row.map(|&(_, topic, severity, stops, code, sentence)| {
        HealthChange::new(topic, severity, code, sentence).stopping(stops)
    })
}
