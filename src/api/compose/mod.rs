//! What a member can send: exactly one kind in each message, with one file here for each.
//!
//! Meta's limits are checked by the constructors of `meta::graph::Body`; what they refuse is told under the name of the
//! field in the API.

mod buttons;
mod link;
mod list;
mod location;
mod media;
mod reaction;
mod request;
mod text;

use domain::ids::MessageId;
use durable_objects::conversation::protocol::Composed;
use meta::graph::{Body, LimitError};
use serde::Deserialize;
use serde_json::Value;

use super::input;
use super::templates::send::TemplateMessageIn;
use crate::problem::Problem;

/// The kinds, for the sentence that tells them.
const KINDS: &str =
    "text, template, media, location, reaction, buttons, list, link, contact_request or location_request";

/// What a member can send.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Text(String),
    Template(TemplateMessageIn),
    Media(media::MediaIn),
    Location(location::LocationIn),
    Reaction(reaction::ReactionIn),
    Buttons(buttons::ButtonsIn),
    List(list::ListIn),
    Link(link::LinkIn),
    ContactRequest(request::RequestIn),
    LocationRequest(request::RequestIn),
}

/// What a member sends, checked as far as the door can.
pub enum Composition {
    /// A message of any kind but a template.
    Draft(Draft),
    /// A template, to be checked against its schema, and the message that it answers.
    Template(TemplateMessageIn, Option<MessageId>),
}

/// A member's message, checked.
pub struct Draft {
    /// What the thread shows.
    pub text: Option<String>,
    /// What the channel gets.
    pub content: Composed,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
}

impl Draft {
    fn new(text: Option<String>, content: impl Into<Composed>) -> Self {
        Self { text, content: content.into(), reply_to: None }
    }
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
    let draft = match input::typed(Value::Object(fields))? {
        Kind::Template(template) => return Ok(Composition::Template(template, reply_to)),
        Kind::Text(text) => text::compose(text),
        Kind::Media(media) => media.compose(),
        Kind::Location(location) => location.compose(),
        Kind::Reaction(reaction) => reaction.compose(),
        Kind::Buttons(buttons) => buttons.compose(),
        Kind::List(list) => list.compose(),
        Kind::Link(link) => link.compose(),
        Kind::ContactRequest(request) => request.compose("contact_request", Body::contact_request),
        Kind::LocationRequest(request) => request.compose("location_request", Body::location_request),
    }?;
    Ok(Composition::Draft(Draft { reply_to, ..draft }))
}

/// What Meta's limits refuse, under the field's name in the API: `parts` tells which words of the refusal mean which
/// field below `field`.
fn refused(field: &str, parts: &[(&str, &str)], error: LimitError) -> Problem {
    let words = match error {
        LimitError::Empty(what) | LimitError::Repeated(what) | LimitError::NotAllowed(what) => what,
        LimitError::TooLong { field, .. }
        | LimitError::TooManyBytes { field, .. }
        | LimitError::Count { field, .. } => field,
    };
    let part = parts.iter().find(|(known, _)| *known == words).map(|(_, part)| *part);
    let path = part.map_or_else(|| field.to_owned(), |part| format!("{field}.{part}"));
    Problem::invalid(&path, format!("cannot be sent: {error}"))
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

    fn long(length: usize) -> String {
        "x".repeat(length)
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
            json!({"contact_request": {"text": "Your number?"}}),
            json!({"location_request": {"text": "Where to?"}, "reply_to": null}),
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
    fn a_refusal_names_its_field() {
        let button = |title: &str| json!({"id": title, "title": title});
        let row = |title: &str| json!({"id": title, "title": title});
        let list = |row: Value| json!({"list": {"text": "t", "button": "b", "sections": [{"rows": [row]}]}});
        for (field, body) in [
            ("text", json!({"text": " "})),
            ("text", json!({"text": long(4_097)})),
            ("text", json!({"text": 7})),
            ("media.kind", json!({"media": {"kind": "hologram", "link": "https://a.example"}})),
            ("media", json!({"media": {"kind": "image"}})),
            ("media.link", json!({"media": {"kind": "image", "link": "http://a.example"}})),
            (
                "media.caption",
                json!({"media": {"kind": "audio", "link": "https://a.example", "caption": "c"}}),
            ),
            (
                "media.caption",
                json!({"media": {"kind": "image", "link": "https://a.example", "caption": long(1_025)}}),
            ),
            (
                "media.filename",
                json!({"media": {"kind": "image", "link": "https://a.example", "filename": "f"}}),
            ),
            ("media.file", json!({"media": {"kind": "image", "file": "f"}})),
            ("location", json!({"location": {"latitude": 91, "longitude": 0}})),
            ("location.latitude", json!({"location": {"latitude": "north", "longitude": 0}})),
            ("reaction.message_id", json!({"reaction": {"message_id": "m", "emoji": "x"}})),
            ("buttons.buttons", json!({"buttons": {"text": "t", "buttons": []}})),
            ("buttons.buttons", json!({"buttons": {"text": "t", "buttons": [button(&long(21))]}})),
            ("buttons.buttons", json!({"buttons": {"text": "t", "buttons": [button("a"), button("a")]}})),
            ("buttons.text", json!({"buttons": {"text": "", "buttons": [button("a")]}})),
            (
                "buttons.footer",
                json!({"buttons": {"text": "t", "footer": long(61), "buttons": [button("a")]}}),
            ),
            ("list.sections", list(row(&long(25)))),
            (
                "list.button",
                json!({"list": {"text": "t", "button": long(21), "sections": [{"rows": [row("a")]}]}}),
            ),
            ("link.url", json!({"link": {"text": "t", "title": "o", "url": "http://a.example"}})),
            ("link.title", json!({"link": {"text": "t", "title": long(21), "url": "https://a.example"}})),
            ("contact_request.text", json!({"contact_request": {"text": ""}})),
        ] {
            assert_eq!(blamed(body.clone()), field, "{body}");
        }
    }
}
