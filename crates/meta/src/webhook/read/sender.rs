//! Who: the several ways in which events name a customer.

use crate::json::Node;
use crate::webhook::Sender;

/// As many contacts as a message is compared with: there is one for each customer of a value, and a value has at most a
/// thousand updates.
const MOST_CONTACTS: usize = 1_000;

/// The customer of a WhatsApp message, from the message and the contact beside it.
pub(super) fn of_message(message: Node<'_>, contacts: Node<'_>) -> Sender {
    let named = Sender {
        wa_id: message.at("from").id(),
        bsuid: message.at("from_user_id").id(),
        parent_bsuid: message.at("from_parent_user_id").id(),
        ..Sender::default()
    };
    with_contact(named, contacts)
}

/// To whom the business wrote from its WhatsApp app.
pub(super) fn of_echo(echo: Node<'_>, contacts: Node<'_>) -> Sender {
    let named = Sender {
        wa_id: echo.at("to").id(),
        bsuid: echo.at("to_user_id").id(),
        parent_bsuid: echo.at("to_parent_user_id").id(),
        ..Sender::default()
    };
    with_contact(named, contacts)
}

/// The recipient of a status; in a group, the participant.
pub(super) fn of_status(status: Node<'_>, contacts: Node<'_>) -> Sender {
    let grouped = in_group(status);
    let (phone, bsuid, parents): (_, _, &[&str]) = if grouped {
        (
            "recipient_participant_id",
            "recipient_participant_user_id",
            &["recipient_participant_parent_user_id"],
        )
    } else {
        // Some senders of the same event spell the last one the other way round.
        ("recipient_id", "recipient_user_id", &["recipient_parent_user_id", "parent_recipient_user_id"])
    };
    let named = Sender {
        wa_id: status.at(phone).id(),
        bsuid: status.at(bsuid).id(),
        parent_bsuid: status.any(parents).id(),
        ..Sender::default()
    };
    with_contact(named, contacts)
}

pub(super) fn in_group(status: Node<'_>) -> bool {
    status.at("recipient_type").text().as_deref() == Some("group")
}

/// A person of Messenger or Instagram.
pub(super) fn scoped(person: Node<'_>) -> Sender {
    Sender {
        scoped_id: person.at("id").id(),
        user_ref: person.at("user_ref").id(),
        username: person.at("username").name(),
        profile_name: person.at("name").name(),
        ..Sender::default()
    }
}

/// Adds what the matching contact knows. A contact of someone else must never lend its ids to this message.
fn with_contact(named: Sender, contacts: Node<'_>) -> Sender {
    let nameless = !named.is_known();
    let alone = nameless && contacts.items().take(2).count() == 1;
    let Some(contact) = contacts.items().take(MOST_CONTACTS).find(|contact| alone || is_of(*contact, &named))
    else {
        return named;
    };
    let profile = contact.at("profile");
    Sender {
        bsuid: named.bsuid.or_else(|| contact.at("user_id").id()),
        parent_bsuid: named.parent_bsuid.or_else(|| contact.at("parent_user_id").id()),
        wa_id: named.wa_id.or_else(|| contact.at("wa_id").id()),
        username: profile.at("username").name(),
        profile_name: profile.at("name").name(),
        identity_key_hash: contact.at("identity_key_hash").id(),
        ..named
    }
}

/// Whether a contact is this customer: an id that both give decides, business-scoped first.
fn is_of(contact: Node<'_>, named: &Sender) -> bool {
    let agree = |one: &Option<String>, other: Option<String>| Some(one.as_ref()? == other.as_ref()?);
    let by_bsuid = agree(&named.bsuid, contact.at("user_id").id());
    by_bsuid.or_else(|| agree(&named.wa_id, contact.at("wa_id").id())).unwrap_or(false)
}
