//! A customer's message and the business's own.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Content;

/// What a customer sent.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct InboundMessage {
    /// Meta's id: a `wamid.…` or a `mid`. Unique within its channel: the key for dropping repeats. A postback
    /// without one gets `postback.{sender}.{milliseconds}`, which is the same for each repeat.
    pub provider_id: String,
    /// Who sent it.
    #[serde(default)]
    pub from: Sender,
    /// When, by Meta's clock: whole seconds on WhatsApp. The epoch if Meta did not say.
    pub at: Timestamp,
    /// What.
    pub content: Content,
    /// What it answers or where it was forwarded from.
    #[serde(default)]
    pub context: Option<Context>,
    /// The ad, post or link that the customer came from.
    #[serde(default)]
    pub referral: Option<Referral>,
    /// The WhatsApp group it was sent to.
    #[serde(default)]
    pub group_id: Option<String>,
}

/// A customer, by every name that the event gives. WhatsApp may leave the phone number out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sender {
    /// WhatsApp's business-scoped user id, such as `US.1349…`: the first choice as a key.
    pub bsuid: Option<String>,
    /// The same over several portfolios of one business: `US.ENT.1181…`.
    pub parent_bsuid: Option<String>,
    /// The WhatsApp number: digits without `+`.
    pub wa_id: Option<String>,
    /// WhatsApp or Instagram username, to be shown only.
    pub username: Option<String>,
    /// The name that the customer gave themselves.
    pub profile_name: Option<String>,
    /// The id scoped to a Page (PSID) or an Instagram account (IGSID).
    pub scoped_id: Option<String>,
    /// A Messenger visitor who has no PSID yet.
    pub user_ref: Option<String>,
    /// Changes when a WhatsApp customer changes device or number.
    pub identity_key_hash: Option<String>,
}

impl Sender {
    /// Whether the event says at all who it is.
    pub fn is_known(&self) -> bool {
        self.alias().is_some()
    }

    /// The id to key a conversation by: business-scoped before phone.
    pub fn alias(&self) -> Option<&str> {
        let whatsapp = self.bsuid.as_deref().or(self.wa_id.as_deref());
        whatsapp.or(self.scoped_id.as_deref()).or(self.user_ref.as_deref())
    }
}

/// What a message refers to.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// The provider id of the message that this one answers.
    pub message_id: Option<String>,
    /// Who sent that message: digits or a scoped id.
    pub from: Option<String>,
    /// As `from`, business-scoped.
    pub from_bsuid: Option<String>,
    /// Forwarded from another chat.
    pub forwarded: bool,
    /// Forwarded many times.
    pub frequently_forwarded: bool,
    /// The product of the catalog that is asked about.
    pub product: Option<ReferredProduct>,
    /// The Instagram story that this answers.
    pub story: Option<Story>,
}

/// A product of a Meta catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferredProduct {
    /// Meta's id of the catalog.
    pub catalog_id: Option<String>,
    /// The shop's own id of the product.
    pub product_retailer_id: Option<String>,
}

/// An Instagram story.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Story {
    /// Meta's id.
    pub id: Option<String>,
    /// Where it can be downloaded for a short time.
    pub url: Option<String>,
    /// The link on it.
    pub link_sticker_url: Option<String>,
}

/// Where a customer came from: an ad, a post, a short link.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    /// `ad`, `post`, `ADS`, `SHORTLINK` or an `ig.me` address.
    pub source: Option<String>,
    /// The id of the ad or post.
    pub source_id: Option<String>,
    /// The address of the ad or post.
    pub source_url: Option<String>,
    /// The parameter that the shop put into its link.
    pub reference: Option<String>,
    /// The ad's title.
    pub headline: Option<String>,
    /// The ad's text.
    pub body: Option<String>,
    /// `image` or `video`.
    pub media_type: Option<String>,
    /// The ad's picture.
    pub image_url: Option<String>,
    /// The ad's video.
    pub video_url: Option<String>,
    /// The video's preview.
    pub thumbnail_url: Option<String>,
    /// The click's id, for telling Meta what the ad led to.
    pub ctwa_clid: Option<String>,
    /// The greeting that the ad showed in the chat.
    pub welcome_text: Option<String>,
    /// The advertised post.
    pub post_id: Option<String>,
    /// The advertised product.
    pub product_id: Option<String>,
}

/// A message that the business sent: from the WhatsApp Business app, a Page's inbox, another app, or by us.
///
/// `metadata` and `provider_id` tell ours apart; every other one is a person taking over.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Echo {
    /// Meta's id of the message.
    pub provider_id: String,
    /// To whom.
    #[serde(default)]
    pub to: Sender,
    /// When, by Meta's clock.
    pub at: Timestamp,
    /// What.
    pub content: Content,
    /// Which app sent it (Messenger).
    #[serde(default)]
    pub app_id: Option<String>,
    /// The string that the sending app attached (Messenger, Instagram).
    #[serde(default)]
    pub metadata: Option<String>,
    /// The business wrote to itself, as Instagram's test does.
    #[serde(default)]
    pub is_self: bool,
    /// What it answers.
    #[serde(default)]
    pub context: Option<Context>,
}

crate::json::log_safe! {
    InboundMessage { at, content }
    Sender {}
    Context { forwarded, frequently_forwarded }
    Story {}
    Referral { source_id }
    Echo { at, content, app_id, is_self }
}
