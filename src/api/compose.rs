//! What a member can send: exactly one kind in each message. What the conversation's channel takes of it, its wire knows;
//! it refuses under the name of the field in the API.

use domain::ids::MessageId;
use durable_objects::conversation::protocol::Composed;
use serde::Deserialize;
use serde_json::Value;

use super::input;
use super::templates::send::TemplateMessageIn;
use crate::problem::Problem;

/// The kinds, for the sentence that tells them.
const KINDS: &str = "text, template, media, location, contacts, reaction, buttons, list, link, products, contact_request or location_request";

/// As the field of a body, so that a problem names it whole.
#[derive(Deserialize)]
struct TemplateField {
    template: TemplateMessageIn,
}

/// What a member sends, and the message that it answers.
pub enum Composition {
    /// A message of any kind but a template.
    Draft(Composed, Option<MessageId>),
    /// A template, to be checked against its schema.
    Template(TemplateMessageIn, Option<MessageId>),
}

/// Reads a member's message.
///
/// # Errors
/// A problem that names the field.
pub fn read(body: Value) -> Result<Composition, Problem> {
    let Value::Object(mut fields) = body else {
        return Err(Problem::invalid("body", "must be an object"));
    };
    let reply_to = fields.remove("reply_to").unwrap_or_default();
    let reply_to: Option<MessageId> =
        input::typed(reply_to).map_err(|_| Problem::invalid("reply_to", "must be the id of a message"))?;
    if fields.len() != 1 {
        return Err(Problem::invalid("body", format!("must have exactly one of {KINDS}")));
    }
    if fields.contains_key("template") {
        let TemplateField { template } = input::typed(Value::Object(fields))?;
        return Ok(Composition::Template(template, reply_to));
    }
    Ok(Composition::Draft(input::typed(Value::Object(fields))?, reply_to))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn blamed(body: Value) -> String {
        match read(body) {
            Ok(_) => "nothing".to_owned(),
            Err(problem) => serde_json::to_value(problem).unwrap()["field"].as_str().unwrap().to_owned(),
        }
    }

    #[test]
    fn each_kind_is_read() {
        let button = json!({"id": "a", "title": "Yes"});
        let row = json!({"id": "a", "title": "Red"});
        for body in [
            json!({"text": "hello"}),
            json!({"media": {"kind": "image", "link": "https://a.example/1.jpg", "caption": "c"}}),
            json!({"location": {"latitude": 3.1, "longitude": 101.7}}),
            json!({"buttons": {"text": "Sure?", "buttons": [button], "footer": "f"}}),
            json!({"list": {"text": "Which?", "button": "Choose", "sections": [{"rows": [row]}]}}),
            json!({"link": {"text": "Here", "title": "Open", "url": "https://a.example"}}),
            json!({"contacts": [{"name": "Ali", "phones": ["+60 12 345 6789"], "organisation": "Kedai"}]}),
            json!({"buttons": {"text": "Sure?", "buttons": [button], "media": {"kind": "image", "link": "l"}}}),
            json!({"contact_request": {"text": "Your number?"}}),
            json!({"location_request": {"text": "Where to?"}, "reply_to": null}),
            json!({"template": {"name": "n", "language": "en"}}),
        ] {
            assert_eq!(blamed(body.clone()), "nothing", "{body}");
        }
    }

    #[test]
    fn exactly_one_kind() {
        for body in [json!({}), json!([]), json!({"text": "a", "link": {}}), json!({"wave": 1})] {
            assert_eq!(blamed(body.clone()), "body", "{body}");
        }
        assert_eq!(blamed(json!({"text": "a", "reply_to": "b"})), "reply_to");
    }

    #[test]
    fn what_cannot_be_read_names_its_field() {
        for (field, body) in [
            ("text", json!({"text": 7})),
            ("template.language", json!({"template": {"name": "n", "language": 1}})),
            ("media.kind", json!({"media": {"kind": "hologram", "link": "https://a.example"}})),
            ("media.file", json!({"media": {"kind": "image", "file": "f"}})),
            ("contacts[0]", json!({"contacts": [{"phones": ["+60123456789"]}]})),
            (
                "buttons.media.file",
                json!({"buttons": {"text": "t", "buttons": [], "media": {"kind": "image", "file": "f"}}}),
            ),
            ("location.latitude", json!({"location": {"latitude": "north", "longitude": 0}})),
            ("reaction.message_id", json!({"reaction": {"message_id": "m", "emoji": "x"}})),
        ] {
            assert_eq!(blamed(body.clone()), field, "{body}");
        }
    }
}
