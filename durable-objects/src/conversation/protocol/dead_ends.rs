//! What was given up in a conversation, and what staff decide about it.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::Call;

/// What was given up here.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListDeadEnds {}

impl Call for ListDeadEnds {
    const NAME: &'static str = "list-dead-ends";
    type Reply = Vec<DeadEnd>;
}

/// Something that was given up, and waits for staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeadEnd {
    /// What it is found by.
    pub key: String,
    /// `dead_job`, or `unknown_send`: nobody knows whether Meta has the message.
    pub kind: String,
    /// Such as `turn` or `send`.
    pub what: String,
    /// Why it was given up.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// Staff want it tried again, as for the first time; an unknown send is sent once more.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReplayDeadEnd {
    /// Which.
    pub key: String,
}

impl Call for ReplayDeadEnd {
    const NAME: &'static str = "replay-dead-end";
    type Reply = ();
}

/// Staff leave it as it is.
#[derive(Debug, Serialize, Deserialize)]
pub struct DismissDeadEnd {
    /// Which.
    pub key: String,
}

impl Call for DismissDeadEnd {
    const NAME: &'static str = "dismiss-dead-end";
    type Reply = ();
}
