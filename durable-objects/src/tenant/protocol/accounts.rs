//! What Meta tells about an account and its numbers.

use std::time::Duration;

use domain::ids::ChannelId;
use domain::time::Timestamp;
use meta::health::{HealthChange, Severity, Stops, Topic};
use serde::{Deserialize, Serialize};

use crate::call::Call;

/// Events of a WhatsApp Business Account. Repeating them, or bringing them in another order, changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct AccountNews {
    /// The account.
    pub account_id: String,
    /// In the order they came.
    pub events: Vec<AccountEvent>,
}

impl Call for AccountNews {
    const NAME: &'static str = "account-news";
    // As for messages: what is not kept by then is parked in R2.
    const LIMIT: Duration = Duration::from_secs(2);
    type Reply = ();
}

/// One event of an account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountEvent {
    /// Something happened to a template.
    Template(TemplateNews),
    /// How Meta stands to these channels.
    Health {
        /// Which.
        channels: Vec<ChannelId>,
        /// What it says.
        note: HealthNote,
    },
}

/// What happened to a template.
#[derive(Debug, Serialize, Deserialize)]
pub struct TemplateNews {
    /// Its name; without one, all are synced again.
    pub name: Option<String>,
    /// Its language, likewise.
    pub language: Option<String>,
    /// Meta's word for what happened to its status.
    pub event: Option<String>,
    /// The category in force now.
    pub category: Option<String>,
    /// Why, by Meta's name.
    pub reason: Option<String>,
    /// When, by Meta's clock.
    pub at: Timestamp,
}

/// The newest word on a topic of a number's health.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthNote {
    /// What it is about; a newer note on the same topic replaces it.
    pub topic: Topic,
    /// How bad it is.
    pub severity: Severity,
    /// What stays unsent because of it.
    pub stops: Stops,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
    /// A stable name.
    pub code: String,
    /// For the owner.
    pub sentence: String,
    /// When Meta said so.
    pub at: Timestamp,
}

impl HealthNote {
    /// From a change, said then. Meta's stamps are cut to the second, so ours are too: an event of the same second
    /// is no older one.
    pub fn of(change: HealthChange, at: Timestamp) -> Self {
        let HealthChange { topic, severity, stops, until, code, sentence } = change;
        let at = at.to_the_second();
        Self { topic, severity, stops, until, code: code.to_owned(), sentence, at }
    }
}

/// A channel was connected, or connected again with a new token.
#[derive(Debug, Serialize, Deserialize)]
pub struct NoteConnected {
    /// Which.
    pub channel_id: ChannelId,
    /// Messages a second, where Meta told.
    pub throughput: Option<u32>,
    /// What Meta said of it on the way.
    pub health: Vec<HealthNote>,
}
call!(NoteConnected, "note-connected" => ());

/// A channel is gone.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetChannel {
    /// Which.
    pub channel_id: ChannelId,
    /// Its account, if no other channel of the business is on it.
    pub account_id: Option<String>,
}
call!(ForgetChannel, "forget-channel" => ());

/// How many messages a second a number may send.
#[derive(Debug, Serialize, Deserialize)]
pub struct SetThroughput {
    /// Which.
    pub channel_id: ChannelId,
    /// How many.
    pub per_second: u32,
}
call!(SetThroughput, "set-throughput" => ());

/// How all numbers of the business stand.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetNumbers {}
call!(GetNumbers, "get-numbers" => Vec<NumberView>);

/// How a number stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberView {
    /// Which.
    pub channel_id: ChannelId,
    /// Messages a second; none: the usual number.
    pub throughput: Option<u32>,
    /// What holds now, by topic.
    pub health: Vec<HealthNote>,
}
