//! Webhooks: a body of bytes becomes events, each with the asset it belongs to.
//!
//! One body mixes businesses, products and kinds freely, so nothing is decided per body. What is not understood is
//! listed as [`Unknown`] by the name of its field, never by its content.

mod account;
mod bounds;
mod content;
mod event;
mod identity;
mod message;
mod messaging;
mod parts;
mod read;
mod repair;
mod social;
mod status;
#[cfg(test)]
mod tests;

pub use account::{
    AccountAlert, AccountReview, AccountUpdate, BusinessUsername, Capability, NumberName, NumberQuality,
    Restriction, Security, TemplateCategory, TemplateQuality, TemplateRef, TemplateStatus,
};
pub use bounds::MOST_EVENTS;
pub use content::Content;
pub use event::{Asset, AssetKind, Event, EventKind};
pub use identity::{IdentityChange, MarketingChoice};
pub use message::{Context, Echo, InboundMessage, Referral, ReferredProduct, Sender, Story};
pub use messaging::{
    AppStateSync, History, HistoryMessage, HistoryThread, MessageEdit, MessageReaction, Optin,
    PhoneBookEntry, PolicyEnforcement, ReferralOpened, ThreadControl, ThreadControlKind, Unsend, UserAction,
    UserIdUpdate, UserPreference, Watermark,
};
pub use parts::{
    Attachment, CardPhone, ContactCard, Location, Media, MediaKind, Order, OrderItem, ProductCard, System,
};
pub use social::{Comment, FeedChange, Lead, Mention, StoryInsights};
pub use status::{DeliveryStatus, MessageStatus, Pricing, StatusConversation};

/// What one webhook body says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delivery {
    /// What is understood, in the order of the body.
    pub events: Vec<Event>,
    /// What is not. Acknowledged and counted.
    pub unknown: Vec<Unknown>,
}

/// A part of a body that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Meta's `object`, such as `page`; `-` if there is none.
    pub object: String,
    /// The field or key that is not understood, at most 64 plain characters. Never content.
    pub what: String,
}

/// Why a body is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It is not JSON, even after mending what Meta is known to break.
    #[error("the webhook's body is not JSON")]
    NotJson,
    /// It tells more than Meta ever does at once, and is not Meta's.
    #[error("the webhook's body holds more than {MOST_EVENTS} events, or more values than so many have")]
    TooMany,
}

/// Reads a webhook body whose signature was verified.
///
/// # Errors
///
/// [`ParseError`]. Otherwise whatever the JSON holds is an event or an unknown.
pub fn parse(body: &[u8]) -> Result<Delivery, ParseError> {
    if !bounds::is_bounded(body) {
        return Err(ParseError::TooMany);
    }
    let value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(_) => serde_json::from_str(&repair::mend(body)).map_err(|_| ParseError::NotJson)?,
    };
    read::delivery(&value).ok_or(ParseError::TooMany)
}
