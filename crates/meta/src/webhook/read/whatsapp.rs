//! WhatsApp's entries: which number or account, then the field.

use super::{Place, Sink, account, chat, history};
use crate::json::Node;
use crate::webhook::{Asset, AssetKind};

pub(super) fn entry(entry: Node<'_>, sink: &mut Sink) {
    let before = sink.found();
    for change in entry.at("changes").items() {
        self::change(entry, change, sink);
        if sink.is_over {
            return;
        }
    }
    if sink.found() == before {
        sink.unknown("changes");
    }
}

/// One change. Lists are looked for under every field: Meta moves them between fields, and combines them.
fn change(entry: Node<'_>, change: Node<'_>, sink: &mut Sink) {
    let field = change.at("field").text().unwrap_or_default();
    let value = change.at("value");
    let Some(place) = place(entry, value) else { return sink.unknown(&field) };
    let before = sink.found();
    if field == "history" {
        history::read(value, &place, sink);
    } else {
        chat::read(value, &place, sink);
    }
    account::read(&field, value, &place, sink);
    if sink.found() == before {
        sink.unknown(&field);
    }
}

fn place(entry: Node<'_>, value: Node<'_>) -> Option<Place> {
    let account = entry.at("id").id();
    let number = value.at("metadata").at("phone_number_id").id();
    // For PARTNER_… events the entry names our own business and the value the customer's account.
    let partner = value.at("waba_info").at("waba_id").id();
    let asset = match number {
        Some(id) => Asset { kind: AssetKind::WhatsAppNumber, id },
        None => Asset { kind: AssetKind::WhatsAppAccount, id: partner.or_else(|| account.clone())? },
    };
    Some(Place { asset, account, entry_at: entry.at("time").moment() })
}
