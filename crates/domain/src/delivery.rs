//! How far an outgoing message got. Reports come late, twice and in any order.

use serde::{Deserialize, Serialize};

/// The state of an outgoing message, in the order in which one state outranks another.
///
/// The order is total, so the outcome depends on which reports came and never on when. `Failed` outranks all:
/// Meta does not take a failure back, and a late `sent` must not hide one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// In the outbox, not with Meta yet.
    Planned,
    /// Taken out of the outbox before Meta had it: a person answered instead.
    Dropped,
    /// Written down before the call to Meta; after a crash nobody knows whether the call was made.
    Sending,
    /// The call was made and its outcome is not known. Any report settles it; it is not repeated blindly.
    Unknown,
    /// Meta took it and gave it an id.
    Accepted,
    /// Left Meta's servers.
    Sent,
    /// On the customer's device.
    Delivered,
    /// Seen by the customer.
    Read,
    /// Not delivered, and it will not be.
    Failed,
}

/// A word that names no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a delivery status")]
pub struct UnknownStatus;

impl DeliveryStatus {
    /// All of them, from lowest to highest.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Dropped,
        Self::Sending,
        Self::Unknown,
        Self::Accepted,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Failed,
    ];

    /// The state after a report: the higher of the two.
    #[must_use]
    pub fn advance(self, reported: Self) -> Self {
        self.max(reported)
    }

    /// Whether no report can change it any more.
    pub fn is_final(self) -> bool {
        self == Self::Failed
    }

    /// Whether Meta is known to have it, so that sending again would be a second message.
    pub fn is_with_meta(self) -> bool {
        (Self::Accepted..=Self::Read).contains(&self)
    }

    /// The stable word for storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Dropped => "dropped",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }
}

impl std::fmt::Display for DeliveryStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for DeliveryStatus {
    type Err = UnknownStatus;
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(UnknownStatus)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::DeliveryStatus::{Accepted, Delivered, Failed, Planned, Read, Sending, Sent, Unknown};
    use super::*;

    #[test]
    fn never_backwards() {
        assert_eq!(Read.advance(Sent), Read);
        assert_eq!(Failed.advance(Sent), Failed);
        assert_eq!(Failed.advance(Delivered), Failed);
        assert_eq!(Sent.advance(Failed), Failed);
        assert_eq!(Planned.advance(Delivered), Delivered);
    }

    #[test]
    fn any_report_settles_an_unknown_send() {
        for report in [Accepted, Sent, Delivered, Read, Failed] {
            assert_eq!(Unknown.advance(report), report);
        }
        assert_eq!(Accepted.advance(Unknown), Accepted);
    }

    #[test]
    fn what_meta_has_is_not_sent_again() {
        let with_meta = DeliveryStatus::ALL.into_iter().filter(|status| status.is_with_meta());
        assert_eq!(with_meta.collect::<Vec<_>>(), [Accepted, Sent, Delivered, Read]);
        assert!(!Sending.is_with_meta());
    }

    #[test]
    fn words_survive() {
        for status in DeliveryStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert_eq!("SENT".parse::<DeliveryStatus>(), Err(UnknownStatus));
    }

    fn reports() -> impl Strategy<Value = Vec<DeliveryStatus>> {
        prop::collection::vec(prop::sample::select(DeliveryStatus::ALL.to_vec()), 0..8)
    }

    proptest! {
        #[test]
        fn the_order_of_reports_does_not_matter(
            (one, other) in reports().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            let settle = |all: &[DeliveryStatus]| all.iter().copied().fold(Planned, DeliveryStatus::advance);
            prop_assert_eq!(settle(&one), settle(&other));
        }

        #[test]
        fn no_report_lowers_a_status(all in reports()) {
            let mut status = Planned;
            for report in all {
                let next = status.advance(report);
                prop_assert!(next >= status && next.advance(report) == next);
                status = next;
            }
        }
    }
}
