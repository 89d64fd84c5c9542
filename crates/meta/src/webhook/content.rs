//! What a message holds, on every channel.

use serde::{Deserialize, Serialize};

use super::{Attachment, ContactCard, Location, Media, Order, System};
use crate::errors::MetaError;

/// What a message holds. Stored sealed; `Debug` prints the kind and lengths only.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Words.
    Text {
        /// As the customer wrote them; may be empty.
        body: String,
    },
    /// A file of WhatsApp.
    Media(Media),
    /// Whatever Messenger or Instagram attached, with the words beside it.
    Attachments {
        /// The words beside them.
        text: Option<String>,
        /// In the order of the message.
        items: Vec<Attachment>,
    },
    /// A place.
    Location(Location),
    /// Business cards.
    Contacts {
        /// The people on them.
        cards: Vec<ContactCard>,
        /// `contact_request` if the customer answers our request for their number.
        origin: Option<String>,
    },
    /// A press on a reply button of ours.
    ButtonReply {
        /// The button's id, ours.
        id: String,
        /// What the button says.
        title: String,
    },
    /// A choice from a list of ours.
    ListReply {
        /// The row's id, ours.
        id: String,
        /// What the row says.
        title: String,
        /// The row's second line.
        description: Option<String>,
    },
    /// A form that the customer filled in.
    FlowReply {
        /// Such as `flow` or `address_message`.
        name: Option<String>,
        /// The answers, as JSON in a string.
        response_json: String,
    },
    /// A press on a quick-reply button of a template.
    TemplateButton {
        /// What we put behind the button.
        payload: Option<String>,
        /// What the button says.
        text: String,
    },
    /// A press on a quick reply of Messenger or Instagram.
    QuickReply {
        /// What we put behind it.
        payload: String,
        /// What it says.
        text: Option<String>,
    },
    /// A press on a persistent button of Messenger or Instagram: Get Started, menu, icebreaker, template.
    Postback {
        /// What we put behind it; missing while another app owns the thread.
        payload: Option<String>,
        /// What it says.
        title: Option<String>,
    },
    /// A reaction on WhatsApp.
    Reaction {
        /// The provider id of the message it is about.
        message_id: String,
        /// `None`: the reaction was taken back.
        emoji: Option<String>,
    },
    /// A basket from the catalog.
    Order(Order),
    /// WhatsApp tells something about the customer.
    System(System),
    /// The customer changed an earlier message.
    Edit {
        /// The provider id of that message.
        original_id: String,
        /// What it holds now.
        content: Box<Content>,
    },
    /// The customer took an earlier message back: erase it.
    Revoke {
        /// The provider id of that message.
        original_id: String,
    },
    /// Meta could not hand the message over.
    Unsupported {
        /// What it was, where Meta says so.
        what: Option<String>,
        /// Why not.
        errors: Vec<MetaError>,
    },
    /// The customer opened the chat for the first time and has said nothing yet.
    RequestWelcome,
    /// A kind that is not known here, or whose body is missing.
    Other {
        /// Meta's name for it.
        kind: String,
    },
}

impl Content {
    /// A stable name for storage and the API.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Media(media) => media.kind.name(),
            Self::Attachments { items, .. } => items.first().map_or("attachment", Attachment::kind),
            Self::Location(_) => "location",
            Self::Contacts { .. } => "contacts",
            Self::ButtonReply { .. } => "button_reply",
            Self::ListReply { .. } => "list_reply",
            Self::FlowReply { .. } => "flow_reply",
            Self::TemplateButton { .. } => "template_button",
            Self::QuickReply { .. } => "quick_reply",
            Self::Postback { .. } => "postback",
            Self::Reaction { .. } => "reaction",
            Self::Order(_) => "order",
            Self::System(_) => "system",
            Self::Edit { .. } => "edit",
            Self::Revoke { .. } => "revoke",
            Self::Unsupported { .. } => "unsupported",
            Self::RequestWelcome => "request_welcome",
            Self::Other { .. } => "other",
        }
    }

    /// The customer's words, or the words they chose by pressing: what a model should read.
    ///
    /// `None` where there are none, and for what WhatsApp or a machine wrote.
    pub fn text(&self) -> Option<&str> {
        let text = match self {
            Self::Text { body } => Some(body.as_str()),
            Self::Media(media) => media.caption.as_deref(),
            Self::Attachments { text, .. } | Self::QuickReply { text, .. } => text.as_deref(),
            Self::Location(place) => place.name.as_deref().or(place.address.as_deref()),
            Self::ButtonReply { title, .. } | Self::ListReply { title, .. } => Some(title.as_str()),
            Self::FlowReply { response_json, .. } => Some(response_json.as_str()),
            Self::TemplateButton { text, .. } => Some(text.as_str()),
            Self::Postback { title, .. } => title.as_deref(),
            Self::Order(order) => order.text.as_deref(),
            Self::Edit { content, .. } => content.text(),
            Self::Contacts { .. }
            | Self::Reaction { .. }
            | Self::System(_)
            | Self::Revoke { .. }
            | Self::Unsupported { .. }
            | Self::RequestWelcome
            | Self::Other { .. } => None,
        };
        text.filter(|text| !text.is_empty())
    }

    /// The files in it, whatever the channel.
    pub fn media(&self) -> Vec<&Media> {
        match self {
            Self::Media(media) => vec![media],
            Self::Attachments { items, .. } => items.iter().filter_map(Attachment::media).collect(),
            Self::Edit { content, .. } => content.media(),
            _ => Vec::new(),
        }
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({}, {} bytes of text)", self.kind(), self.text().map_or(0, str::len))
    }
}
