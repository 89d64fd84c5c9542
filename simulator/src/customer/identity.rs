//! A person's ids and wishes: another number, another user id, a number hidden, no more marketing.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Customer;
use crate::fault::About;
use crate::ids;
use crate::record::Delivered;
use crate::state::{CustomerState, NumberState};
use crate::webhook::deliver::deliver;
use crate::webhook::{Parcel, batch, digits, user_preferences};

/// What a person wants of marketing messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marketing {
    /// None any more: Meta refuses marketing templates with 131050.
    Stop,
    /// Again.
    Resume,
}

impl Customer {
    /// Moves to another phone number, E.164 with or without `+`: Meta sends the system message `user_changed_number`
    /// in the old number's name, and the user id is a new one. What is sent to the old ids is refused with 131026.
    /// [`Number::user_id_update`](crate::Number::user_id_update) tells the ids apart, where a test wants that too.
    pub async fn change_number(&self, new_phone: &str) -> Delivered {
        let message = self.edit_own(|customer, portfolio| {
            let new = digits(new_phone);
            let old = customer.phone.replace(new.clone());
            let previous = renew(customer, portfolio);
            let shown = old.as_ref().unwrap_or(&previous);
            let body = format!("User {} changed from {shown} to {new}", customer.name);
            let system = json!({ "body": body, "wa_id": new, "user_id": customer.bsuid, "type": "user_changed_number" });
            from_before(&system, old.as_deref(), &previous)
        });
        self.send(message).await
    }

    /// Gets a new user id with the same number, as Meta does at times: the system message `user_changed_user_id`,
    /// which names the new id only.
    pub async fn change_user_id(&self) -> Delivered {
        let message = self.edit_own(|customer, portfolio| {
            let previous = renew(customer, portfolio);
            let body = format!("User {} changed from {previous} to {}", customer.name, customer.bsuid);
            let system = json!({ "body": body, "user_id": customer.bsuid, "type": "user_changed_user_id" });
            json!({ "type": "system", "system": system, "from": null, "from_user_id": null })
        });
        self.send(message).await
    }

    /// Adopts a username: from now on no webhook tells the number. Messages to it still arrive.
    pub fn hide_phone(&self) {
        self.edit_own(|customer, _| {
            customer.hidden_phone = customer.phone.take().or(customer.hidden_phone.take());
            let plain: String = customer.name.chars().filter(char::is_ascii_alphanumeric).collect();
            customer.username.get_or_insert_with(|| format!("@{}", plain.to_lowercase()));
        });
    }

    /// Shows the number again that [`Self::hide_phone`] hid.
    pub fn show_phone(&self) {
        self.edit_own(|customer, _| customer.phone = customer.hidden_phone.take().or(customer.phone.take()));
    }

    /// Tells Meta whether marketing messages are wanted: the `user_preferences` webhook. Returns the Worker's answer.
    pub async fn prefers_marketing(&self, wish: Marketing) -> Option<u16> {
        let word = if wish == Marketing::Stop { "stop" } else { "resume" };
        let edit = |number: &mut NumberState| {
            let config = number.config.clone();
            let customer = number.customer_mut(&self.id)?;
            customer.no_marketing = wish == Marketing::Stop;
            let value = user_preferences(&config, customer, word);
            Some(config.change("user_preferences", value))
        };
        let change = self.shared.number(&self.number, edit).flatten();
        let body = batch(&[change.expect("a handle's customer should exist")]);
        deliver(&self.shared, &self.number, Parcel { about: About::Any, wamid: None, body }).await
    }

    /// Changes this person; the portfolio is what user ids are made for.
    fn edit_own<R>(&self, edit: impl FnOnce(&mut CustomerState, &str) -> R) -> R {
        let found = Arc::clone(&self.shared).number(&self.number, |number| {
            let portfolio = number.config.waba_id.clone();
            number.customer_mut(&self.id).map(|customer| edit(customer, &portfolio))
        });
        found.flatten().expect("a handle's customer should exist")
    }
}

/// A new user id; returns the old one.
fn renew(customer: &mut CustomerState, portfolio: &str) -> String {
    let country = customer.bsuid.split('.').next().unwrap_or("US");
    let fresh = ids::bsuid(country, portfolio, &customer.bsuid);
    std::mem::replace(&mut customer.bsuid, fresh)
}

/// As in the payload files: the old number, if it was known, is who the message is from.
fn from_before(system: &Value, phone: Option<&str>, user_id: &str) -> Value {
    let mut message = json!({ "type": "system", "system": system, "from": phone, "from_user_id": null });
    if phone.is_none() {
        message["from_user_id"] = json!(user_id);
    }
    message
}
