//! What is an event of its own on Messenger and Instagram. Where WhatsApp has a message for the same thing, it becomes that
//! message, with an id that each repeat of the event has too.

use domain::delivery::DeliveryStatus;
use domain::time::Timestamp;
use durable_objects::conversation::protocol::{Inbound, Reached, ThreadNews};
use meta::webhook::{
    Content, EventKind, MessageEdit, MessageReaction, Optin, Referral, ReferralOpened, Sender, System,
    ThreadControl, ThreadControlKind, Unsend, Watermark,
};

use super::{Addressed, To, incoming};

/// The Page's own inbox: whoever passes it a thread has people answer.
const PAGE_INBOX: &str = "263902037430900";

pub(super) fn translate(to: &To<'_>, event: EventKind) -> Option<Addressed> {
    match event {
        EventKind::MessageReaction(reaction) => react(to, reaction),
        EventKind::MessageEdit(edit) => change(to, edit),
        EventKind::Unsend(unsend) => take_back(to, unsend),
        EventKind::Seen(watermark) => reach(to, watermark, DeliveryStatus::Read),
        EventKind::Delivered(watermark) => reach(to, watermark, DeliveryStatus::Delivered),
        EventKind::Referral(referral) => refer(to, *referral),
        EventKind::Optin(optin) => opt_in(to, optin),
        EventKind::ThreadControl(control) => control_thread(to, &control),
        _ => None,
    }
}

fn said(
    to: &To<'_>,
    customer: &Sender,
    provider_id: String,
    at: Timestamp,
    content: Content,
) -> Option<Addressed> {
    let inbound = Inbound::Message(incoming(provider_id, at, content, None));
    to.addressed(to.profile(customer), Some(inbound), None)
}

fn react(to: &To<'_>, reaction: MessageReaction) -> Option<Addressed> {
    let MessageReaction { customer, at, message_id, emoji } = reaction;
    let id = format!("reaction.{message_id}.{}", at.millis());
    said(to, &customer, id, at, Content::Reaction { message_id, emoji })
}

/// At most five times a message, and numbered.
fn change(to: &To<'_>, edit: MessageEdit) -> Option<Addressed> {
    let MessageEdit { customer, at, message_id: original_id, text, edits } = edit;
    let number = edits.map_or_else(|| at.millis().to_string(), |edits| edits.to_string());
    let content = Box::new(Content::Text { body: text });
    said(to, &customer, format!("edit.{original_id}.{number}"), at, Content::Edit { original_id, content })
}

fn take_back(to: &To<'_>, unsend: Unsend) -> Option<Addressed> {
    let Unsend { customer, at, message_id: original_id } = unsend;
    said(to, &customer, format!("unsend.{original_id}"), at, Content::Revoke { original_id })
}

fn reach(to: &To<'_>, watermark: Watermark, status: DeliveryStatus) -> Option<Addressed> {
    let Watermark { customer, until, message_ids: provider_ids, .. } = watermark;
    let reached = Inbound::Reached(Reached { status, until, provider_ids });
    to.addressed(to.profile(&customer), Some(reached), None)
}

/// Somebody came back through a link or an ad and has said nothing yet: worth knowing for staff.
fn refer(to: &To<'_>, opened: ReferralOpened) -> Option<Addressed> {
    let ReferralOpened { customer, at, referral } = opened;
    let Referral { source, reference, headline, .. } = referral;
    let told = [headline, reference, source].into_iter().flatten().find(|text| !text.is_empty());
    note(to, &customer, "referral", at, told)
}

fn opt_in(to: &To<'_>, optin: Optin) -> Option<Addressed> {
    note(to, &optin.customer, "optin", optin.at, optin.reference)
}

/// What the channel tells of the customer, as WhatsApp has it in a message of its own kind.
fn note(
    to: &To<'_>,
    customer: &Sender,
    kind: &str,
    at: Timestamp,
    body: Option<String>,
) -> Option<Addressed> {
    let id = format!("{kind}.{}.{}", customer.alias()?, at.millis());
    let system = System { kind: Some(kind.to_owned()), body, ..System::default() };
    said(to, customer, id, at, Content::System(system))
}

/// Meta tells an app of control that it was passed, and of control that was taken from it.
fn control_thread(to: &To<'_>, control: &ThreadControl) -> Option<Addressed> {
    let is_ours = match control.kind {
        ThreadControlKind::Pass => control.new_app_id.as_deref() != Some(PAGE_INBOX),
        ThreadControlKind::Take => false,
        ThreadControlKind::Request | ThreadControlKind::Roles => return None,
    };
    let news = Inbound::Thread(ThreadNews { is_ours, at: control.at });
    to.addressed(to.profile(&control.customer), Some(news), None)
}
