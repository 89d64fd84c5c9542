//! `{"buttons": {text, buttons: [{id, title}], header, footer}}`: one to three, and what is pressed comes back.

use meta::graph::{Body, Button, Header};
use serde::Deserialize;

use super::{Draft, refused};
use crate::problem::Problem;

/// What the words of a refusal mean.
const PARTS: [(&str, &str); 8] = [
    ("text", "text"),
    ("header", "header"),
    ("footer", "footer"),
    ("buttons", "buttons"),
    ("button", "buttons"),
    ("button id", "buttons"),
    ("button ids", "buttons"),
    ("button titles", "buttons"),
];

/// A question with buttons.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ButtonsIn {
    text: String,
    buttons: Vec<ButtonIn>,
    #[serde(default)]
    header: Option<String>,
    #[serde(default)]
    footer: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ButtonIn {
    id: String,
    title: String,
}

impl ButtonsIn {
    pub(super) fn compose(self) -> Result<Draft, Problem> {
        let Self { text, buttons, header, footer } = self;
        let button = |ButtonIn { id, title }| Button { id, title };
        let buttons: Vec<Button> = buttons.into_iter().map(button).collect();
        let header = header.map(Header::Text);
        let body = Body::buttons(header.as_ref(), &text, footer.as_deref(), &buttons);
        let body = body.map_err(|error| refused("buttons", &PARTS, error))?;
        Ok(Draft::new(Some(text), body))
    }
}
