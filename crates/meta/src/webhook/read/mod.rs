//! From JSON to events.

mod account;
mod attachment;
mod chat;
mod content;
mod history;
mod messaging;
mod public;
mod sender;
mod whatsapp;

use domain::time::Timestamp;
use serde_json::Value;

use super::{Asset, AssetKind, Delivery, Event, EventKind, MOST_EVENTS, Unknown};
use crate::json::Node;

/// The longest name of an unknown field that is kept, in characters.
const NAME_MAX: usize = 64;

/// Everything in a body; `None`: it is more than [`MOST_EVENTS`].
pub(super) fn delivery(value: &Value) -> Option<Delivery> {
    let root = Node::new(value);
    let object = root.at("object").text().unwrap_or_default();
    let mut sink = Sink { object: plain(&object), delivery: Delivery::default(), is_over: false };
    let mut entries = root.at("entry").items().peekable();
    if entries.peek().is_none() {
        sink.unknown("entry");
    }
    for entry in entries {
        match object.as_str() {
            "whatsapp_business_account" => whatsapp::entry(entry, &mut sink),
            "page" => messaging::entry(entry, AssetKind::Page, &mut sink),
            "instagram" => messaging::entry(entry, AssetKind::Instagram, &mut sink),
            _ => sink.unknown("object"),
        }
        if sink.is_over {
            return None;
        }
    }
    Some(sink.delivery)
}

/// Where the events of one change belong.
#[derive(Clone)]
struct Place {
    asset: Asset,
    account: Option<String>,
    entry_at: Option<Timestamp>,
}

/// Collects what a body holds.
struct Sink {
    object: String,
    delivery: Delivery,
    /// There was more than may be; what is left is not looked at.
    is_over: bool,
}

impl Sink {
    fn push(&mut self, place: &Place, kind: EventKind) {
        if !self.has_room() {
            return;
        }
        let Place { asset, account, entry_at } = place.clone();
        self.delivery.events.push(Event { asset, account, entry_at, kind });
    }

    /// An event, or one more unknown under the name of what could not be read.
    fn push_or(&mut self, place: &Place, kind: Option<EventKind>, what: &str) {
        match kind {
            Some(kind) => self.push(place, kind),
            None => self.unknown(what),
        }
    }

    fn unknown(&mut self, what: &str) {
        if !self.has_room() {
            return;
        }
        self.delivery.unknown.push(Unknown { object: self.object.clone(), what: plain(what) });
    }

    fn has_room(&mut self) -> bool {
        let (events, unknown) = self.found();
        self.is_over |= events.saturating_add(unknown) >= MOST_EVENTS;
        !self.is_over
    }

    /// How much was found so far; tells whether a part gave anything at all.
    fn found(&self) -> (usize, usize) {
        (self.delivery.events.len(), self.delivery.unknown.len())
    }
}

/// A name that is safe to log: keys of a body are names by contract only.
fn plain(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "_-.".contains(c) { c } else { '?' };
    if name.is_empty() { "-".to_owned() } else { name.chars().take(NAME_MAX).map(safe).collect() }
}
