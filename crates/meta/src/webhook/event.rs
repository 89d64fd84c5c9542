//! An event and where it belongs.

use domain::channel::ChannelKind;
use domain::time::Timestamp;

use super::{
    AccountAlert, AccountReview, AccountUpdate, AppStateSync, BusinessUsername, Capability, Comment, Echo,
    FeedChange, History, InboundMessage, Lead, Mention, MessageEdit, MessageReaction, MessageStatus,
    NumberName, NumberQuality, Optin, PolicyEnforcement, ReferralOpened, Security, StoryInsights,
    TemplateCategory, TemplateQuality, TemplateStatus, ThreadControl, Unsend, UserAction, UserIdUpdate,
    UserPreference, Watermark,
};
use crate::errors::MetaError;

/// Something that happened, and the asset of a business that it happened to.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What it belongs to: look the channel up by this.
    pub asset: Asset,
    /// The WhatsApp Business Account that the entry named; `None` for other products.
    pub account: Option<String>,
    /// When Meta made the entry, where it says so. The time of a message is in the message.
    pub entry_at: Option<Timestamp>,
    /// What happened.
    pub kind: EventKind,
}

/// Something that a business owns at Meta.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asset {
    /// What it is.
    pub kind: AssetKind,
    /// Meta's id for it; decimal digits, but only ever text here.
    pub id: String,
}

/// The kinds of assets that events belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AssetKind {
    /// A WhatsApp number, by its phone number id.
    WhatsAppNumber,
    /// A WhatsApp Business Account.
    WhatsAppAccount,
    /// A Facebook Page.
    Page,
    /// An Instagram professional account.
    Instagram,
}

impl AssetKind {
    /// The kind of channel that it is. `None`: a whole account, which has several.
    pub const fn channel(self) -> Option<ChannelKind> {
        match self {
            Self::WhatsAppNumber => Some(ChannelKind::WhatsApp),
            Self::WhatsAppAccount => None,
            Self::Page => Some(ChannelKind::Messenger),
            Self::Instagram => Some(ChannelKind::Instagram),
        }
    }
}

/// What happened. Large parts are boxed: a delivery holds up to a thousand of these.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// A customer wrote.
    Message(Box<InboundMessage>),
    /// A customer pressed a button of Messenger or Instagram; the content is `Postback`.
    Postback(Box<InboundMessage>),
    /// How far a message of ours has come (WhatsApp).
    Status(Box<MessageStatus>),
    /// A message that the business sent, by our app or another way.
    Echo(Box<Echo>),
    /// The customer has read (Messenger, Instagram).
    Seen(Watermark),
    /// The customer's device has it (Messenger).
    Delivered(Watermark),
    /// The customer reacted to a message (Messenger, Instagram); on WhatsApp this is a message.
    MessageReaction(MessageReaction),
    /// The customer changed a message (Messenger, Instagram); on WhatsApp this is a message.
    MessageEdit(MessageEdit),
    /// A message was taken back (Messenger, Instagram): erase it. On WhatsApp this is a message.
    Unsend(Unsend),
    /// A customer came back to a thread through a link or an ad.
    Referral(Box<ReferralOpened>),
    /// A customer agreed to be written to (Messenger).
    Optin(Optin),
    /// Another app took the thread, gave it, or asked for it.
    ThreadControl(ThreadControl),
    /// As the event inside, but another app owns the thread: never answer.
    Standby(Box<EventKind>),
    /// Messenger restricts the Page.
    PolicyEnforcement(PolicyEnforcement),
    /// A comment on a post or medium.
    Comment(Box<Comment>),
    /// The business was named in a post or comment.
    Mention(Mention),
    /// Something changed on the Page's feed that is no comment.
    FeedChange(Box<FeedChange>),
    /// A lead form was sent.
    Lead(Lead),
    /// Figures of a story that has ended (Instagram).
    StoryInsights(StoryInsights),
    /// A template was approved, rejected, paused.
    TemplateStatus(Box<TemplateStatus>),
    /// A template's category changes or has changed.
    TemplateCategory(Box<TemplateCategory>),
    /// Customers like a template more or less than before.
    TemplateQuality(Box<TemplateQuality>),
    /// A number's quality or limit changed.
    NumberQuality(NumberQuality),
    /// A number's display name was judged.
    NumberName(NumberName),
    /// The account was restricted, disabled, connected, removed.
    AccountUpdate(Box<AccountUpdate>),
    /// Meta warns.
    AccountAlert(AccountAlert),
    /// The account was reviewed.
    AccountReview(AccountReview),
    /// What the business may do changed.
    Capability(Capability),
    /// A customer stops or resumes marketing.
    UserPreference(UserPreference),
    /// A customer's business-scoped id changed.
    UserIdUpdate(UserIdUpdate),
    /// The business's username was approved or taken away.
    BusinessUsername(BusinessUsername),
    /// Someone works on the number's PIN.
    Security(Security),
    /// Older messages of a number that also lives in the WhatsApp Business app.
    History(History),
    /// The address book of the WhatsApp Business app.
    AppStateSync(AppStateSync),
    /// A customer did something with a message, such as opening its link.
    UserAction(UserAction),
    /// WhatsApp reports an error that belongs to no message.
    ValueError(MetaError),
}

impl EventKind {
    /// A stable name for counting and logging.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Postback(_) => "postback",
            Self::Status(_) => "status",
            Self::Echo(_) => "echo",
            Self::Seen(_) => "seen",
            Self::Delivered(_) => "delivered",
            Self::MessageReaction(_) => "message_reaction",
            Self::MessageEdit(_) => "message_edit",
            Self::Unsend(_) => "unsend",
            Self::Referral(_) => "referral",
            Self::Optin(_) => "optin",
            Self::ThreadControl(_) => "thread_control",
            Self::Standby(_) => "standby",
            Self::PolicyEnforcement(_) => "policy_enforcement",
            Self::Comment(_) => "comment",
            Self::Mention(_) => "mention",
            Self::FeedChange(_) => "feed_change",
            Self::Lead(_) => "lead",
            Self::StoryInsights(_) => "story_insights",
            Self::TemplateStatus(_) => "template_status",
            Self::TemplateCategory(_) => "template_category",
            Self::TemplateQuality(_) => "template_quality",
            Self::NumberQuality(_) => "number_quality",
            Self::NumberName(_) => "number_name",
            Self::AccountUpdate(_) => "account_update",
            Self::AccountAlert(_) => "account_alert",
            Self::AccountReview(_) => "account_review",
            Self::Capability(_) => "capability",
            Self::UserPreference(_) => "user_preference",
            Self::UserIdUpdate(_) => "user_id_update",
            Self::BusinessUsername(_) => "business_username",
            Self::Security(_) => "security",
            Self::History(_) => "history",
            Self::AppStateSync(_) => "app_state_sync",
            Self::UserAction(_) => "user_action",
            Self::ValueError(_) => "value_error",
        }
    }

    /// What a customer sent and an agent may answer: a message or a postback, but nothing in standby.
    pub fn inbound(&self) -> Option<&InboundMessage> {
        match self {
            Self::Message(message) | Self::Postback(message) => Some(message),
            _ => None,
        }
    }
}
