//! From Meta's events to what a conversation takes in.

mod chat;

use domain::consent::{Choice, Consent};
use domain::delivery::DeliveryStatus;
use domain::ids::ConversationId;
use domain::time::Timestamp;
use durable_objects::conversation::protocol::{
    Inbound, IncomingMessage, StatusReport, ordered, parse_callback_data,
};
use durable_objects::tenant::protocol::{Profile, conversation_id};
use meta::errors::MetaError;
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
    let to = To { key, channel };
    let change = event.identity_change();
    match event {
        // A group is no conversation with one customer; answering in private would answer nobody's question.
        EventKind::Message(message) | EventKind::Postback(message) if message.group_id.is_some() => None,
        EventKind::Message(message) | EventKind::Postback(message) => {
            let InboundMessage { provider_id, from, at, content, context, .. } = *message;
            let inbound = Inbound::Message(incoming(provider_id, at, content, context));
            to.addressed(to.profile(&from), Some(inbound), change)
        }
        EventKind::Echo(echo) => to.echo(*echo),
        EventKind::Status(status) => to.status(*status),
        EventKind::UserIdUpdate(_) => to.addressed(Profile::default(), None, Some(change?)),
        EventKind::UserPreference(preference) => to.preference(&preference),
        EventKind::Standby(event) => translate(key, channel, *event).map(in_standby),
        event => chat::translate(&to, event),
    }
}

/// What comes while another app answers.
fn in_standby(mut addressed: Addressed) -> Addressed {
    if let Some(Inbound::Message(message)) = &mut addressed.inbound {
        message.elsewhere = true;
    }
    addressed
}

fn incoming(
    provider_id: String,
    at: Timestamp,
    content: Content,
    answers: Option<Context>,
) -> IncomingMessage {
    let answers = answers.unwrap_or_default();
    let (reply_to, on_story) = (answers.message_id, answers.story.is_some());
    IncomingMessage { reply_to, on_story, ..IncomingMessage::new(provider_id, at, content) }
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

/// The channel that an event came on, and its tenant's key.
struct To<'a> {
    key: &'a DataKey,
    channel: &'a Channel,
}

impl To<'_> {
    /// To the conversation of the name that a person gave up, if the event tells of one, else of the most trusted name
    /// that it carries.
    fn addressed(
        &self,
        profile: Profile,
        inbound: Option<Inbound>,
        change: Option<IdentityChange>,
    ) -> Option<Addressed> {
        let given_up = change.as_ref().and_then(|change| change.previous.first());
        let alias = given_up.or_else(|| profile.aliases.first())?;
        let conversation = conversation_id(self.key, self.channel.id, alias.kind, &alias.value);
        Some(Addressed { conversation, profile, inbound, change })
    }

    fn profile(&self, sender: &Sender) -> Profile {
        let mut aliases = sender.aliases(self.channel.kind);
        aliases.retain(|alias| !alias.value.is_empty());
        Profile {
            name: sender.profile_name.clone(),
            username: sender.username.clone(),
            aliases: ordered(aliases),
        }
    }

    /// An echo with our callback data is the channel's word that a message of ours has left; any other one was sent by
    /// somebody else.
    fn echo(&self, echo: Echo) -> Option<Addressed> {
        let Echo { provider_id, to, at, content, context, metadata, is_self, .. } = echo;
        if is_self {
            return None;
        }
        let ours = metadata.as_deref().and_then(|data| parse_callback_data(self.key, data));
        let Some((conversation, row)) = ours else {
            let inbound = Inbound::Echo(incoming(provider_id, at, content, context));
            return self.addressed(self.profile(&to), Some(inbound), None);
        };
        let report =
            StatusReport { provider_id, row: Some(row), status: DeliveryStatus::Sent, error_code: None, at };
        let (profile, inbound) = (self.profile(&to), Some(Inbound::Status(report)));
        Some(Addressed { conversation, profile, inbound, change: None })
    }

    /// By our callback data first: it is there even when the status names nobody.
    fn status(&self, status: MessageStatus) -> Option<Addressed> {
        let ours = status.callback_data.as_deref().and_then(|data| parse_callback_data(self.key, data));
        let (conversation, row) = ours.unzip();
        let inbound = Some(Inbound::Status(StatusReport {
            provider_id: status.provider_id,
            row,
            status: delivery_status(&status.status)?,
            error_code: status.errors.first().map(MetaError::telling),
            at: status.at,
        }));
        let profile = self.profile(&status.recipient);
        match conversation {
            Some(conversation) => Some(Addressed { conversation, profile, inbound, change: None }),
            None => self.addressed(profile, inbound, None),
        }
    }

    /// What somebody chose about marketing in WhatsApp's own settings.
    fn preference(&self, preference: &UserPreference) -> Option<Addressed> {
        let consent = match preference.marketing_choice()? {
            MarketingChoice::Stop => Consent::OptedOut,
            MarketingChoice::Resume => Consent::OptedIn,
        };
        let profile = self.profile(&preference.customer);
        let choice = Choice { consent, at: preference.at.unwrap_or_else(clock::now) };
        self.addressed(profile, Some(Inbound::Preference(choice)), None)
    }
}
