//! The history of a number that also lives in the WhatsApp Business app.

use super::{Place, Sink, chat};
use crate::errors::MetaError;
use crate::json::Node;
use crate::webhook::{EventKind, History, HistoryMessage, HistoryThread};

pub(super) fn read(value: Node<'_>, place: &Place, sink: &mut Sink) {
    let business = value.at("metadata").at("display_phone_number").id();
    let reader = Reader { business, contacts: value.at("contacts"), place };
    for part in value.at("history").items() {
        let history = reader.part(part, sink);
        sink.push(place, EventKind::History(history));
    }
    // Media come after the messages they belong to, outside of any thread.
    for node in value.at("messages").items() {
        let thread = reader.thread(node.at("from").id(), [node].into_iter(), sink);
        let history = History { threads: vec![thread], ..History::default() };
        sink.push(place, EventKind::History(history));
    }
    for error in value.at("errors").items() {
        sink.push_or(place, MetaError::read(error).map(EventKind::ValueError), "errors");
    }
}

struct Reader<'a> {
    business: Option<String>,
    contacts: Node<'a>,
    place: &'a Place,
}

impl<'a> Reader<'a> {
    fn part(&self, part: Node<'a>, sink: &mut Sink) -> History {
        let metadata = part.at("metadata");
        let mut threads = Vec::new();
        for thread in part.at("threads").items() {
            threads.push(self.thread(thread.at("id").id(), thread.at("messages").items(), sink));
        }
        History {
            phase: metadata.at("phase").int(),
            chunk_order: metadata.at("chunk_order").int(),
            progress: metadata.at("progress").int(),
            threads,
            errors: MetaError::read_all(part.at("errors")),
        }
    }

    fn thread(
        &self,
        customer: Option<String>,
        nodes: impl Iterator<Item = Node<'a>>,
        sink: &mut Sink,
    ) -> HistoryThread {
        let mut messages = Vec::new();
        for node in nodes {
            match self.message(node, customer.as_deref()) {
                Some(message) => messages.push(message),
                None => sink.unknown("history.messages"),
            }
        }
        HistoryThread { wa_id: customer, messages }
    }

    /// Inbound unless the business's own number sent it. An outbound one goes to the thread's customer.
    fn message(&self, node: Node<'a>, customer: Option<&str>) -> Option<HistoryMessage> {
        let from = node.at("from").id();
        if from.is_none() || from != self.business {
            return Some(HistoryMessage::Inbound(Box::new(chat::message(node, self.contacts, self.place)?)));
        }
        let mut echo = chat::echo(node, self.contacts, self.place)?;
        echo.to.wa_id = echo.to.wa_id.or_else(|| customer.map(str::to_owned));
        Some(HistoryMessage::Outbound(Box::new(echo)))
    }
}
