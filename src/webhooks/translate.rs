//! From Meta's events to what a conversation takes in.

use domain::channel::{Alias, AliasKind};
use domain::consent::{Choice, Consent};
use domain::delivery::DeliveryStatus;
use domain::ids::ConversationId;
use durable_objects::conversation::protocol::{
    Inbound, IncomingMessage, StatusReport, ordered, parse_callback_data,
};
use durable_objects::tenant::protocol::{Profile, conversation_id};
use meta::webhook::{
    self, Echo, EventKind, InboundMessage, MarketingChoice, MessageStatus, Sender, UserPreference,
};
use platform::clock;
use platform::directory::channels::Channel;
use vault::DataKey;

/// An event that belongs to a conversation.
pub struct Addressed {
    /// Which.
    pub conversation: ConversationId,
    /// With whom, as far as the event tells.
    pub profile: Profile,
    /// What.
    pub inbound: Inbound,
}

/// The conversation that an event belongs to. `None`: to none, or it does not tell whose.
pub fn translate(key: &DataKey, channel: &Channel, event: EventKind) -> Option<Addressed> {
    match event {
        EventKind::Message(message) | EventKind::Postback(message) => message_of(key, channel, *message),
        EventKind::Echo(echo) => echo_of(key, channel, *echo),
        EventKind::Status(status) => status_of(key, channel, *status),
        EventKind::UserPreference(preference) => preference_of(key, channel, &preference),
        _ => None,
    }
}

fn message_of(key: &DataKey, channel: &Channel, message: InboundMessage) -> Option<Addressed> {
    // A group is no conversation with one customer; answering in private would answer nobody's question.
    if message.group_id.is_some() {
        return None;
    }
    let profile = profile(&message.from);
    let conversation = named(key, channel, &profile)?;
    let inbound = Inbound::Message(IncomingMessage {
        provider_id: message.provider_id,
        at: message.at,
        content: message.content,
        reply_to: message.context.and_then(|context| context.message_id),
    });
    Some(Addressed { conversation, profile, inbound })
}

fn echo_of(key: &DataKey, channel: &Channel, echo: Echo) -> Option<Addressed> {
    let profile = profile(&echo.to);
    let conversation = named(key, channel, &profile)?;
    let inbound = Inbound::Echo(IncomingMessage {
        provider_id: echo.provider_id,
        at: echo.at,
        content: echo.content,
        reply_to: echo.context.and_then(|context| context.message_id),
    });
    Some(Addressed { conversation, profile, inbound })
}

/// By our callback data first: it is there even when the status names nobody.
fn status_of(key: &DataKey, channel: &Channel, status: MessageStatus) -> Option<Addressed> {
    let profile = profile(&status.recipient);
    let ours = status.callback_data.as_deref().and_then(|data| parse_callback_data(key, data));
    let (conversation, row) = match ours {
        Some((conversation, row)) => (conversation, Some(row)),
        None => (named(key, channel, &profile)?, None),
    };
    let inbound = Inbound::Status(StatusReport {
        provider_id: status.provider_id,
        row,
        status: delivery_status(&status.status)?,
        error_code: status.errors.first().map(|error| error.code),
        at: status.at,
    });
    Some(Addressed { conversation, profile, inbound })
}

/// What somebody chose about marketing in WhatsApp's own settings.
fn preference_of(key: &DataKey, channel: &Channel, preference: &UserPreference) -> Option<Addressed> {
    let consent = match preference.marketing_choice()? {
        MarketingChoice::Stop => Consent::OptedOut,
        MarketingChoice::Resume => Consent::OptedIn,
    };
    let profile = profile(&preference.customer);
    let conversation = named(key, channel, &profile)?;
    let choice = Choice { consent, at: preference.at.unwrap_or_else(clock::now) };
    Some(Addressed { conversation, profile, inbound: Inbound::Preference(choice) })
}

fn delivery_status(status: &webhook::DeliveryStatus) -> Option<DeliveryStatus> {
    match status {
        webhook::DeliveryStatus::Sent => Some(DeliveryStatus::Sent),
        webhook::DeliveryStatus::Delivered => Some(DeliveryStatus::Delivered),
        // Who played a voice message has read it.
        webhook::DeliveryStatus::Read | webhook::DeliveryStatus::Played => Some(DeliveryStatus::Read),
        webhook::DeliveryStatus::Failed => Some(DeliveryStatus::Failed),
        webhook::DeliveryStatus::Other(_) => None,
    }
}

/// The conversation of the most trusted name that the event carries.
fn named(key: &DataKey, channel: &Channel, profile: &Profile) -> Option<ConversationId> {
    let alias = profile.aliases.first()?;
    Some(conversation_id(key, channel.id, alias.kind, &alias.value))
}

fn profile(sender: &Sender) -> Profile {
    let bsuid = sender.bsuid.as_ref().map(|id| Alias { kind: AliasKind::Bsuid, value: id.clone() });
    let phone = sender.wa_id.as_ref().map(|id| Alias { kind: AliasKind::Phone, value: digits(id) });
    let aliases = bsuid.into_iter().chain(phone).filter(|alias| !alias.value.is_empty()).collect();
    Profile {
        name: sender.profile_name.clone(),
        username: sender.username.clone(),
        aliases: ordered(aliases),
    }
}

/// One way to write a number: Meta's `wa_id`, digits only.
fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
