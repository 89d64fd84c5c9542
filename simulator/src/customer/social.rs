//! What a person does on Instagram and Messenger only: stories, shares, links and ads.

use serde_json::{Value, json};

use super::Customer;
use crate::ids;
use crate::media::{Media, SAMPLE_PICTURE};
use crate::record::Delivered;
use crate::state::text_at;

impl Customer {
    /// The id scoped to the Page (PSID) or the Instagram account (IGSID).
    pub fn scoped_id(&self) -> String {
        self.bsuid()
    }

    /// Answers a story of the business.
    pub async fn reply_to_story(&self, text: &str) -> Delivered {
        let story = json!({ "id": ids::number().to_string(), "url": self.picture() });
        self.send(json!({ "type": "text", "text": { "body": text }, "context": { "story": story } })).await
    }

    /// Names the business in a story of their own.
    pub async fn mention_in_story(&self) -> Delivered {
        self.share("story_mention", json!({ "url": self.picture() })).await
    }

    /// Attaches anything by its type, such as `share`, `ig_post`, `ig_reel`, `reel`, `fallback`, `unsupported_type`.
    pub async fn share(&self, kind: &str, payload: Value) -> Delivered {
        let attachment = json!({ "type": kind, "payload": payload });
        self.send(json!({ "type": "attachment", "attachment": attachment })).await
    }

    /// Writes for the first time after a press on an ad: the message brings the ad along.
    pub async fn say_from_ad(&self, text: &str, ad_id: &str, title: &str) -> Delivered {
        let context = json!({ "ad_title": title });
        let referral =
            json!({ "source": "ADS", "type": "OPEN_THREAD", "ad_id": ad_id, "ads_context_data": context });
        self.send(json!({ "type": "text", "text": { "body": text }, "referral": referral })).await
    }

    /// Opens a thread that is there already through a link with this parameter.
    pub async fn open_link(&self, reference: &str) -> Delivered {
        let referral = json!({ "ref": reference, "source": "SHORTLINK", "type": "OPEN_THREAD" });
        self.send(json!({ "referral": referral })).await
    }

    /// Lets nobody see the profile from now on, as somebody who has not agreed yet; or lets them again.
    pub fn refuse_profile(&self, refuses: bool) {
        self.shared.number(&self.number, |number| {
            number.customer_mut(&self.id).map(|customer| customer.no_profile = refuses)
        });
    }

    /// An address of a picture, as those of stories.
    fn picture(&self) -> Value {
        let message = self.media_message(&Media::image("image/png", SAMPLE_PICTURE));
        text_at(&message, "/image/url").map_or(Value::Null, Value::from)
    }
}
