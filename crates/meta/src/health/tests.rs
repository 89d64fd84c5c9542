//! Meta's events as the owner of a shop reads them.

use proptest::prelude::*;

use super::*;
use crate::fixtures;
use crate::webhook::parse;

fn of(body: &str) -> Vec<HealthChange> {
    parse(body.as_bytes()).unwrap().events.iter().flat_map(|event| changes(&event.kind)).collect()
}

fn of_fixture(name: &str) -> Vec<HealthChange> {
    of(&String::from_utf8(fixtures::read(name)).unwrap())
}

fn of_value(field: &str, value: &str) -> Vec<HealthChange> {
    let change = format!(r#"{{"field":"{field}","value":{value}}}"#);
    of(&format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102","time":1,"changes":[{change}]}}]}}"#
    ))
}

fn one(field: &str, value: &str) -> HealthChange {
    let mut changes = of_value(field, value);
    assert_eq!(changes.len(), 1, "{value}");
    changes.remove(0)
}

#[test]
fn every_account_file_says_the_right_thing() {
    use Severity::{Critical, Good, Notice, Warning};
    for (name, expected) in [
        ("wa-account-alerts", vec![("limit_increase_deferred", Notice, Stops::Nothing)]),
        ("wa-account-update-banned", vec![("disabling_scheduled", Critical, Stops::Nothing)]),
        ("wa-account-update-deleted", vec![("account_deleted", Critical, Stops::All)]),
        ("wa-account-update-disabled", vec![("reinstated", Good, Stops::Nothing)]),
        ("wa-account-update-partner-added", vec![("connected", Good, Stops::Nothing)]),
        ("wa-account-update-partner-app-installed", vec![("connected", Good, Stops::Nothing)]),
        ("wa-account-update-partner-app-uninstalled", vec![("app_removed", Critical, Stops::All)]),
        ("wa-account-update-reconnected", vec![("connected", Good, Stops::Nothing)]),
        (
            "wa-account-update-restriction",
            vec![("cannot_begin", Critical, Stops::Begun), ("cannot_add_numbers", Notice, Stops::Nothing)],
        ),
        ("wa-account-update-verified", vec![("verified", Good, Stops::Nothing)]),
        ("wa-business-capability-update", vec![("limit_changed", Notice, Stops::Nothing)]),
        ("wa-phone-number-quality-update", vec![("quality_low", Warning, Stops::Nothing)]),
        ("wa-message-text-bsuid", vec![]),
    ] {
        let found: Vec<_> =
            of_fixture(name).iter().map(|change| (change.code, change.severity, change.stops)).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_restriction_has_its_end() {
    let begin = &of_fixture("wa-account-update-restriction")[0];
    let end = Timestamp::from_seconds(1_641_330_498);
    assert_eq!((begin.topic, begin.until), (Topic::BeginningRestriction, Some(end)));
    let expected = "Until 2022-01-04 21:08 UTC, this business cannot write first on WhatsApp. Customers who write are \
                    still answered.";
    assert_eq!(begin.sentence, expected);
    assert!(begin.holds(Timestamp::from_seconds(1_641_330_497)) && !begin.holds(end));
    let endless = r#"{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_CUSTOMER_INITIATED_MESSAGING"}]}"#;
    let endless = one("account_update", endless);
    assert_eq!((endless.stops, endless.until), (Stops::Answers, None));
    assert!(endless.sentence.starts_with("Until Meta lifts it, ") && endless.holds(end));
    assert_eq!(one("account_update", r#"{"event":"ACCOUNT_RESTRICTION"}"#).code, "restricted");
}

#[test]
fn switched_off_on_a_day_then_off_then_on() {
    let state = |state: &str| {
        let value = format!(
            r#"{{"event":"DISABLED_UPDATE","ban_info":{{"waba_ban_state":"{state}","waba_ban_date":"January 31, 2027"}}}}"#
        );
        one("account_update", &value)
    };
    let soon = state("SCHEDULE_FOR_DISABLE");
    assert!(soon.sentence.contains("off on January 31, 2027."), "{}", soon.sentence);
    let (off, on) = (state("DISABLE"), state("REINSTATE"));
    assert_eq!((off.code, off.severity, off.stops), ("disabled", Severity::Critical, Stops::All));
    assert_eq!((on.code, on.severity, on.stops), ("reinstated", Severity::Good, Stops::Nothing));
    assert!(soon.topic == off.topic && off.topic == on.topic, "each replaces the one before");
}

#[test]
fn limits_and_throughput() {
    let value = |value: &str| one("phone_number_quality_update", value);
    let limit = value(r#"{"event":"ONBOARDING","max_daily_conversations_per_business":"TIER_10K"}"#);
    assert_eq!((limit.topic, limit.code), (Topic::Limit, "limit_changed"));
    assert!(limit.sentence.contains(" 10,000 customers"), "{}", limit.sentence);
    let lowered = value(r#"{"event":"DOWNGRADE","current_limit":"TIER_250","old_limit":"TIER_2K"}"#);
    assert_eq!((lowered.code, lowered.severity), ("limit_lowered", Severity::Warning));
    assert!(lowered.sentence.contains(" 250 customers"));
    assert_eq!(value(r#"{"event":"DOWNGRADE"}"#).code, "limit_lowered");
    assert_eq!(value(r#"{"event":"THROUGHPUT_UPGRADE"}"#).topic, Topic::Throughput);
    assert!(of_value("phone_number_quality_update", r#"{"event":"ONBOARDING"}"#).is_empty());
    let unlimited = one("business_capability_update", r#"{"max_daily_conversations_per_business":-1}"#);
    assert_eq!(unlimited.code, "limit_removed");
    assert!(of_value("business_capability_update", r#"{"max_phone_numbers_per_waba":25}"#).is_empty());
}

#[test]
fn the_rating_that_graph_tells() {
    let code = |rating| of_quality(rating).map(|change| (change.code, change.severity));
    assert_eq!(code("RED"), Some(("quality_low", Severity::Warning)));
    assert_eq!(code("YELLOW"), Some(("quality_medium", Severity::Notice)));
    assert_eq!(code("GREEN"), Some(("quality_high", Severity::Good)));
    assert_eq!((code("UNKNOWN"), code("NA")), (None, None));
}

#[test]
fn reviews_and_violations() {
    let review = |decision: &str| one("account_review_update", &format!(r#"{{"decision":"{decision}"}}"#));
    assert_eq!((review("REJECTED").severity, review("REJECTED").stops), (Severity::Critical, Stops::All));
    assert_eq!((review("APPROVED").severity, review("DEFERRED").stops), (Severity::Good, Stops::All));
    let value = r#"{"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"ADULT_CONTENT"}}"#;
    assert!(one("account_update", value).sentence.contains("rule of WhatsApp (adult content)."));
    assert!(of_value("account_update", r#"{"event":"AD_ACCOUNT_LINKED"}"#).is_empty());
}

#[test]
fn alerts_known_and_unknown_and_over() {
    let alert = |severity: &str, status: &str, kind: &str, words: &str| {
        let info = format!(
            r#"{{"alert_severity":"{severity}","alert_status":"{status}","alert_type":"{kind}","alert_description":"{words}"}}"#
        );
        one("account_alerts", &format!(r#"{{"entity_type":"BUSINESS","entity_id":"1","alert_info":{info}}}"#))
    };
    let payment = alert("INFORMATIONAL", "ACTIVE", "PAYMENT_METHOD_MISSING", "Add a card to &lt;NAME&gt;.");
    assert_eq!((payment.topic, payment.severity), (Topic::Payment, Severity::Warning));
    let expected = "Meta reports a problem with the payment for WhatsApp. Meta says: Add a card to NAME.";
    assert_eq!(payment.sentence, expected);
    let new = alert("CRITICAL", "ACTIVE", "SOMETHING_NEW", "");
    assert_eq!((new.code, new.severity), ("alert", Severity::Critical));
    assert_eq!(new.sentence, "Meta sent an alert about the WhatsApp account.");
    let over = alert("CRITICAL", "NONE", "PAYMENT_METHOD_MISSING", "x");
    assert_eq!((over.topic, over.code, over.severity), (Topic::Payment, "alert_over", Severity::Good));
    assert_eq!(alert("INFORMATIONAL", "NONE", "OBA_APPROVED", "x").code, "badge_granted");
    assert!(!format!("{payment:?}").contains("card"));
}

proptest! {
    #[test]
    fn metas_words_cannot_grow_or_mark_up_a_sentence(kind in "[A-Z_]{0,12}", words: String) {
        let info = serde_json::json!({"alert_type": kind, "alert_description": words});
        let change = one("account_alerts", &serde_json::json!({"alert_info": info}).to_string());
        let sentence = &change.sentence;
        prop_assert!(sentence.chars().count() < 450 && sentence.ends_with('.'));
        prop_assert!(!sentence.contains(['<', '>', '\n', '\r']));
    }
}

#[test]
fn the_words_of_topics_are_those_of_json() {
    let topics = [
        Topic::Account,
        Topic::Connection,
        Topic::Review,
        Topic::Violation,
        Topic::BeginningRestriction,
        Topic::AnsweringRestriction,
        Topic::OtherRestriction,
        Topic::Limit,
        Topic::LimitIncrease,
        Topic::Quality,
        Topic::Throughput,
        Topic::Payment,
        Topic::Badge,
        Topic::Profile,
        Topic::Alert,
    ];
    for topic in topics {
        assert_eq!(serde_json::to_value(topic).unwrap(), topic.as_str());
    }
}
