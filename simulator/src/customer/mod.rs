//! A handle to one customer: what tests and the phone page do in this person's name.

mod acts;
mod identity;
mod social;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use crate::fault::About;
use crate::record::{Delivered, Sent, WaitError};
use crate::state::{CustomerState, NumberState, Shared, text_at};
use crate::thread::{Bubble, Choice};
use crate::webhook::deliver::deliver;
use crate::webhook::{Parcel, batch};

pub use identity::Marketing;

/// A person with a phone; clones are handles to the same one.
#[derive(Clone)]
pub struct Customer {
    shared: Arc<Shared>,
    number: String,
    id: String,
}

/// No message on this phone offers such a button.
#[derive(Debug, thiserror::Error)]
#[error("no message offers a button or row {0:?}")]
pub struct NoSuchButton(pub String);

impl Customer {
    pub(crate) fn new(shared: Arc<Shared>, number: String, id: String) -> Self {
        Self { shared, number, id }
    }

    /// Our own id of the person.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Digits of the phone number, None for a person who hides it.
    pub fn wa_id(&self) -> Option<String> {
        self.look(|customer| customer.phone.clone())
    }

    /// The business-scoped user id; on Instagram and Messenger as [`Self::scoped_id`].
    pub fn bsuid(&self) -> String {
        self.look(|customer| customer.bsuid.clone())
    }

    /// Sends a text.
    pub async fn say(&self, text: &str) -> Delivered {
        self.send(json!({ "type": "text", "text": { "body": text } })).await
    }

    /// Sends a message object of any type. `from`, `from_user_id`, `id` and `timestamp` are added where absent.
    ///
    /// On Instagram and Messenger the object is written as for WhatsApp and sent as theirs, or it is an item of
    /// `messaging` itself, which then goes out as it is with `sender`, `recipient`, `timestamp` and `mid` added.
    pub async fn send(&self, message: Value) -> Delivered {
        let (value, wamid) = self.prepare(message);
        let body = self.pack(value);
        let parcel = Parcel { about: About::Message, wamid: Some(wamid.clone()), body };
        let http_status = deliver(&self.shared, &self.number, parcel).await;
        Delivered { wamid, http_status }
    }

    /// As [`Self::send`], but returns the webhook's `value` and the message id instead of delivering: for batches.
    /// The message counts as sent: it is on the phone, and it opens the window. On Instagram and Messenger the value is
    /// an item of `messaging`.
    pub fn prepare(&self, message: Value) -> (Value, String) {
        let fields = match message {
            Value::Object(fields) => fields,
            other => {
                Map::from_iter([("type".to_owned(), json!("unsupported")), ("unsupported".to_owned(), other)])
            }
        };
        let edit = |number: &mut NumberState| {
            let config = number.config.clone();
            let customer = number.customer_mut(&self.id)?;
            let heard = config.product.value(&config, customer, fields);
            arrive(customer, &heard.shown, &heard.id);
            Some((heard.value, heard.id))
        };
        self.shared.number(&self.number, edit).flatten().expect("a handle's customer should exist")
    }

    /// Presses a button or chooses a row of the latest message that offers this id.
    pub async fn press(&self, choice_id: &str) -> Result<Delivered, NoSuchButton> {
        let found = self.look(|customer| offered(customer, choice_id));
        let (offer, choice) = found.ok_or_else(|| NoSuchButton(choice_id.to_owned()))?;
        let message = self.shared.read(|world| {
            let config = &world.numbers.get(&self.number)?.config;
            Some(config.product.press(config, &offer, &choice))
        });
        Ok(self.send(message.expect("a handle's number should exist")).await)
    }

    /// The texts that reached this phone, oldest first; a message without words shows as an empty one.
    pub fn replies(&self) -> Vec<String> {
        self.received().into_iter().map(|sent| sent.text.unwrap_or_default()).collect()
    }

    /// The messages sent to this person, reactions left out, oldest first.
    pub fn received(&self) -> Vec<Sent> {
        self.shared
            .read(|world| {
                let number = world.numbers.get(&self.number)?;
                let replies = &number.customer(&self.id)?.replies;
                Some(number.sent.iter().filter(|sent| replies.contains(&sent.wamid)).cloned().collect())
            })
            .unwrap_or_default()
    }

    /// The next message that no earlier call returned.
    pub async fn wait_for_reply(&self, timeout: Duration) -> Result<Sent, WaitError> {
        let found = self.shared.wait(timeout, |world| {
            let number = world.numbers.get_mut(&self.number)?;
            let customer = number.customer_mut(&self.id)?;
            let wamid = customer.replies.get(customer.reply_cursor)?.clone();
            customer.reply_cursor += 1;
            number.sent_mut(&wamid).cloned()
        });
        found
            .await
            .ok_or_else(|| WaitError { waited: timeout, seen: format!("replies: {:?}", self.replies()) })
    }

    /// Whether the phone shows that the business is typing.
    pub fn sees_typing(&self) -> bool {
        self.look(|customer| customer.typing_until.is_some_and(|until| until > SystemTime::now()))
    }

    /// Makes the last message so much older, as the window sees it.
    pub fn age_window(&self, by: Duration) {
        self.shared.number(&self.number, |number| {
            let customer = number.customer_mut(&self.id)?;
            customer.last_inbound = customer.last_inbound.and_then(|at| at.checked_sub(by));
            Some(())
        });
    }

    fn pack(&self, value: Value) -> Value {
        let change = self.shared.read(|world| {
            let number = world.numbers.get(&self.number)?;
            let field = number.config.product.field(number.customer(&self.id));
            Some(number.config.change(field, value))
        });
        batch(change.as_slice())
    }

    pub(crate) fn look<R>(&self, look: impl FnOnce(&CustomerState) -> R) -> R {
        self.shared.read(|world| {
            let customer = world.numbers.get(&self.number).and_then(|number| number.customer(&self.id));
            look(customer.expect("a handle's customer should exist"))
        })
    }
}

/// The message appears on the phone and opens the window; reactions sit on the message that they are for, edits and
/// revocations change it. What Meta itself says of a person is not on the phone.
fn arrive(customer: &mut CustomerState, message: &Value, wamid: &str) {
    if message["type"] == "system" {
        return;
    }
    let now = SystemTime::now();
    customer.last_inbound = Some(now);
    if let Some(change @ ("edit" | "revoke")) = text_at(message, "/type") {
        let target = text_at(&message[change], "/original_message_id").unwrap_or_default();
        if let Some(bubble) = customer.thread.iter_mut().find(|bubble| bubble.mine && bubble.wamid == target)
        {
            bubble.change(&message[change]["message"]);
        }
        return;
    }
    if let Some(target) = text_at(message, "/reaction/message_id") {
        let emoji = text_at(message, "/reaction/emoji").filter(|emoji| !emoji.is_empty()).map(str::to_owned);
        if let Some(bubble) = customer.thread.iter_mut().find(|bubble| bubble.wamid == target) {
            bubble.reaction = emoji;
        }
        return;
    }
    customer.thread.push(Bubble::new(wamid, true, message, now));
}

fn offered(customer: &CustomerState, id: &str) -> Option<(Bubble, Choice)> {
    let theirs = customer.thread.iter().rev().filter(|bubble| !bubble.mine);
    theirs
        .flat_map(|bubble| bubble.choices.iter().map(move |choice| (bubble, choice)))
        .find(|(_, choice)| choice.url.is_none() && choice.id == id)
        .map(|(bubble, choice)| (bubble.clone(), choice.clone()))
}
