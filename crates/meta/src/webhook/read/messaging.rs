//! Messenger and Instagram: chats.

use domain::time::Timestamp;

use super::{Place, Sink, attachment, public, sender};
use crate::json::Node;
use crate::webhook::{
    Asset, AssetKind, Content, Context, Echo, EventKind, InboundMessage, MessageEdit, MessageReaction, Optin,
    PolicyEnforcement, Referral, ReferralOpened, Sender, Story, ThreadControl, ThreadControlKind, Unsend,
    Watermark,
};

pub(super) fn entry(entry: Node<'_>, kind: AssetKind, sink: &mut Sink) {
    let Some(id) = entry.at("id").id() else { return sink.unknown("entry.id") };
    let place = Place { asset: Asset { kind, id }, account: None, entry_at: entry.at("time").moment() };
    let before = sink.found();
    for item in entry.at("messaging").items() {
        chat(item, &place, sink, |kind| kind);
        if sink.is_over {
            return;
        }
    }
    for item in entry.at("standby").items() {
        chat(item, &place, sink, |kind| EventKind::Standby(Box::new(kind)));
        if sink.is_over {
            return;
        }
    }
    for change in entry.at("changes").items() {
        public::change(change, &place, sink);
    }
    // Instagram Login is documented with a change spread over the entry itself.
    if entry.at("field").exists() {
        public::change(entry, &place, sink);
    }
    if sink.found() == before {
        sink.unknown("entry");
    }
}

/// Every event that one item holds: normally one.
pub(super) fn chat(item: Node<'_>, place: &Place, sink: &mut Sink, wrap: fn(EventKind) -> EventKind) {
    let at = item.at("timestamp").moment().or(place.entry_at).unwrap_or_default();
    let item_of = Item { node: item, owner: &place.asset.id, at };
    let mut known = false;
    for (key, body) in item.entries().filter(|(_, body)| body.exists()) {
        let read = match key {
            "message" => item_of.message(body),
            "postback" => item_of.postback(body),
            "read" => Some(EventKind::Seen(item_of.watermark(body))),
            "delivery" => Some(EventKind::Delivered(item_of.watermark(body))),
            "reaction" => item_of.reaction(body),
            "referral" => Some(EventKind::Referral(Box::new(item_of.referral(body)))),
            "message_edit" => item_of.edit(body),
            "optin" => Some(EventKind::Optin(item_of.optin(body))),
            "pass_thread_control" => Some(item_of.control(body, ThreadControlKind::Pass)),
            "take_thread_control" => Some(item_of.control(body, ThreadControlKind::Take)),
            "request_thread_control" => Some(item_of.control(body, ThreadControlKind::Request)),
            "app_roles" => Some(item_of.control(body, ThreadControlKind::Roles)),
            "policy_enforcement" | "policy-enforcement" => Some(enforcement(body)),
            "sender" | "recipient" | "timestamp" => continue,
            _ => None,
        };
        known = true;
        sink.push_or(place, read.map(wrap), key);
    }
    if !known {
        sink.unknown("messaging");
    }
}

/// One item of `messaging` or `standby`, and the account it came to.
struct Item<'a> {
    node: Node<'a>,
    owner: &'a str,
    at: Timestamp,
}

impl Item<'_> {
    fn message(&self, body: Node<'_>) -> Option<EventKind> {
        let provider_id = body.at("mid").id()?;
        if body.at("is_deleted").flag() {
            let unsend = Unsend { customer: self.customer(), at: self.at, message_id: provider_id };
            return Some(EventKind::Unsend(unsend));
        }
        if body.at("is_echo").flag() || self.is_by_owner() {
            return Some(EventKind::Echo(Box::new(self.echo(body, provider_id))));
        }
        Some(EventKind::Message(Box::new(InboundMessage {
            provider_id,
            from: self.customer(),
            at: self.at,
            content: attachment::content(body),
            context: context(body.at("reply_to")),
            referral: referral(body.at("referral")),
            group_id: None,
        })))
    }

    fn echo(&self, body: Node<'_>, provider_id: String) -> Echo {
        Echo {
            provider_id,
            to: self.addressee(),
            at: self.at,
            content: attachment::content(body),
            app_id: body.at("app_id").id(),
            metadata: body.at("metadata").text(),
            is_self: body.at("is_self").flag(),
            context: context(body.at("reply_to")),
        }
    }

    fn postback(&self, body: Node<'_>) -> Option<EventKind> {
        let from = self.customer();
        // Without a `mid`, who pressed and when is the same for each repeat of the event.
        let made = || Some(format!("postback.{}.{}", from.alias()?, self.at.millis()));
        let provider_id = body.at("mid").id().or_else(made)?;
        let content =
            Content::Postback { payload: body.at("payload").text(), title: body.at("title").text() };
        Some(EventKind::Postback(Box::new(InboundMessage {
            provider_id,
            from,
            at: self.at,
            content,
            context: None,
            referral: referral(body.at("referral")),
            group_id: None,
        })))
    }

    /// Messenger gives a point in time and perhaps ids, Instagram one id.
    fn watermark(&self, body: Node<'_>) -> Watermark {
        let listed = body.at("mids").items().filter_map(Node::id);
        Watermark {
            customer: self.customer(),
            at: self.node.at("timestamp").moment(),
            until: body.at("watermark").moment(),
            message_ids: listed.chain(body.at("mid").id()).collect(),
        }
    }

    fn reaction(&self, body: Node<'_>) -> Option<EventKind> {
        let taken_back = body.at("action").text().as_deref() == Some("unreact");
        let emoji = body.any(&["emoji", "reaction"]).text().filter(|_| !taken_back);
        let message_id = body.at("mid").id()?;
        let reaction = MessageReaction { customer: self.customer(), at: self.at, message_id, emoji };
        Some(EventKind::MessageReaction(reaction))
    }

    fn referral(&self, body: Node<'_>) -> ReferralOpened {
        let referral = referral(body).unwrap_or_default();
        ReferralOpened { customer: self.customer(), at: self.at, referral }
    }

    fn edit(&self, body: Node<'_>) -> Option<EventKind> {
        Some(EventKind::MessageEdit(MessageEdit {
            customer: self.customer(),
            at: self.at,
            message_id: body.at("mid").id()?,
            text: body.at("text").text().unwrap_or_default(),
            edits: body.at("num_edit").int().and_then(|count| u32::try_from(count).ok()),
        }))
    }

    fn optin(&self, body: Node<'_>) -> Optin {
        let mut customer = self.customer();
        customer.user_ref = customer.user_ref.or_else(|| body.at("user_ref").id());
        Optin { customer, at: self.at, reference: body.at("ref").text() }
    }

    fn control(&self, body: Node<'_>, kind: ThreadControlKind) -> EventKind {
        EventKind::ThreadControl(ThreadControl {
            kind,
            customer: self.customer(),
            at: self.at,
            previous_app_id: body.at("previous_owner_app_id").id(),
            new_app_id: body.any(&["new_owner_app_id", "requested_owner_app_id"]).id(),
            metadata: body.at("metadata").text(),
        })
    }

    /// Whoever of the two is not the business.
    fn customer(&self) -> Sender {
        let who = if self.is_by_owner() { "recipient" } else { "sender" };
        sender::scoped(self.node.at(who))
    }

    /// To whom an echo went. Older samples do not swap the two, so the business is recognised by its id.
    fn addressee(&self) -> Sender {
        let to = self.node.at("recipient");
        let swapped = to.at("id").id().as_deref() != Some(self.owner);
        sender::scoped(if swapped { to } else { self.node.at("sender") })
    }

    fn is_by_owner(&self) -> bool {
        self.node.at("sender").at("id").id().as_deref() == Some(self.owner)
    }
}

fn context(reply_to: Node<'_>) -> Option<Context> {
    let story = reply_to.at("story");
    reply_to.is_object().then(|| Context {
        message_id: reply_to.at("mid").id(),
        story: story.is_object().then(|| Story {
            id: story.at("id").id(),
            url: story.at("url").text(),
            link_sticker_url: story.at("link_sticker_url").text(),
        }),
        ..Context::default()
    })
}

fn referral(node: Node<'_>) -> Option<Referral> {
    let ad = node.at("ads_context_data");
    node.is_object().then(|| Referral {
        source: node.at("source").text(),
        source_id: node.at("ad_id").id(),
        source_url: node.at("referer_uri").text(),
        reference: node.at("ref").text(),
        headline: ad.at("ad_title").text(),
        image_url: ad.at("photo_url").text(),
        video_url: ad.at("video_url").text(),
        post_id: ad.at("post_id").id(),
        product_id: ad.at("product_id").id(),
        ..Referral::default()
    })
}

fn enforcement(body: Node<'_>) -> EventKind {
    let (action, reason) = (body.at("action").text(), body.at("reason").text());
    EventKind::PolicyEnforcement(PolicyEnforcement { action, reason })
}
