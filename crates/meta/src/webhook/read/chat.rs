//! What customers and numbers do on WhatsApp: the lists that a value may hold, in any combination.

use domain::time::Timestamp;

use super::{Place, Sink, content, sender};
use crate::errors::MetaError;
use crate::json::Node;
use crate::webhook::{
    AppStateSync, Content, Context, DeliveryStatus, Echo, EventKind, InboundMessage, MessageStatus,
    PhoneBookEntry, Pricing, Referral, ReferredProduct, Sender, StatusConversation, UserAction, UserIdUpdate,
    UserPreference,
};

/// Reads one element of a list, given the value's contacts.
type Reader = fn(Node<'_>, Node<'_>, &Place) -> Option<EventKind>;

/// The lists, by their keys.
const READERS: [(&str, Reader); 7] = [
    ("messages", |node, contacts, place| Some(EventKind::Message(Box::new(message(node, contacts, place)?)))),
    ("statuses", |node, contacts, place| Some(EventKind::Status(Box::new(status(node, contacts, place)?)))),
    ("message_echoes", |node, contacts, place| Some(EventKind::Echo(Box::new(echo(node, contacts, place)?)))),
    ("errors", |node, _, _| MetaError::read(node).map(EventKind::ValueError)),
    ("user_actions", |node, _, _| user_action(node)),
    ("user_preferences", |node, _, _| user_preference(node)),
    ("user_id_update", |node, _, _| user_id_update(node)),
];

pub(super) fn read(value: Node<'_>, place: &Place, sink: &mut Sink) {
    let contacts = value.at("contacts");
    for (list, reader) in READERS {
        for node in value.at(list).items() {
            sink.push_or(place, reader(node, contacts, place), list);
            if sink.is_over {
                return;
            }
        }
    }
    if value.at("state_sync").exists() {
        let entries = value.at("state_sync").items().map(phone_book_entry).collect();
        sink.push(place, EventKind::AppStateSync(AppStateSync { entries }));
    }
}

pub(super) fn message(node: Node<'_>, contacts: Node<'_>, place: &Place) -> Option<InboundMessage> {
    let content = content::read(node);
    let from = sender::of_message(node, contacts);
    Some(InboundMessage {
        provider_id: node.at("id").id()?,
        from: if from.is_known() { from } else { of_system(&content) },
        at: stamp(node, place),
        content,
        context: context(node.at("context")),
        referral: referral(node.at("referral")),
        group_id: node.at("group_id").id(),
    })
}

pub(super) fn echo(node: Node<'_>, contacts: Node<'_>, place: &Place) -> Option<Echo> {
    Some(Echo {
        provider_id: node.at("id").id()?,
        to: sender::of_echo(node, contacts),
        at: stamp(node, place),
        content: content::read(node),
        app_id: None,
        metadata: None,
        is_self: false,
        context: context(node.at("context")),
    })
}

/// A change of id names nobody but in its sentence: it belongs to whom the old id belonged.
fn of_system(content: &Content) -> Sender {
    let Content::System(system) = content else { return Sender::default() };
    Sender { bsuid: system.previous_bsuid.clone().or_else(|| system.new_bsuid.clone()), ..Sender::default() }
}

fn stamp(node: Node<'_>, place: &Place) -> Timestamp {
    node.at("timestamp").moment().or(place.entry_at).unwrap_or_default()
}

fn status(node: Node<'_>, contacts: Node<'_>, place: &Place) -> Option<MessageStatus> {
    let conversation = node.at("conversation");
    let pricing = node.at("pricing");
    Some(MessageStatus {
        provider_id: node.at("id").id()?,
        status: DeliveryStatus::from_word(node.at("status").text()?),
        at: stamp(node, place),
        recipient: sender::of_status(node, contacts),
        group_id: sender::in_group(node).then(|| node.at("recipient_id").id()).flatten(),
        callback_data: node.at("biz_opaque_callback_data").text(),
        pricing: pricing.is_object().then(|| Pricing {
            billable: pricing.at("billable").flag(),
            model: pricing.at("pricing_model").text(),
            kind: pricing.at("type").text(),
            category: pricing.at("category").text(),
        }),
        conversation: conversation.is_object().then(|| StatusConversation {
            id: conversation.at("id").id(),
            origin: conversation.at("origin").at("type").text(),
            expires_at: conversation.at("expiration_timestamp").moment(),
        }),
        errors: MetaError::read_all(node.at("errors")),
    })
}

fn context(node: Node<'_>) -> Option<Context> {
    let product = node.at("referred_product");
    node.is_object().then(|| Context {
        message_id: node.at("id").id(),
        from: node.at("from").id(),
        from_bsuid: node.at("from_user_id").id(),
        forwarded: node.at("forwarded").flag(),
        frequently_forwarded: node.at("frequently_forwarded").flag(),
        product: product.is_object().then(|| ReferredProduct {
            catalog_id: product.at("catalog_id").id(),
            product_retailer_id: product.at("product_retailer_id").id(),
        }),
        story: None,
    })
}

fn referral(node: Node<'_>) -> Option<Referral> {
    node.is_object().then(|| Referral {
        source: node.at("source_type").text(),
        source_id: node.at("source_id").id(),
        source_url: node.at("source_url").text(),
        reference: node.at("ref").text(),
        headline: node.at("headline").text(),
        body: node.at("body").text(),
        media_type: node.at("media_type").text(),
        image_url: node.at("image_url").text(),
        video_url: node.at("video_url").text(),
        thumbnail_url: node.at("thumbnail_url").text(),
        ctwa_clid: node.at("ctwa_clid").text(),
        welcome_text: node.at("welcome_message").at("text").text(),
        post_id: None,
        product_id: None,
    })
}

fn user_action(node: Node<'_>) -> Option<EventKind> {
    let kind = node.at("action_type").text()?;
    Some(EventKind::UserAction(UserAction { kind, at: node.at("timestamp").moment() }))
}

fn user_preference(node: Node<'_>) -> Option<EventKind> {
    let customer = Sender {
        wa_id: node.at("wa_id").id(),
        bsuid: node.at("user_id").id(),
        parent_bsuid: node.at("parent_user_id").id(),
        ..Sender::default()
    };
    customer.is_known().then(|| {
        EventKind::UserPreference(UserPreference {
            customer,
            at: node.at("timestamp").moment(),
            category: node.at("category").text(),
            value: node.at("value").text(),
        })
    })
}

fn user_id_update(node: Node<'_>) -> Option<EventKind> {
    let (own, parent) = (node.at("user_id"), node.at("parent_user_id"));
    Some(EventKind::UserIdUpdate(UserIdUpdate {
        wa_id: node.at("wa_id").id(),
        previous: own.at("previous").id(),
        current: own.at("current").id()?,
        previous_parent: parent.at("previous").id(),
        current_parent: parent.at("current").id(),
        at: node.at("timestamp").moment(),
    }))
}

fn phone_book_entry(node: Node<'_>) -> PhoneBookEntry {
    let contact = node.at("contact");
    PhoneBookEntry {
        action: node.at("action").text(),
        name: contact.any(&["full_name", "first_name"]).text(),
        phone_number: contact.at("phone_number").id(),
        at: node.at("metadata").at("timestamp").moment(),
    }
}
