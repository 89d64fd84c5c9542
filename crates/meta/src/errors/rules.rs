//! The codes, in the order of Meta's own pages (WhatsApp Cloud API, Graph, Messenger Platform; read 2026-11).

use std::ops::RangeInclusive;

use super::classify::{Action, AlertKind, Backoff, Reason, SOON};

/// What one code, or one code with a subcode, means.
pub(super) struct Rule {
    pub(super) codes: RangeInclusive<i64>,
    pub(super) subcode: Option<i64>,
    pub(super) action: Action,
    pub(super) says: &'static str,
}

/// A rate limit of the app, the account or the Page: minutes to an hour.
pub(super) const LIMIT: Backoff = Backoff { first_seconds: 120, factor: 3, most_seconds: 3_600, retries: 6 };
/// The number sends too fast: seconds are enough.
const THROUGHPUT: Backoff = Backoff { first_seconds: 2, factor: 2, most_seconds: 120, retries: 8 };
/// Too many to this one customer: Meta asks for 4^n seconds. Other customers are not affected.
const PAIR: Backoff = Backoff { first_seconds: 4, factor: 4, most_seconds: 1_024, retries: 6 };
/// The number is being upgraded, or Meta works on its systems.
const MAINTENANCE: Backoff = Backoff { first_seconds: 60, factor: 2, most_seconds: 900, retries: 6 };
/// Usually bad parameters behind a generic message: one more try decides.
const ONCE: Backoff = Backoff { first_seconds: 5, factor: 1, most_seconds: 5, retries: 1 };
/// Ten wrong PINs lock registration for 72 hours.
const PIN_LOCK: Backoff = Backoff { first_seconds: 259_200, factor: 1, most_seconds: 259_200, retries: 1 };

const RETRY: Action = Action::Retry(SOON);
const REJECTED: Action = Action::Never(Reason::Rejected);
const TEMPLATE: Action = Action::Never(Reason::Template);
const UNREACHABLE: Action = Action::Never(Reason::Unreachable);
const CLOSED: Action = Action::Never(Reason::WindowClosed);
const MEDIA: Action = Action::Never(Reason::Media);

const fn on(code: i64, action: Action, says: &'static str) -> Rule {
    Rule { codes: code..=code, subcode: None, action, says }
}

const fn range(first: i64, last: i64, action: Action, says: &'static str) -> Rule {
    Rule { codes: first..=last, subcode: None, action, says }
}

const fn sub(code: i64, subcode: i64, action: Action, says: &'static str) -> Rule {
    Rule { codes: code..=code, subcode: Some(subcode), action, says }
}

const EXPIRED: &str = "The connection to Meta has ended. Connect this channel again.";
const NOT_ALLOWED: &str =
    "Meta has not given this app the permission it needs. Connect again and grant everything.";
const PASSING: &str = "Meta had a passing problem. We try again by ourselves.";
const TOO_MANY: &str = "Too many requests to Meta in a short time. We wait and try again.";
const WINDOW: &str =
    "Over 24 hours have passed since the customer last wrote, so Meta lets no free message through.";
const AWAY: &str = "The customer cannot be reached here: the account may be closed, or they blocked you.";
const NO_SUCH: &str = "Meta knows no such customer for this page or account.";
const TOO_LARGE: &str = "The file is too large to send.";
const PIN: &str = "The number could not be registered. Check its two-step PIN in WhatsApp Manager.";

/// Every known code. A code appears once per subcode.
pub(super) const RULES: &[Rule] = &[
    // Generic to Graph.
    on(0, Action::Alert(AlertKind::Reconnect), EXPIRED),
    range(1, 2, RETRY, PASSING),
    on(3, Action::Alert(AlertKind::Permission), NOT_ALLOWED),
    on(4, Action::Delay(LIMIT), TOO_MANY),
    sub(10, 2_018_278, CLOSED, WINDOW),
    sub(10, 2_534_022, CLOSED, WINDOW),
    sub(10, 2_018_108, UNREACHABLE, AWAY),
    sub(
        10,
        2_018_300,
        REJECTED,
        "Another app or a person at Meta's own inbox has this conversation now, so we may not write in it.",
    ),
    on(10, Action::Alert(AlertKind::Permission), NOT_ALLOWED),
    on(17, Action::Delay(LIMIT), TOO_MANY),
    on(32, Action::Delay(LIMIT), TOO_MANY),
    on(
        33,
        Action::Alert(AlertKind::Number),
        "This number or page is no longer at Meta, or we may not use it. Connect it again.",
    ),
    sub(100, 2_018_001, UNREACHABLE, NO_SUCH),
    sub(100, 2_534_014, UNREACHABLE, NO_SUCH),
    sub(100, 2_018_108, UNREACHABLE, AWAY),
    sub(
        100,
        2_018_008,
        MEDIA,
        "Meta could not fetch the file. It may be too large or of a kind that it does not take.",
    ),
    sub(100, 2_018_047, MEDIA, "The file could not be sent: Meta does not take this kind or size."),
    sub(100, 2_018_109, MEDIA, TOO_LARGE),
    on(100, REJECTED, "Meta did not accept part of this message."),
    on(102, Action::Alert(AlertKind::Reconnect), EXPIRED),
    on(190, Action::Alert(AlertKind::Reconnect), EXPIRED),
    sub(200, 1_545_041, UNREACHABLE, AWAY),
    range(200, 229, Action::Alert(AlertKind::Permission), NOT_ALLOWED),
    on(230, UNREACHABLE, "The customer has not written to you yet, so Meta tells nothing about them."),
    range(231, 299, Action::Alert(AlertKind::Permission), NOT_ALLOWED),
    on(
        368,
        Action::Alert(AlertKind::Blocked),
        "Meta has blocked this account for a time because of its policies. See Meta's Business Support.",
    ),
    on(506, REJECTED, "The same text was posted just before."),
    on(551, UNREACHABLE, AWAY),
    on(613, Action::Delay(LIMIT), TOO_MANY),
    on(1200, RETRY, PASSING),
    on(9010, UNREACHABLE, NO_SUCH),
    range(80_000, 80_014, Action::Delay(LIMIT), TOO_MANY),
    // WhatsApp: throughput, account, recipient.
    on(
        130_429,
        Action::Delay(THROUGHPUT),
        "The number sends too many messages a second. We slow down and try again.",
    ),
    on(
        130_472,
        UNREACHABLE,
        "Meta keeps this customer out of business messages for an experiment of its own.",
    ),
    on(130_497, UNREACHABLE, "WhatsApp does not let this business write to customers in that country."),
    on(131_000, RETRY, PASSING),
    on(131_005, Action::Alert(AlertKind::Permission), NOT_ALLOWED),
    range(
        131_008,
        131_009,
        REJECTED,
        "Part of this message is missing or not in the form that WhatsApp wants.",
    ),
    on(131_016, RETRY, PASSING),
    on(131_021, REJECTED, "A number cannot write to itself."),
    on(
        131_026,
        UNREACHABLE,
        "This number cannot receive the message: not on WhatsApp, an old app, or you are blocked.",
    ),
    on(
        131_030,
        UNREACHABLE,
        "A test number may only write to the customers on its list. Add this one in Meta's dashboard.",
    ),
    on(
        131_031,
        Action::Alert(AlertKind::Blocked),
        "Meta has locked this WhatsApp account, or the PIN is wrong. See WhatsApp Manager.",
    ),
    on(
        131_037,
        Action::Alert(AlertKind::Number),
        "The display name of this number is not approved yet. See WhatsApp Manager.",
    ),
    on(
        131_042,
        Action::Alert(AlertKind::Payment),
        "Meta could not charge this account. Check the payment method in WhatsApp Manager.",
    ),
    on(
        131_045,
        Action::Alert(AlertKind::Number),
        "This number is not registered for the WhatsApp API. Register it again.",
    ),
    on(131_047, CLOSED, WINDOW),
    on(
        131_048,
        Action::Alert(AlertKind::Spam),
        "Too many customers blocked or reported this number, so Meta limits what it sends.",
    ),
    on(
        131_049,
        Action::Never(Reason::MarketingLimit),
        "The customer has had enough marketing for now. Not again within a day.",
    ),
    on(131_050, Action::Never(Reason::OptedOut), "The customer does not want marketing messages from you."),
    on(131_051, REJECTED, "WhatsApp does not support this kind of message."),
    on(131_052, MEDIA, "The customer's file could not be downloaded. Ask them to send it again."),
    on(131_053, MEDIA, "The file could not be sent: WhatsApp does not take this kind or size."),
    on(
        131_056,
        Action::Delay(PAIR),
        "Too many messages to this customer in a short time. We wait and try again.",
    ),
    on(
        131_057,
        Action::Retry(MAINTENANCE),
        "The number is being upgraded by Meta. We try again in a minute.",
    ),
    on(
        131_062,
        Action::Never(Reason::NeedsPhone),
        "This message needs the customer's phone number, which they have not shared.",
    ),
    on(131_063, TEMPLATE, "Marketing templates are switched off for this number."),
    on(
        131_064,
        Action::Alert(AlertKind::Spam),
        "Templates were filed under the wrong category too often, so Meta limits what you send.",
    ),
    // WhatsApp: templates and flows.
    on(132_000, TEMPLATE, "The template expects another number of values."),
    on(132_001, TEMPLATE, "The template does not exist in this language or is not approved."),
    on(132_005, TEMPLATE, "A value makes the template's text too long."),
    on(132_007, TEMPLATE, "The template's content breaks WhatsApp's policy."),
    on(132_008, TEMPLATE, "A value is not allowed at this place of the template."),
    on(132_012, TEMPLATE, "A value is not in the form that the template expects."),
    on(132_015, TEMPLATE, "Meta has paused the template because customers disliked it."),
    on(132_016, TEMPLATE, "Meta has switched the template off because customers disliked it too often."),
    on(132_068, TEMPLATE, "The form in this template is blocked."),
    on(
        132_069,
        Action::Delay(LIMIT),
        "The form in this template was opened too often. We wait and try again.",
    ),
    // WhatsApp: registration, payments, rest.
    on(133_000, REJECTED, PIN),
    on(133_004, RETRY, PASSING),
    range(133_005, 133_009, REJECTED, PIN),
    on(
        133_010,
        Action::Alert(AlertKind::Number),
        "This number is not registered for the WhatsApp API. Register it again.",
    ),
    on(133_015, REJECTED, "The number was removed a moment ago. Wait five minutes and register it again."),
    on(
        133_016,
        Action::Delay(PIN_LOCK),
        "The number was registered too often. Meta lets it try again after 72 hours.",
    ),
    on(134_011, REJECTED, "Accept the terms of WhatsApp Payments in WhatsApp Manager first."),
    on(
        135_000,
        Action::Retry(ONCE),
        "Meta could not send this and does not say why. Something in the message may be wrong.",
    ),
    on(137_000, REJECTED, "The customer's identity has changed since. Ask them to confirm who they are."),
    range(147_001, 147_005, REJECTED, "Meta did not accept this username for the business."),
    on(2_018_109, MEDIA, TOO_LARGE),
    on(2_388_019, TEMPLATE, "The account has as many templates as Meta allows."),
    on(2_388_040, TEMPLATE, "A part of the template is too long."),
    on(2_388_047, TEMPLATE, "The template's header is not in the form that Meta wants."),
    on(2_388_072, TEMPLATE, "The template's body is not in the form that Meta wants."),
    on(2_388_073, TEMPLATE, "The template's footer is not in the form that Meta wants."),
    on(2_388_293, TEMPLATE, "The template has too many values for so short a text."),
    on(2_388_299, TEMPLATE, "The template may not begin or end with a value."),
    on(
        2_494_100,
        Action::Delay(MAINTENANCE),
        "Meta is working on its systems. We try again in some minutes.",
    ),
    range(
        2_593_107,
        2_593_108,
        REJECTED,
        "The history of the WhatsApp Business app cannot be asked for again or any more.",
    ),
    on(2_593_109, REJECTED, "The business did not share the history of its WhatsApp Business app."),
];
