//! The service window: Meta takes free-form messages only for a time after the customer's last one, and on some channels
//! what a person typed for a time after that.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The human agent's window is this many times as long as the service window: 7 days after 24 hours
/// (Messenger Platform, `HUMAN_AGENT`).
const HUMAN: u32 = 7;

/// When a channel takes what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowRule {
    /// Anything, always: the channel is ours.
    Always,
    /// Free-form while the service window is open.
    Service,
    /// Likewise, and what a person typed for seven times as long (`HUMAN_AGENT`).
    ServiceThenHuman,
}

/// Who made a message that is to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// A person typed it.
    Person,
    /// The agent, or code.
    Machine,
}

/// The longest time by which we stop early: Meta stamps in whole seconds, and our clock stands still between I/O.
const MARGIN: Duration = Duration::from_mins(1);

/// When free-form sends end. `None`: the customer has never written, or the window was closed by an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceWindow {
    /// The moment at which Meta closes it, for showing and storing.
    pub closes_at: Option<Timestamp>,
}

impl ServiceWindow {
    /// The window that an inbound message opens. `at`: Meta's timestamp of it; `length`: 24 h on Meta's channels.
    pub fn from_inbound(at: Timestamp, length: Duration) -> Self {
        Self { closes_at: Some(at.plus(length)) }
    }

    /// This window after one more inbound message. A message that arrives late never shortens it.
    #[must_use]
    pub fn extend(self, at: Timestamp, length: Duration) -> Self {
        // `None` sorts before every moment.
        Self { closes_at: self.closes_at.max(Self::from_inbound(at, length).closes_at) }
    }

    /// The permission to send free-form now, if the window is open and stays so for a while: 60 seconds, or a
    /// tenth of `length` where the window is configured shorter than ten minutes.
    pub fn open(&self, now: Timestamp, length: Duration) -> Option<OpenWindow> {
        let margin = MARGIN.min(length.checked_div(10).unwrap_or_default());
        let closes_at = self.closes_at?;
        (now < closes_at.minus(margin)).then_some(OpenWindow { closes_at })
    }

    /// The permission to send now under a channel's rule.
    pub fn permission(
        &self,
        rule: WindowRule,
        maker: Maker,
        now: Timestamp,
        length: Duration,
    ) -> Option<Permission> {
        if rule == WindowRule::Always {
            return Some(Permission::Free(OpenWindow { closes_at: Timestamp::MAX }));
        }
        if let Some(open) = self.open(now, length) {
            return Some(Permission::Free(open));
        }
        if rule != WindowRule::ServiceThenHuman || maker != Maker::Person {
            return None;
        }
        let opened_at = self.closes_at?.minus(length);
        let longer = length.saturating_mul(HUMAN);
        let human = Self::from_inbound(opened_at, longer).open(now, longer)?;
        Some(Permission::Human(HumanWindow { closes_at: human.closes_at }))
    }
}

/// By what right a message leaves.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Permission {
    /// The window is open.
    Free(OpenWindow),
    /// It is closed, but a person typed this and the channel still takes it, if it is told so.
    Human(HumanWindow),
}

/// Proof that a person typed the message and that the time for that is not over. Only
/// [`ServiceWindow::permission`] makes one.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct HumanWindow {
    closes_at: Timestamp,
}

impl HumanWindow {
    /// When Meta closes it.
    pub fn closes_at(&self) -> Timestamp {
        self.closes_at
    }
}

/// Proof that the window was open a moment ago. Only [`ServiceWindow::open`] makes one, and it cannot be copied or
/// stored: ask again for every send.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct OpenWindow {
    closes_at: Timestamp,
}

impl OpenWindow {
    /// When Meta closes it.
    pub fn closes_at(&self) -> Timestamp {
        self.closes_at
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn closes_sixty_seconds_early() {
        let window = ServiceWindow::from_inbound(at(1_000), DAY);
        assert_eq!(window.closes_at, Some(at(87_400)));
        assert!(window.open(at(87_339), DAY).is_some());
        assert_eq!(window.open(at(87_340), DAY), None);
    }

    #[test]
    fn a_short_window_still_opens() {
        let short = Duration::from_secs(10);
        let window = ServiceWindow::from_inbound(at(0), short);
        assert!(window.open(at(8), short).is_some());
        assert_eq!(window.open(at(9), short), None);
    }

    #[test]
    fn a_person_has_seven_days_where_the_channel_says_so() {
        let window = ServiceWindow::from_inbound(at(0), DAY);
        let permission = |rule, now| {
            window
                .permission(rule, Maker::Person, at(now), DAY)
                .map(|right| matches!(right, Permission::Human(_)))
        };
        assert_eq!(permission(WindowRule::ServiceThenHuman, 86_000), Some(false));
        assert_eq!(permission(WindowRule::ServiceThenHuman, 90_000), Some(true));
        assert_eq!(permission(WindowRule::ServiceThenHuman, 7 * 86_400), None);
        assert_eq!(permission(WindowRule::Service, 90_000), None);
        assert_eq!(permission(WindowRule::Always, 900_000_000), Some(false));
        let never = ServiceWindow::default();
        assert!(never.permission(WindowRule::ServiceThenHuman, Maker::Person, at(0), DAY).is_none());
    }

    #[test]
    fn nobody_wrote() {
        assert_eq!(ServiceWindow::default().open(at(0), DAY), None);
        assert_eq!(ServiceWindow::default().extend(at(5), DAY), ServiceWindow::from_inbound(at(5), DAY));
    }

    proptest! {
        #[test]
        fn the_latest_message_decides(stamps in prop::collection::vec(-1_000_000_i64..1_000_000, 1..20)) {
            let extend = |window: ServiceWindow, stamp: &i64| window.extend(at(*stamp), DAY);
            let window = stamps.iter().fold(ServiceWindow::default(), extend);
            let latest = stamps.iter().max().copied().unwrap();
            prop_assert_eq!(window, ServiceWindow::from_inbound(at(latest), DAY));
        }

        #[test]
        fn once_closed_it_stays_closed(stamp in 0_i64..1_000_000, now in 0_i64..2_000_000, later in 0_i64..1_000_000) {
            let window = ServiceWindow::from_inbound(at(stamp), DAY);
            if window.open(at(now), DAY).is_none() {
                prop_assert_eq!(window.open(at(now.saturating_add(later)), DAY), None);
            }
        }

        #[test]
        fn a_machine_never_has_the_right_of_a_person(stamp in 0_i64..1_000_000, now in 0_i64..2_000_000) {
            let window = ServiceWindow::from_inbound(at(stamp), DAY);
            for rule in [WindowRule::Service, WindowRule::ServiceThenHuman] {
                let permission = window.permission(rule, Maker::Machine, at(now), DAY);
                prop_assert_eq!(permission, window.open(at(now), DAY).map(Permission::Free));
            }
            let human = window.permission(WindowRule::ServiceThenHuman, Maker::Person, at(now), DAY);
            prop_assert_eq!(human.is_some(), now < stamp.saturating_add(7 * 86_400 - 60));
        }

        #[test]
        fn no_moment_panics(stamp: i64, now: i64, millis: u64) {
            let length = Duration::from_millis(millis);
            let window = ServiceWindow::from_inbound(Timestamp::from_millis(stamp), length);
            let now = Timestamp::from_millis(now);
            let _ = window.open(now, length);
            let _ = window.permission(WindowRule::ServiceThenHuman, Maker::Person, now, length);
        }
    }
}
