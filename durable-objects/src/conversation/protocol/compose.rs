//! What a member's message can be, whatever the channel: each channel's wire makes of it what it can send, or refuses.

use domain::ids::{FileId, MessageId, ProductId};
use domain::time::Timestamp;
use meta::graph::{Button, Card, Section};
use meta::webhook::MediaKind;
use serde::{Deserialize, Serialize};

/// What a member's message can be; as the API takes it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Composed {
    /// Words.
    Text(String),
    /// A file.
    Media(MediaDraft),
    /// A place.
    Location(LocationDraft),
    /// A reaction to a message of the conversation.
    Reaction(ReactionDraft),
    /// A question with buttons; what is pressed comes back.
    Buttons(ButtonsDraft),
    /// A question with choices behind one button.
    List(ListDraft),
    /// A button that opens an address.
    Link(LinkDraft),
    /// Products of the catalog: as cards where the channel shows cards, else in words.
    Products(Vec<ProductId>),
    /// Cards of people.
    Contacts(Vec<Card>),
    /// A request for the customer's number.
    ContactRequest(RequestDraft),
    /// A request for the customer's place.
    LocationRequest(RequestDraft),
}

/// A file: either one that was stored here, or one that the channel fetches.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaDraft {
    /// What it is sent as.
    pub kind: MediaKind,
    /// Stored here.
    #[serde(default)]
    pub file: Option<FileId>,
    /// An https address.
    #[serde(default)]
    pub link: Option<String>,
    /// The words below it.
    #[serde(default)]
    pub caption: Option<String>,
    /// What a document is called.
    #[serde(default)]
    pub filename: Option<String>,
    /// A sound is a voice note.
    #[serde(default)]
    pub voice: bool,
}

/// A place, in degrees.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationDraft {
    /// North.
    pub latitude: f64,
    /// East.
    pub longitude: f64,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Where it is.
    #[serde(default)]
    pub address: String,
}

/// A reaction; the conversation knows what the channel calls the message.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReactionDraft {
    /// To which message of this conversation.
    pub message_id: MessageId,
    /// None: take it back.
    #[serde(default)]
    pub emoji: Option<String>,
}

/// A question with one to three buttons.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ButtonsDraft {
    /// The question.
    pub text: String,
    /// The buttons.
    pub buttons: Vec<Button>,
    /// Words above it.
    #[serde(default)]
    pub header: Option<String>,
    /// Or a picture, a video or a document, without a caption of its own.
    #[serde(default)]
    pub media: Option<MediaDraft>,
    /// Words below it.
    #[serde(default)]
    pub footer: Option<String>,
}

/// A question with up to ten choices behind one button.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListDraft {
    /// The question.
    pub text: String,
    /// The button.
    pub button: String,
    /// The choices.
    pub sections: Vec<Section>,
    /// Words above it.
    #[serde(default)]
    pub header: Option<String>,
    /// Words below it.
    #[serde(default)]
    pub footer: Option<String>,
}

/// Words and a button that opens an address.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkDraft {
    /// The words.
    pub text: String,
    /// The button.
    pub title: String,
    /// Where it leads; https.
    pub url: String,
    /// Words above it.
    #[serde(default)]
    pub header: Option<String>,
    /// Words below it.
    #[serde(default)]
    pub footer: Option<String>,
}

/// A request for something that the customer's phone knows.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestDraft {
    /// What it is for.
    pub text: String,
}

impl Composed {
    /// Its name in the API.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Media(_) => "media",
            Self::Location(_) => "location",
            Self::Reaction(_) => "reaction",
            Self::Buttons(_) => "buttons",
            Self::List(_) => "list",
            Self::Link(_) => "link",
            Self::Products(_) => "products",
            Self::Contacts(_) => "contacts",
            Self::ContactRequest(_) => "contact_request",
            Self::LocationRequest(_) => "location_request",
        }
    }

    /// What the thread shows.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Media(media) => media.caption.clone(),
            Self::Location(place) => Some(place.shown()),
            Self::Reaction(reaction) => reaction.emoji.clone(),
            Self::Contacts(cards) => {
                Some(cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join(", "))
            }
            // What they cost is known to the catalog only.
            Self::Products(_) => None,
            Self::Text(text)
            | Self::Buttons(ButtonsDraft { text, .. })
            | Self::List(ListDraft { text, .. })
            | Self::Link(LinkDraft { text, .. })
            | Self::ContactRequest(RequestDraft { text })
            | Self::LocationRequest(RequestDraft { text }) => Some(text.clone()),
        }
    }
}

impl LocationDraft {
    fn shown(&self) -> String {
        let named = [&self.name, &self.address].into_iter().find(|text| !text.is_empty());
        named.cloned().unwrap_or_else(|| format!("{}, {}", self.latitude, self.longitude))
    }
}

/// A reaction as the API shows it, at the message that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionView {
    /// `customer`, `agent` or `member`.
    pub author: String,
    /// The emoji.
    pub emoji: String,
    /// When.
    pub at: Timestamp,
}
