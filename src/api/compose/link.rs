//! `{"link": {text, title, url, header, footer}}`: a button that opens an address.

use meta::graph::{Body, Header, Link};
use serde::Deserialize;

use super::{Draft, refused};
use crate::problem::Problem;

/// What the words of a refusal mean.
const PARTS: [(&str, &str); 5] = [
    ("text", "text"),
    ("header", "header"),
    ("footer", "footer"),
    ("button", "title"),
    ("a link that is not https", "url"),
];

/// Words and a button that opens an address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkIn {
    text: String,
    title: String,
    url: String,
    #[serde(default)]
    header: Option<String>,
    #[serde(default)]
    footer: Option<String>,
}

impl LinkIn {
    pub(super) fn compose(self) -> Result<Draft, Problem> {
        let Self { text, title, url, header, footer } = self;
        let header = header.map(Header::Text);
        let body = Body::link(header.as_ref(), &text, footer.as_deref(), &Link { title, url });
        let body = body.map_err(|error| refused("link", &PARTS, error))?;
        Ok(Draft::new(Some(text), body))
    }
}
