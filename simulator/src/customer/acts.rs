//! What a person does beside writing: files, edits, revocations, reactions.

use bytes::Bytes;
use serde_json::{Value, json};

use super::Customer;
use crate::media::Media;
use crate::media::store::StoredFile;
use crate::record::Delivered;
use crate::state::text_at;
use crate::wire::Product;

impl Customer {
    /// Sends a file. The webhook brings its id, type and digest, and its address unless
    /// [`Number::media_urls`](crate::Number::media_urls) says otherwise. On Instagram and Messenger it brings nothing but
    /// an address that opens without a token.
    pub async fn send_media(&self, media: Media) -> Delivered {
        let message = self.media_message(&media);
        self.send(message).await
    }

    /// The message object that [`Self::send_media`] sends, for [`Self::prepare`] or with a `context` of its own. The
    /// file can be fetched from now on.
    pub fn media_message(&self, media: &Media) -> Value {
        self.shared.change(|world| {
            let number = world.numbers.get(&self.number).expect("a handle's number should exist");
            let (lifetime, product) = (number.media_lifetime, number.config.product);
            let urls = number.media_urls || product != Product::WhatsApp;
            let bytes = Bytes::from(media.bytes.clone());
            let mut file = StoredFile::new(&self.number, &media.mime_type, bytes);
            file.filename.clone_from(&media.filename);
            let sha256 = file.sha256_base64();
            let id = world.media.add(file);
            let file = world.media.files.get_mut(&id).filter(|_| urls);
            let url = file.map(|file| format!("{}{}", self.shared.base, file.ticket(product, &id, lifetime)));
            media.message(&id, &sha256, url.as_deref())
        })
    }

    /// Changes the words of an earlier message of this person: a text, or the caption of a file.
    pub async fn edit(&self, wamid: &str, text: &str) -> Delivered {
        let earlier = self.look(|customer| {
            customer.thread.iter().find(|bubble| bubble.wamid == wamid).map(|bubble| bubble.object.clone())
        });
        let kind =
            earlier.as_ref().and_then(|message| text_at(message, "/type")).unwrap_or("text").to_owned();
        let mut object = earlier.and_then(|mut message| message.get_mut(&kind).map(Value::take));
        let object = match object.as_mut() {
            Some(file) if kind != "text" => {
                file["caption"] = json!(text);
                file.take()
            }
            _ => json!({ "body": text }),
        };
        let message = json!({ "type": kind, kind: object });
        self.send(json!({ "type": "edit", "edit": { "original_message_id": wamid, "message": message } }))
            .await
    }

    /// Deletes an earlier message of this person for everybody.
    pub async fn revoke(&self, wamid: &str) -> Delivered {
        self.send(json!({ "type": "revoke", "revoke": { "original_message_id": wamid } })).await
    }

    /// Puts an emoji on a message of either side; an empty one takes it back.
    pub async fn react(&self, wamid: &str, emoji: &str) -> Delivered {
        self.send(json!({ "type": "reaction", "reaction": { "message_id": wamid, "emoji": emoji } })).await
    }
}
