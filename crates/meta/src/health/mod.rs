//! What Meta's account events mean for a number, in words that its owner understands.
//!
//! Each change belongs to a topic, and the newest change of a topic replaces the one before: whoever keeps one row
//! per topic has the number's health. Events that say nothing about health give no change.

mod account;
mod limit;
mod number;
#[cfg(test)]
mod tests;
mod words;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::webhook::EventKind;

pub use number::of_quality;

/// How bad it is. The order is that of alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// All is well, or well again.
    Good,
    /// Worth knowing.
    Notice,
    /// Do something soon.
    Warning,
    /// Messages are not going.
    Critical,
}

/// What can no longer be sent. The order is that of strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stops {
    /// Nothing is stopped.
    Nothing,
    /// What the business begins: templates to customers who have not just written.
    Begun,
    /// Answers to customers who write.
    Answers,
    /// Everything.
    All,
}

/// What a change is about; a later change of the same topic replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Whether the account exists and is switched on.
    Account,
    /// Whether the account is still linked to the app.
    Connection,
    /// Meta's review of the account.
    Review,
    /// A broken rule.
    Violation,
    /// Whether conversations may be begun.
    BeginningRestriction,
    /// Whether customers may be answered.
    AnsweringRestriction,
    /// Other restrictions.
    OtherRestriction,
    /// How many customers a day may be written to first.
    Limit,
    /// Whether Meta raises that limit.
    LimitIncrease,
    /// How customers rate the number.
    Quality,
    /// Messages per second.
    Throughput,
    /// Money.
    Payment,
    /// Meta's badge.
    Badge,
    /// The profile.
    Profile,
    /// Other alerts.
    Alert,
}

impl Topic {
    /// The stable word, the same as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Connection => "connection",
            Self::Review => "review",
            Self::Violation => "violation",
            Self::BeginningRestriction => "beginning_restriction",
            Self::AnsweringRestriction => "answering_restriction",
            Self::OtherRestriction => "other_restriction",
            Self::Limit => "limit",
            Self::LimitIncrease => "limit_increase",
            Self::Quality => "quality",
            Self::Throughput => "throughput",
            Self::Payment => "payment",
            Self::Badge => "badge",
            Self::Profile => "profile",
            Self::Alert => "alert",
        }
    }
}

/// A change of a number's or account's health.
#[derive(Clone, PartialEq, Eq)]
pub struct HealthChange {
    /// What it is about.
    pub topic: Topic,
    /// How bad it is.
    pub severity: Severity,
    /// What stays unsent because of it.
    pub stops: Stops,
    /// When it ends by itself, where Meta says so.
    pub until: Option<Timestamp>,
    /// A stable name for storage and the API.
    pub code: &'static str,
    /// For the owner of the shop: what happened and what to do.
    pub sentence: String,
}

crate::json::log_safe!(HealthChange { topic, severity, stops, until, code });

impl HealthChange {
    fn new(topic: Topic, severity: Severity, code: &'static str, sentence: impl Into<String>) -> Self {
        Self { topic, severity, stops: Stops::Nothing, until: None, code, sentence: sentence.into() }
    }

    fn stopping(mut self, stops: Stops) -> Self {
        self.stops = stops;
        self
    }

    /// Whether it still holds: false once its end has passed.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// What an event changes. Several changes for an event that lists several restrictions.
pub fn changes(event: &EventKind) -> Vec<HealthChange> {
    let one = match event {
        EventKind::AccountUpdate(update) => return account::update(update),
        EventKind::AccountAlert(alert) => Some(account::alert(alert)),
        EventKind::AccountReview(review) => account::review(review),
        EventKind::NumberQuality(quality) => number::quality(quality),
        EventKind::Capability(capability) => limit::change(capability.daily_limit.as_deref()),
        _ => None,
    };
    one.into_iter().collect()
}

/// Meta's words within a sentence of ours: one line, without markup, at most `max` characters.
fn quoted(text: &str, max: usize) -> String {
    let plain = text.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "&");
    let plain: String = plain.chars().filter(|c| !matches!(c, '<' | '>') && !c.is_control()).collect();
    let plain = plain.trim().trim_end_matches('.');
    plain.chars().take(max).collect()
}
