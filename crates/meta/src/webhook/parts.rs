//! The parts of a message's content.

use serde::{Deserialize, Serialize};

/// The kinds of files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// Sound, including voice notes.
    Audio,
    /// Any other file.
    #[default]
    Document,
    /// A sticker.
    Sticker,
}

impl MediaKind {
    /// Its stable name, and WhatsApp's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Sticker => "sticker",
        }
    }
}

/// A file at Meta.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// What kind of file.
    pub kind: MediaKind,
    /// WhatsApp's media id: fetchable for 7 days.
    pub id: Option<String>,
    /// Its MIME type, with parameters.
    pub mime_type: Option<String>,
    /// SHA-256 of the file, in base64.
    pub sha256: Option<String>,
    /// The words below it.
    pub caption: Option<String>,
    /// The document's name.
    pub filename: Option<String>,
    /// Recorded as a voice note.
    pub voice: bool,
    /// A sticker that moves.
    pub animated: bool,
    /// Where it can be downloaded: 5 minutes and with our token on WhatsApp; signed, without it, elsewhere.
    pub url: Option<String>,
    /// Messenger's id of the sticker.
    pub sticker_id: Option<String>,
}

/// A thing attached on Messenger or Instagram.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attachment {
    /// A file.
    Media(Media),
    /// A place.
    Location(Location),
    /// Products of a catalog.
    Products(Vec<ProductCard>),
    /// A post, reel, story, story mention, link, or a kind not known here.
    Share {
        /// Meta's name for it, such as `story_mention`, `ig_reel`, `fallback`, `unsupported_type`.
        kind: String,
        /// Meta's id of what is shared.
        id: Option<String>,
        /// Its title.
        title: Option<String>,
        /// Where it can be seen or downloaded for a short time.
        url: Option<String>,
    },
}

/// A product shown as a card in Messenger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductCard {
    /// Meta's id.
    pub id: Option<String>,
    /// The shop's own id.
    pub retailer_id: Option<String>,
    /// The title on the card.
    pub title: Option<String>,
    /// The second line, usually a price as text.
    pub subtitle: Option<String>,
}

/// A place on the map.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// What the place is called.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// A link to it.
    pub url: Option<String>,
}

/// A person on a business card.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactCard {
    /// The name, formatted; cards that answer a request may have none.
    pub name: Option<String>,
    /// Phone numbers.
    pub phones: Vec<CardPhone>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Postal addresses, one line each.
    pub addresses: Vec<String>,
    /// The company.
    pub organisation: Option<String>,
    /// The whole card as vCard text.
    pub vcard: Option<String>,
}

/// A phone number on a business card.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardPhone {
    /// As written.
    pub phone: Option<String>,
    /// The WhatsApp number behind it: digits.
    pub wa_id: Option<String>,
    /// The business-scoped id behind it.
    pub bsuid: Option<String>,
    /// Such as `CELL`.
    pub kind: Option<String>,
}

/// A basket that a customer sent from the catalog.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    /// Meta's id of the catalog.
    pub catalog_id: Option<String>,
    /// The customer's words.
    pub text: Option<String>,
    /// The lines.
    pub items: Vec<OrderItem>,
}

/// A line of a basket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderItem {
    /// The shop's own id of the product.
    pub product_retailer_id: Option<String>,
    /// How many.
    pub quantity: Option<u32>,
    /// What the customer's phone showed, as a decimal number in major units. Never a price to rely on.
    pub item_price: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
}

/// What WhatsApp tells about a customer.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct System {
    /// `user_changed_number`, `user_changed_user_id`, `customer_identity_changed`.
    pub kind: Option<String>,
    /// WhatsApp's sentence. Holds names and numbers.
    pub body: Option<String>,
    /// The new number: digits.
    pub new_wa_id: Option<String>,
    /// The new business-scoped id.
    pub new_bsuid: Option<String>,
    /// The new id over several portfolios.
    pub new_parent_bsuid: Option<String>,
    /// The business-scoped id before, found in the sentence: WhatsApp gives it nowhere else.
    pub previous_bsuid: Option<String>,
    /// The new identity's hash.
    pub identity_hash: Option<String>,
}

impl Attachment {
    /// A stable name for storage and the API.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Media(media) => media.kind.name(),
            Self::Location(_) => "location",
            Self::Products(_) => "products",
            Self::Share { kind, .. } if kind == "story_mention" => "story_mention",
            Self::Share { kind, .. } if kind == "unsupported_type" => "unsupported",
            Self::Share { .. } => "share",
        }
    }

    pub(super) fn media(&self) -> Option<&Media> {
        if let Self::Media(media) = self { Some(media) } else { None }
    }
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({})", self.kind())
    }
}

crate::json::log_safe! {
    Media { kind, voice, animated }
    Location {}
    ContactCard {}
    CardPhone {}
    Order { items }
    System { kind }
}
