//! The account behind a number: its templates, its events, its files.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Number;
use crate::config::Template;
use crate::customer::Customer;
use crate::fault::About;
use crate::media::{MediaFault, Upload};
use crate::templates::{Account, StoredTemplate};
use crate::unreliable::{self, Unreliable};
use crate::webhook::deliver::deliver;
use crate::webhook::{Change, Parcel, account_batch, user_id_update};

/// The account has no template of this name in this language.
#[derive(Debug, thiserror::Error)]
#[error("there is no template {0} in {1}")]
pub struct UnknownTemplate(pub String, pub String);

impl Number {
    /// Adds a template to the account; one of the same name and language gives way.
    pub fn add_template(&self, template: Template) {
        self.account(|account| account.put(template.into()));
    }

    /// Adds a template as Meta would list it and returns its id. `name`, `language` and `components` are needed;
    /// `APPROVED`, `UTILITY` and the format that the placeholders tell are added where absent.
    ///
    /// # Panics
    ///
    /// Without a name or a language.
    pub fn add_template_json(&self, template: Value) -> String {
        let template = StoredTemplate::read(template).expect("a template should have a name and a language");
        self.account(|account| account.put(template)).to_string()
    }

    /// The templates of the account as Meta would list them, those that were created by calls too.
    pub fn templates(&self) -> Vec<Value> {
        self.account(|account| {
            account.templates.iter().map(|one| Value::Object(one.fields.clone())).collect()
        })
    }

    /// Lists at most so many templates on a page, whatever the caller asks for.
    pub fn template_page(&self, most: usize) {
        self.account(|account| account.page = Some(most.max(1)));
    }

    /// Changes a template's status and sends `message_template_status_update`. `REINSTATED` and the like are events
    /// as well: the template has that word as its status then. Returns the Worker's answer.
    pub async fn set_template_status(
        &self,
        name: &str,
        language: &str,
        status: &str,
    ) -> Result<Option<u16>, UnknownTemplate> {
        let event = self.account(|account| {
            let template = account.find_mut(name, language)?;
            template.set("status", json!(status));
            Some(status_event(template, status))
        });
        let event = event.ok_or_else(|| UnknownTemplate(name.to_owned(), language.to_owned()))?;
        Ok(self.account_event("message_template_status_update", event).await)
    }

    /// Sends any event of the account: `account_update`, `account_alerts`, `phone_number_quality_update`… Signed,
    /// recorded, retried; the account's id and the time are those of the entry. Returns the Worker's answer.
    pub async fn account_event(&self, field: &str, value: Value) -> Option<u16> {
        let change = self.config().change(field, value);
        let parcel = Parcel { about: About::Any, wamid: None, body: account_batch(&change) };
        deliver(&self.shared, &self.id, parcel).await
    }

    /// Sends `user_id_update` for a customer whose user id was this one before. Returns the Worker's answer.
    pub async fn user_id_update(&self, customer: &Customer, previous: &str) -> Option<u16> {
        let config = self.config();
        let value = customer.look(|customer| user_id_update(&config, customer, previous));
        let change = Change { field: "user_id_update".to_owned(), ..self.change(value) };
        let parcel = Parcel { about: About::Any, wamid: None, body: crate::webhook::batch(&[change]) };
        deliver(&self.shared, &self.id, parcel).await
    }

    /// The files that were uploaded for this number, oldest first.
    pub fn uploads(&self) -> Vec<Upload> {
        let mut uploads: Vec<Upload> = self.shared.read(|world| {
            let own = world.media.files.iter().filter(|(_, file)| file.uploaded && file.number == self.id);
            own.map(|(id, file)| Upload {
                media_id: id.clone(),
                mime_type: file.mime_type.clone(),
                filename: file.filename.clone().unwrap_or_default(),
                bytes: file.bytes.to_vec(),
                at: file.at,
            })
            .collect()
        });
        uploads.sort_by_key(|upload| upload.at);
        uploads
    }

    /// How long the address of a file opens it; 5 minutes unless told. For addresses that are given out from now on.
    pub fn media_lifetime(&self, lifetime: Duration) {
        self.edit(|number| number.media_lifetime = lifetime);
    }

    /// Whether webhooks bring the address of a file along, as they do since the end of 2025; true unless told.
    pub fn media_urls(&self, along: bool) {
        self.edit(|number| number.media_urls = along);
    }

    /// Breaks the next so many fetches of files in this way.
    pub fn media_fault(&self, fault: MediaFault, times: usize) {
        self.edit(|number| number.media_faults.extend(std::iter::repeat_n(fault, times)));
    }

    /// As [`Simulator::unreliable`](crate::Simulator::unreliable), for this number alone: for tests that share a
    /// stand-in with others. None ends it.
    pub fn unreliable(&self, config: Option<Unreliable>) {
        unreliable::set(&self.shared, &self.id, config);
    }

    fn account<R>(&self, edit: impl FnOnce(&mut Account) -> R) -> R {
        let id = self.config().waba_id;
        self.shared.change(|world| edit(world.accounts.entry(id).or_default()))
    }
}

fn status_event(template: &StoredTemplate, status: &str) -> Value {
    let reason = if status == "REJECTED" { "INVALID_FORMAT" } else { "NONE" };
    let mut event = Map::from_iter([
        ("event".to_owned(), json!(status)),
        ("message_template_id".to_owned(), json!(template.id)),
        ("message_template_name".to_owned(), json!(template.text("name"))),
        ("message_template_language".to_owned(), json!(template.text("language"))),
        ("reason".to_owned(), json!(reason)),
        ("message_template_category".to_owned(), json!(template.text("category"))),
    ]);
    let pause = json!({ "title": "FIRST_PAUSE", "description": "Paused for low quality." });
    let rejection =
        json!({ "reason": "A part is malformed.", "recommendation": "Change it and send it again." });
    let disabling = json!({ "disable_date": "January 31, 2030" });
    match status {
        "PAUSED" => drop(event.insert("other_info".to_owned(), pause)),
        "REJECTED" => drop(event.insert("rejection_info".to_owned(), rejection)),
        "FLAGGED" => drop(event.insert("disable_info".to_owned(), disabling)),
        _ => {}
    }
    Value::Object(event)
}
