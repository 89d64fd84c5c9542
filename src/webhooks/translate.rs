//! From Meta's events to what a conversation takes in.

use domain::consent::{Choice, Consent};
use domain::delivery::DeliveryStatus;
use domain::ids::ConversationId;
use domain::time::Timestamp;
use durable_objects::conversation::protocol::{
    Inbound, IncomingMessage, StatusReport, ordered, parse_callback_data,
};
use durable_objects::tenant::protocol::{Profile, conversation_id};
use meta::webhook::{
    self, Content, Context, Echo, EventKind, IdentityChange, InboundMessage, MarketingChoice, MessageStatus,
    Sender, UserPreference,
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
    pub inbound: Option<Inbound>,
    /// The names that the person gave up for others.
    pub change: Option<IdentityChange>,
}

/// The conversation that an event belongs to. `None`: to none, or it does not tell whose.
pub fn translate(key: &DataKey, channel: &Channel, event: EventKind) -> Option<Addressed> {
    let change = event.identity_change();
    match event {
        // A group is no conversation with one customer; answering in private would answer nobody's question.
        EventKind::Message(message) | EventKind::Postback(message) if message.group_id.is_some() => None,
        EventKind::Message(message) | EventKind::Postback(message) => {
            let InboundMessage { provider_id, from, at, content, context, .. } = *message;
            let inbound = Inbound::Message(incoming(provider_id, at, content, context));
            addressed(key, channel, profile(&from), Some(inbound), change)
        }
        EventKind::Echo(echo) => {
            let Echo { provider_id, to, at, content, context, .. } = *echo;
            let inbound = Inbound::Echo(incoming(provider_id, at, content, context));
            addressed(key, channel, profile(&to), Some(inbound), None)
        }
        EventKind::Status(status) => status_of(key, channel, *status),
        EventKind::UserIdUpdate(_) => addressed(key, channel, Profile::default(), None, Some(change?)),
        EventKind::UserPreference(preference) => preference_of(key, channel, &preference),
        _ => None,
    }
}

/// To the conversation of the name that a person gave up, if the event tells of one, else of the most trusted name
/// that it carries.
fn addressed(
    key: &DataKey,
    channel: &Channel,
    profile: Profile,
    inbound: Option<Inbound>,
    change: Option<IdentityChange>,
) -> Option<Addressed> {
    let given_up = change.as_ref().and_then(|change| change.previous.first());
    let alias = given_up.or_else(|| profile.aliases.first())?;
    let conversation = conversation_id(key, channel.id, alias.kind, &alias.value);
    Some(Addressed { conversation, profile, inbound, change })
}

fn incoming(
    provider_id: String,
    at: Timestamp,
    content: Content,
    answers: Option<Context>,
) -> IncomingMessage {
    IncomingMessage { provider_id, at, content, reply_to: answers.and_then(|context| context.message_id) }
}

/// By our callback data first: it is there even when the status names nobody.
fn status_of(key: &DataKey, channel: &Channel, status: MessageStatus) -> Option<Addressed> {
    let ours = status.callback_data.as_deref().and_then(|data| parse_callback_data(key, data));
    let (conversation, row) = ours.unzip();
    let inbound = Some(Inbound::Status(StatusReport {
        provider_id: status.provider_id,
        row,
        status: delivery_status(&status.status)?,
        error_code: status.errors.first().map(|error| error.code),
        at: status.at,
    }));
    let profile = profile(&status.recipient);
    match conversation {
        Some(conversation) => Some(Addressed { conversation, profile, inbound, change: None }),
        None => addressed(key, channel, profile, inbound, None),
    }
}

/// What somebody chose about marketing in WhatsApp's own settings.
fn preference_of(key: &DataKey, channel: &Channel, preference: &UserPreference) -> Option<Addressed> {
    let consent = match preference.marketing_choice()? {
        MarketingChoice::Stop => Consent::OptedOut,
        MarketingChoice::Resume => Consent::OptedIn,
    };
    let profile = profile(&preference.customer);
    let choice = Choice { consent, at: preference.at.unwrap_or_else(clock::now) };
    addressed(key, channel, profile, Some(Inbound::Preference(choice)), None)
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

fn profile(sender: &Sender) -> Profile {
    let mut aliases = sender.whatsapp_aliases();
    aliases.retain(|alias| !alias.value.is_empty());
    Profile {
        name: sender.profile_name.clone(),
        username: sender.username.clone(),
        aliases: ordered(aliases),
    }
}
