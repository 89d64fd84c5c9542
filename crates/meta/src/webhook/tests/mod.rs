mod bounds;
mod fixtures;
mod identity;
mod instagram_and_messenger;
mod properties;
mod said;
mod whatsapp;

use super::{Delivery, EventKind, InboundMessage, parse};

fn fixture(name: &str) -> Delivery {
    parse(&crate::fixtures::read(name)).unwrap()
}

/// The only event of a fixture.
fn event(name: &str) -> EventKind {
    let mut events = fixture(name).events;
    assert_eq!(events.len(), 1, "{name}");
    events.remove(0).kind
}

fn message(name: &str) -> InboundMessage {
    event(name).inbound().unwrap_or_else(|| panic!("{name} is no message")).clone()
}

/// To compare with optional fields.
#[expect(clippy::unnecessary_wraps, reason = "the wrapping is what it is for")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}
