//! What differs between the products of Meta's that a line can be of: one module for each, and what two of them
//! share.
//!
//! Inside, a message is an object as WhatsApp writes it, in either direction, whatever the product: the phone, the
//! records and the tests know one shape. Here it becomes what really goes over the wire, and back.

pub(crate) mod events;
mod instagram;
mod messenger;
pub(crate) mod receipts;
#[cfg(test)]
mod tests;
mod whatsapp;

use serde_json::{Map, Value};

use crate::config::NumberConfig;
use crate::ids::{self, Direction};
use crate::record::Sent;
use crate::state::CustomerState;
use crate::status::Status;
use crate::thread::{Bubble, Choice};
use crate::webhook::Change;

/// Which of Meta's products a line is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Product {
    /// A WhatsApp number.
    #[default]
    WhatsApp,
    /// An Instagram professional account.
    Instagram,
    /// A Facebook Page's Messenger.
    Messenger,
}

/// What Messenger and Instagram do each in its own way.
pub(crate) struct Rules {
    /// `object` of its webhooks.
    object: &'static str,
    /// The most of a text.
    pub(crate) text: Limit,
    /// Of the refusal after the window, with code 10.
    pub(crate) window_subcode: i64,
    /// An ordinary answer has a type.
    pub(crate) typed: bool,
    /// Its webhook of a status; `None` where there is none.
    receipt: fn(&Sent, &Status) -> Option<(&'static str, Value)>,
    /// How a sticker is attached.
    sticker: fn(url: &str) -> Value,
    /// What its message ids look like.
    mid: fn() -> String,
}

/// How long a text may be.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    /// In UTF-8.
    Bytes(usize),
    Characters(usize),
}

impl Product {
    /// `None`: WhatsApp, which has a wire of its own.
    pub(crate) fn rules(self) -> Option<&'static Rules> {
        match self {
            Self::WhatsApp => None,
            Self::Instagram => Some(&instagram::RULES),
            Self::Messenger => Some(&messenger::RULES),
        }
    }

    /// As the page and its style sheet call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp",
            Self::Instagram => "instagram",
            Self::Messenger => "messenger",
        }
    }

    /// `object` of its webhooks.
    pub(crate) fn object(self) -> &'static str {
        self.rules().map_or("whatsapp_business_account", |rules| rules.object)
    }

    /// A message id that no other run has given out.
    pub(crate) fn message_id(self, direction: Direction, address: &str) -> String {
        self.rules().map_or_else(|| ids::wamid(direction, address), |rules| (rules.mid)())
    }

    /// What the webhook says of something that a customer did: the whole `value`, or an item of `messaging`. And the
    /// id of the message.
    pub(crate) fn value(
        self,
        config: &NumberConfig,
        customer: &CustomerState,
        message: Map<String, Value>,
    ) -> Heard {
        let fresh = self.message_id(Direction::FromCustomer, customer.address());
        match self.rules() {
            None => whatsapp::value(config, customer, message, &fresh),
            Some(rules) => events::value(rules, config, customer, message, &fresh),
        }
    }

    /// What the webhook of a status says, and in which field; `None` where this product tells nothing of it.
    pub(crate) fn status(
        self,
        config: &NumberConfig,
        customer: Option<&CustomerState>,
        sent: &Sent,
        status: &Status,
    ) -> Option<(&'static str, Value)> {
        match self.rules() {
            None => Some(("messages", crate::webhook::status_value(config, customer, sent, status))),
            Some(rules) => receipts::value(rules, config, sent, status),
        }
    }

    /// The steps that a message takes by itself, in order: all, without the reading, and those of a reaction.
    pub(crate) fn steps(self) -> [&'static [Status]; 3] {
        const SENT: &[Status] = &[Status::Sent];
        const DELIVERED: &[Status] = &[Status::Sent, Status::Delivered];
        const READ: &[Status] = &[Status::Sent, Status::Delivered, Status::Read];
        match self {
            Self::WhatsApp => [READ, DELIVERED, SENT],
            Self::Messenger => [READ, DELIVERED, &[]],
            // Nobody tells that a message of Instagram's arrived.
            Self::Instagram => [&[Status::Sent, Status::Read], SENT, &[]],
        }
    }

    /// What pressing this sends.
    pub(crate) fn press(self, config: &NumberConfig, offer: &Bubble, choice: &Choice) -> Value {
        match self {
            Self::WhatsApp => whatsapp::press(config, offer, choice),
            Self::Instagram | Self::Messenger => events::press(offer, choice),
        }
    }

    /// The field in which its webhooks bring what a customer does.
    pub(crate) fn field(self, customer: Option<&CustomerState>) -> &'static str {
        match self {
            Self::WhatsApp => "messages",
            _ if customer.is_some_and(|customer| customer.standby) => "standby",
            _ => "messaging",
        }
    }
}

/// Something that a customer did, on its way out.
pub(crate) struct Heard {
    pub(crate) value: Value,
    /// The message's id; of an edit or a reaction, that of the event.
    pub(crate) id: String,
    /// As the phone shows it.
    pub(crate) shown: Value,
}

impl NumberConfig {
    /// `entry[].id` of its webhooks.
    pub(crate) fn entry_id(&self) -> &str {
        match self.product {
            Product::WhatsApp => &self.waba_id,
            Product::Instagram | Product::Messenger => &self.phone_number_id,
        }
    }

    /// One change of this line, for [`batch`](crate::batch).
    pub(crate) fn change(&self, field: &str, value: Value) -> Change {
        Change { product: self.product, waba_id: self.entry_id().to_owned(), field: field.to_owned(), value }
    }
}
