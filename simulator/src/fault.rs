//! Faults on demand.

use std::time::Duration;

/// What goes wrong with a Graph call.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Refused with Meta's envelope; nothing is sent.
    GraphError {
        /// The HTTP status.
        http: u16,
        /// `error.code`.
        code: i64,
        /// `error.error_subcode`.
        subcode: Option<i64>,
        /// `error.message`.
        message: String,
        /// `error.is_transient`.
        is_transient: bool,
    },
    /// Accepted: recorded, shown to the customer, statuses follow; but the connection ends without an answer.
    LoseReplyAfterAccepting,
    /// Accepted as above; the connection stays silent so long, then ends.
    HangAfterAccepting(Duration),
    /// Not accepted; the connection stays silent so long, then ends.
    Hang(Duration),
    /// Handled as usual, so much later.
    Slow(Duration),
    /// Not accepted; the connection ends at once.
    CutConnection,
    /// Not accepted; 200 with a body that is not JSON.
    Garbage,
    /// Not accepted; 500 with a page of HTML.
    Http500Html,
}

impl Fault {
    /// An error of Meta with this HTTP status and code, not marked transient.
    pub fn graph(http: u16, code: i64) -> Self {
        let message = crate::graph::title(code).unwrap_or("Simulated error");
        Self::GraphError {
            http,
            code,
            subcode: None,
            message: format!("(#{code}) {message}"),
            is_transient: matches!(code, 1 | 2),
        }
    }
}

/// What goes wrong with a webhook on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryFault {
    /// So many more copies arrive, at the same time as the first.
    Duplicate(u32),
    /// This delivery and the following ones are held until there are so many, then arrive in reverse order.
    Reorder(usize),
    /// Arrives so much later; what follows overtakes it.
    Delay(Duration),
    /// Never arrives, and is not retried.
    Lose,
}

/// The kinds of Graph calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// `POST /{number}/messages` with a message.
    Send,
    /// `POST /{number}/messages` with `status: "read"`, or with the sender action `mark_seen`.
    Read,
    /// The other sender actions of Instagram and Messenger: typing, reactions.
    Action,
    /// `GET /{person}` on Instagram and Messenger.
    Profile,
    /// `GET /{line}/conversations`.
    Conversations,
    /// The number itself: its fields, its registration.
    Phone,
    /// The account: its fields, numbers, subscriptions, templates, and each template.
    Account,
    /// `POST /{number}/media`.
    Upload,
    /// A file by its id: where it is, or its deletion.
    Media,
    /// The file itself, at its address. Faults of this kind are [`MediaFault`](crate::MediaFault)s.
    Download,
    /// Nothing that the stand-in knows.
    Other,
}

/// Which webhooks a delivery fault meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What a customer wrote or did.
    Message,
    /// A status of a message of the business.
    Status,
    /// Anything else, such as a raw value; as a filter: any webhook.
    Any,
}
