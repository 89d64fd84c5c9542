//! What to do about an error, and how to say it.

use super::MetaError;
use super::rules::{RULES, Rule};

/// What to do about a failed call or message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A passing fault: the same again soon, a few times.
    Retry(Backoff),
    /// A limit: the same again later. Only what the limit covers waits; see [`Backoff`].
    Delay(Backoff),
    /// The same again will fail the same way.
    Never(Reason),
    /// As `Never`, and a person must act before this channel works again.
    Alert(AlertKind),
}

/// When to try again: after `first_seconds`, then each time `factor` times as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait before the first retry, in seconds.
    pub first_seconds: u32,
    /// What each further wait is multiplied by.
    pub factor: u32,
    /// The longest wait, in seconds.
    pub most_seconds: u32,
    /// How often to try again before giving up.
    pub retries: u32,
}

impl Backoff {
    /// The seconds to wait before retry number `retry`, counted from 0; `None` when it is time to give up.
    pub fn wait(&self, retry: u32) -> Option<u32> {
        let wait = self.first_seconds.saturating_mul(self.factor.saturating_pow(retry));
        (retry < self.retries).then_some(wait.min(self.most_seconds))
    }
}

/// Why a repeat is pointless, where the engine can do something else instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The request is wrong, or wrong for this recipient; there is no other way.
    Rejected,
    /// Over 24 hours since the customer's last message: only a template or a person's message may go.
    WindowClosed,
    /// The customer wants no marketing: remember it.
    OptedOut,
    /// The customer has received enough marketing from businesses; not within a day.
    MarketingLimit,
    /// The customer cannot be reached on this channel.
    Unreachable,
    /// The template is not usable as it is, until the account says otherwise.
    Template,
    /// The file could not be fetched or is not of an allowed kind.
    Media,
    /// This may not go to a business-scoped id: a phone number is needed.
    NeedsPhone,
}

/// What a person must act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertKind {
    /// The token is no longer accepted: connect the channel again.
    Reconnect,
    /// The app or the token lacks a permission.
    Permission,
    /// Customers blocked or reported the number too often.
    Spam,
    /// The account or the app is locked or blocked by Meta.
    Blocked,
    /// Meta cannot charge the account.
    Payment,
    /// The number is gone or not registered.
    Number,
}

/// The one judgement of an error, wherever it came from.
///
/// `http_status` helps only where Meta's code is unknown to us. `is_transient` overrules "rejected", never an alert
/// or a reason that names a remedy.
pub fn classify(error: &MetaError, http_status: Option<u16>) -> Action {
    match rule(error.code, error.subcode).map(|rule| rule.action) {
        None | Some(Action::Never(Reason::Rejected)) if error.is_transient => Action::Retry(SOON),
        Some(action) => action,
        None => by_status(http_status),
    }
}

/// What the person who owns the shop is told about a code, or about a subcode that stands for itself
/// ([`MetaError::telling`]).
pub fn explain(code: i64) -> &'static str {
    match RULES.iter().find(|rule| rule.subcode == Some(code)) {
        Some(rule) => rule.says,
        None => sentence(code, None),
    }
}

/// Whether a subcode is known to refine a code.
pub(super) fn refines(code: i64, subcode: i64) -> bool {
    RULES.iter().any(|rule| rule.codes.contains(&code) && rule.subcode == Some(subcode))
}

pub(super) fn sentence(code: i64, subcode: Option<i64>) -> &'static str {
    rule(code, subcode)
        .map_or("Meta refused this for a reason that we do not know yet. The code says more.", |rule| {
            rule.says
        })
}

/// A passing fault on Meta's side.
pub(super) const SOON: Backoff = Backoff { first_seconds: 2, factor: 3, most_seconds: 60, retries: 4 };

/// A rule for the subcode comes first; one for the code alone covers the rest.
fn rule(code: i64, subcode: Option<i64>) -> Option<&'static Rule> {
    let for_code = || RULES.iter().filter(|rule| rule.codes.contains(&code));
    let exact = subcode.and_then(|subcode| for_code().find(|rule| rule.subcode == Some(subcode)));
    exact.or_else(|| for_code().find(|rule| rule.subcode.is_none()))
}

fn by_status(status: Option<u16>) -> Action {
    match status {
        Some(401) => Action::Alert(AlertKind::Reconnect),
        Some(408 | 500..=599) => Action::Retry(SOON),
        Some(429) => Action::Delay(super::rules::LIMIT),
        _ => Action::Never(Reason::Rejected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: i64, subcode: Option<i64>) -> MetaError {
        MetaError { code, subcode, ..MetaError::default() }
    }

    /// One line per row of the reference's tables: R retry, D delay, N never, A alert.
    const EXPECTED: &[(&[i64], &str)] = &[
        (&[0, 190, 102], "A Reconnect"),
        (&[3, 10, 200, 250, 299, 131_005], "A Permission"),
        (&[1, 2, 1200, 131_000, 131_016, 133_004, 131_057], "R"),
        (&[135_000], "R"),
        (&[4, 17, 32, 613, 80_000, 80_001, 80_006, 80_007, 80_008, 80_014], "D"),
        (&[130_429, 131_056, 132_069, 133_016, 2_494_100], "D"),
        (&[131_048, 131_064], "A Spam"),
        (&[131_049], "N MarketingLimit"),
        (&[131_050], "N OptedOut"),
        (&[131_047], "N WindowClosed"),
        (&[131_026, 131_030, 130_472, 130_497, 551, 230, 9010], "N Unreachable"),
        (&[131_052, 131_053, 2_018_109], "N Media"),
        (&[131_051, 131_021, 131_008, 131_009, 100, 137_000, 134_011, 506], "N Rejected"),
        (&[131_031, 368], "A Blocked"),
        (&[131_042], "A Payment"),
        (&[33, 131_045, 133_010, 131_037], "A Number"),
        (&[131_062], "N NeedsPhone"),
        (
            &[132_000, 132_001, 132_005, 132_007, 132_008, 132_012, 132_015, 132_016, 132_068, 131_063],
            "N Template",
        ),
        (&[133_000, 133_005, 133_006, 133_008, 133_009, 133_015], "N Rejected"),
        (&[2_388_019, 2_388_040, 2_388_047, 2_388_072, 2_388_073, 2_388_293, 2_388_299], "N Template"),
        (&[147_001, 147_005, 2_593_107, 2_593_108, 2_593_109], "N Rejected"),
    ];

    fn short(action: Action) -> String {
        match action {
            Action::Retry(_) => "R".to_owned(),
            Action::Delay(_) => "D".to_owned(),
            Action::Never(reason) => format!("N {reason:?}"),
            Action::Alert(kind) => format!("A {kind:?}"),
        }
    }

    #[test]
    fn every_row_of_the_reference() {
        for (codes, expected) in EXPECTED {
            for code in *codes {
                assert!(rule(*code, None).is_some(), "{code} has no rule");
                assert_eq!(short(classify(&of(*code, None), Some(400))), *expected, "{code}");
            }
        }
    }

    #[test]
    fn subcodes_of_messenger_and_instagram() {
        let rows = [
            (10, 2_018_278, "N WindowClosed"),
            (10, 2_534_022, "N WindowClosed"),
            (100, 2_018_001, "N Unreachable"),
            (100, 2_018_108, "N Unreachable"),
            (10, 2_018_108, "N Unreachable"),
            (551, 1_545_041, "N Unreachable"),
            (200, 1_545_041, "N Unreachable"),
            (100, 2_534_014, "N Unreachable"),
            (100, 2_018_109, "N Media"),
            (100, 2_018_047, "N Media"),
            (100, 2_018_008, "N Media"),
            (1200, 2_018_154, "R"),
            (613, 1_893_016, "D"),
            (80_006, 0, "D"),
            (190, 463, "A Reconnect"),
            (10, 2_018_300, "N Rejected"),
            (10, 999, "A Permission"),
        ];
        for (code, subcode, expected) in rows {
            assert_eq!(short(classify(&of(code, Some(subcode)), Some(400))), expected, "{code}/{subcode}");
        }
    }

    #[test]
    fn a_closed_window_is_one_thing_on_every_channel() {
        for (code, subcode) in [(131_047, None), (10, Some(2_018_278)), (10, Some(2_534_022))] {
            assert_eq!(classify(&of(code, subcode), None), Action::Never(Reason::WindowClosed), "{code}");
        }
        for (code, subcode) in [(10, None), (10, Some(2_018_108)), (190, None), (131_026, None)] {
            assert_ne!(classify(&of(code, subcode), None), Action::Never(Reason::WindowClosed), "{code}");
        }
    }

    #[test]
    fn an_unknown_code_is_judged_by_its_status() {
        let rows = [
            (Some(401), "A Reconnect"),
            (Some(429), "D"),
            (Some(503), "R"),
            (Some(400), "N Rejected"),
            (None, "N Rejected"),
        ];
        for (status, expected) in rows {
            assert_eq!(short(classify(&of(9_999_999, None), status)), expected);
        }
    }

    #[test]
    fn transient_is_honoured_where_it_can_be() {
        let transient = |code| MetaError { is_transient: true, ..of(code, None) };
        assert_eq!(short(classify(&transient(9_999_999), Some(400))), "R");
        assert_eq!(short(classify(&transient(100), Some(400))), "R");
        assert_eq!(short(classify(&transient(190), Some(401))), "A Reconnect");
        assert_eq!(short(classify(&transient(131_047), None)), "N WindowClosed");
    }

    #[test]
    fn the_pair_limit_grows_as_four_to_the_n() {
        let Action::Delay(backoff) = classify(&of(131_056, None), None) else { panic!("a delay") };
        let waits: Vec<Option<u32>> = (0..4).map(|retry| backoff.wait(retry)).collect();
        assert_eq!(waits, [Some(4), Some(16), Some(64), Some(256)]);
        assert_eq!(backoff.wait(u32::MAX), None);
    }

    #[test]
    fn every_explanation_is_a_sentence() {
        for rule in RULES {
            assert!(rule.says.ends_with('.') && rule.says.len() > 20, "{:?}", rule.codes);
            assert!(rule.codes.start() <= rule.codes.end());
        }
        assert_ne!(of(10, Some(2_018_278)).explanation(), explain(10));
        assert!(!explain(-1).is_empty());
    }
}
