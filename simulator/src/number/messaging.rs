//! What happens on a line of Instagram or Messenger beside what customers do: a person at Meta's own inbox, other apps,
//! comments, restrictions.

use std::time::SystemTime;

use serde_json::json;

use super::Number;
use crate::config::EchoMode;
use crate::customer::Customer;
use crate::fault::About;
use crate::ids::{self, Direction};
use crate::record::Delivered;
use crate::thread::{Bubble, millis};
use crate::webhook::deliver::deliver;
use crate::webhook::{Parcel, batch, digits, now_seconds};
use crate::wire::Product;
use crate::wire::receipts::PAGE_INBOX;

/// The forms in which Instagram sends a comment; Messenger has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentForm {
    /// In `changes`.
    Changes,
    /// Spread over the entry, as documented for Instagram Login.
    Flat,
}

impl Number {
    /// What it is a line of.
    pub fn product(&self) -> Product {
        self.config().product
    }

    /// The app under test as echoes name it; `100000000000000` unless told. For messages from now on.
    pub fn app_id(&self, id: &str) {
        self.edit(|number| id.clone_into(&mut number.app_id));
    }

    /// When messages of the app under test are echoed.
    pub fn echo_mode(&self, mode: EchoMode) {
        self.edit(|number| number.echo = mode);
    }

    /// What the last subscription asked for; empty without one.
    pub fn subscribed_fields(&self) -> Vec<String> {
        self.look(|number| number.fields.clone())
    }

    /// Whether its webhooks are delivered: its account or Page is subscribed to the app.
    pub fn is_subscribed(&self) -> bool {
        self.look(|number| number.subscribed)
    }

    /// From now on its webhooks are delivered again, as what Meta had under way when the subscription ended.
    pub fn deliver_all_the_same(&self) {
        self.edit(|number| number.subscribed = true);
    }

    /// A person answers from Meta's own inbox (on WhatsApp: from the WhatsApp Business app): the customer sees it, and an
    /// echo without anything of ours tells it.
    pub async fn person_writes(&self, customer: &Customer, text: &str) -> Delivered {
        let config = self.config();
        let (to, phone) = (customer.bsuid(), customer.wa_id());
        let id = config.product.message_id(Direction::FromBusiness, phone.as_deref().unwrap_or(&to));
        let shown = json!({ "type": "text", "text": { "body": text } });
        self.show(customer, &Bubble::new(&id, false, &shown, SystemTime::now()));
        let change = if config.product == Product::WhatsApp {
            let own = digits(&config.display_phone_number);
            let echo = json!({ "from": own, "to": phone, "to_user_id": to, "id": id, "timestamp": now_seconds(),
                "type": "text", "text": { "body": text } });
            let metadata = json!({ "display_phone_number": own, "phone_number_id": config.phone_number_id });
            let value =
                json!({ "messaging_product": "whatsapp", "metadata": metadata, "message_echoes": [echo] });
            config.change("smb_message_echoes", value)
        } else {
            let app = PAGE_INBOX.parse::<u64>().unwrap_or_default();
            let message = json!({ "mid": id, "text": text, "is_echo": true, "app_id": app });
            config.change(
                "messaging",
                json!({
                    "sender": { "id": config.phone_number_id }, "recipient": { "id": to },
                    "timestamp": millis(SystemTime::now()), "message": message,
                }),
            )
        };
        let parcel = Parcel { about: About::Any, wamid: Some(id.clone()), body: batch(&[change]) };
        Delivered { wamid: id, http_status: deliver(&self.shared, &self.id, parcel).await }
    }

    /// Our app gives the thread to another one: from then on the customer's doings come as `standby`, and sends of ours
    /// are refused. Returns the Worker's answer.
    pub async fn pass_thread_control(&self, customer: &Customer, to_app: &str) -> Option<u16> {
        let own = self.look(|number| number.app_id.clone());
        self.control(customer, true, "pass_thread_control", &own, to_app).await
    }

    /// As [`Self::pass_thread_control`], by a person at the Page's inbox who takes it.
    pub async fn take_thread_control(&self, customer: &Customer) -> Option<u16> {
        let own = self.look(|number| number.app_id.clone());
        self.control(customer, true, "take_thread_control", &own, PAGE_INBOX).await
    }

    /// The inbox gives the thread back to our app. Returns the Worker's answer.
    pub async fn return_thread_control(&self, customer: &Customer) -> Option<u16> {
        let own = self.look(|number| number.app_id.clone());
        self.control(customer, false, "pass_thread_control", PAGE_INBOX, &own).await
    }

    /// Messenger restricts the Page: `warning`, `block` or `unblock`. Returns the Worker's answer.
    pub async fn policy_enforcement(&self, action: &str, reason: &str) -> Option<u16> {
        let policy = json!({ "action": action, "reason": reason });
        let item = json!({
            "recipient": { "id": self.id }, "timestamp": millis(SystemTime::now()), "policy_enforcement": policy,
        });
        self.deliver(batch(&[self.config().change("messaging", item)])).await
    }

    /// A customer comments on a post of the business; the id is that of the comment.
    pub async fn comment(&self, customer: &Customer, text: &str, form: CommentForm) -> Delivered {
        let (config, post) = (self.config(), ids::number().to_string());
        let (name, username) = customer.look(|one| (one.name.clone(), one.username.clone()));
        let from = customer.scoped_id();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let (field, id, value) = if config.product == Product::Messenger {
            let (post, id) = (format!("{}_{post}", self.id), format!("{post}_{}", ids::number()));
            let value = json!({ "item": "comment", "verb": "add", "comment_id": id, "post_id": post, "parent_id": post,
                "from": { "id": from, "name": name }, "message": text, "created_time": now });
            ("feed", id, value)
        } else {
            let id = ids::number().to_string();
            let username = username.unwrap_or(name);
            let value = json!({ "id": id, "text": text, "from": { "id": from, "username": username.trim_start_matches('@') },
                "media": { "id": post, "media_product_type": "FEED" } });
            ("comments", id, value)
        };
        let mut entry = json!({ "id": config.entry_id(), "time": now });
        match form {
            CommentForm::Changes => entry["changes"] = json!([{ "field": field, "value": value }]),
            CommentForm::Flat => (entry["field"], entry["value"]) = (json!(field), value),
        }
        let body = json!({ "object": config.product.object(), "entry": [entry] });
        Delivered { wamid: id, http_status: self.deliver(body).await }
    }

    async fn control(&self, customer: &Customer, away: bool, key: &str, from: &str, to: &str) -> Option<u16> {
        let id = customer.id().to_owned();
        self.edit(|number| number.customer_mut(&id).map(|customer| customer.standby = away));
        let mut item = json!({
            "sender": { "id": customer.scoped_id() }, "recipient": { "id": self.id },
            "timestamp": millis(SystemTime::now()),
        });
        item[key] = json!({ "previous_owner_app_id": from, "new_owner_app_id": to, "metadata": "" });
        self.deliver(batch(&[self.config().change("messaging", item)])).await
    }

    fn show(&self, customer: &Customer, bubble: &Bubble) {
        let id = customer.id().to_owned();
        self.edit(|number| {
            if let Some(customer) = number.customer_mut(&id) {
                customer.thread.push(bubble.clone());
            }
        });
    }
}
