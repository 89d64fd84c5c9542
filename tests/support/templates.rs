//! Templates as Meta lists them, and the events of a number's account.

use serde_json::{Value, json};
use simulator::{Change, Number, batch, meta_json};

use super::{Run, Shop};

/// Named values, a text header, and a button of each kind that takes something.
pub fn order(run: &Run) -> Value {
    written(
        run,
        json!({ "name": "order_confirmation", "language": "en_US", "category": "UTILITY",
            "parameter_format": "NAMED", "components": [
            { "type": "HEADER", "format": "TEXT", "text": "Order {{order}}" },
            { "type": "BODY", "text": "Hello {{first_name}}, your {{items}} left our shop today." },
            { "type": "FOOTER", "text": "Kedai Seri, Kuala Lumpur" },
            { "type": "BUTTONS", "buttons": [
                { "type": "QUICK_REPLY", "text": "Where is my parcel?" },
                { "type": "URL", "text": "Follow your parcel", "url": "https://kedai.example/t/{{1}}", "example": ["https://kedai.example/t/a"] } ] } ] }),
    )
}

/// Values by their place, nothing but a body.
pub fn reminder(run: &Run) -> Value {
    written(
        run,
        json!({ "name": "pickup_reminder", "language": "en", "category": "UTILITY", "components": [
            { "type": "BODY", "text": "Hi {{1}}, your order waits until {{2}} at our counter." } ] }),
    )
}

/// Advertising, without values.
pub fn offer(run: &Run) -> Value {
    written(
        run,
        json!({ "name": "raya_offer_2026", "language": "ms", "category": "MARKETING", "components": [
            { "type": "BODY", "text": "Jualan Raya bermula esok pagi di kedai kami." } ] }),
    )
}

/// A header that is a picture.
pub fn picture(run: &Run) -> Value {
    written(
        run,
        json!({ "name": "new_arrivals_picture", "language": "en", "category": "UTILITY", "components": [
            { "type": "HEADER", "format": "IMAGE", "example": { "header_handle": ["4::aW1hZ2U="] } },
            { "type": "BODY", "text": "What you asked for has arrived, {{1}}." } ] }),
    )
}

/// A template's words are the shop's own, for everybody: only what fills them is private.
pub fn written(run: &Run, template: Value) -> Value {
    publish(run, &template);
    template
}

fn publish(run: &Run, value: &Value) {
    match value {
        Value::String(text) => run.seen.publish(text),
        Value::Array(items) => items.iter().for_each(|item| publish(run, item)),
        Value::Object(fields) => fields.values().for_each(|value| publish(run, value)),
        _ => {}
    }
}

impl Shop {
    /// Puts templates into the account at the stand-in and syncs them.
    pub async fn with_templates(&self, templates: &[Value]) {
        for template in templates {
            self.number.add_template_json(template.clone());
        }
        self.sync_templates().await;
    }

    /// Syncs the templates; the answer.
    pub async fn sync_templates(&self) -> Value {
        self.api.post(&self.templates_path("/sync"), &json!({})).await.expect(200)
    }

    /// The address of this shop's templates.
    pub fn templates_path(&self, rest: &str) -> String {
        format!("/channels/{}/templates{rest}", self.channel_id)
    }

    /// The templates, as the API lists them.
    pub async fn templates(&self) -> Vec<Value> {
        self.api.get(&self.templates_path("?limit=200")).await.items()
    }

    /// The channel, as the API shows it.
    pub async fn channel(&self) -> Value {
        self.api.get(&format!("/channels/{}", self.channel_id)).await.expect(200)
    }
}

/// An event of an account that Meta made so many seconds ago, as bytes.
pub fn account_event(number: &Number, field: &str, value: Value, seconds_ago: u64) -> Vec<u8> {
    let config = number.config();
    let change = Change { product: config.product, waba_id: config.waba_id, field: field.to_owned(), value };
    let mut payload = batch(&[change]);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    payload["entry"][0]["time"] = json!(now.as_secs() - seconds_ago);
    meta_json(&payload)
}

/// What happened to a template, as Meta writes it.
pub fn status_event(template: &Value, event: &str) -> Value {
    json!({ "event": event, "message_template_id": 1, "message_template_name": template["name"],
        "message_template_language": template["language"], "reason": "NONE" })
}
