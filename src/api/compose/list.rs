//! `{"list": {text, button, sections: [{title, rows: [{id, title, description}]}], header, footer}}`.

use meta::graph::{Body, Row, Section};
use serde::Deserialize;

use super::{Draft, refused};
use crate::problem::Problem;

/// What the words of a refusal mean.
const PARTS: [(&str, &str); 11] = [
    ("text", "text"),
    ("header", "header"),
    ("footer", "footer"),
    ("button", "button"),
    ("sections", "sections"),
    ("section title", "sections"),
    ("rows", "sections"),
    ("row", "sections"),
    ("row id", "sections"),
    ("row ids", "sections"),
    ("row description", "sections"),
];

/// A question with up to ten choices behind one button.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListIn {
    text: String,
    button: String,
    sections: Vec<SectionIn>,
    #[serde(default)]
    header: Option<String>,
    #[serde(default)]
    footer: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionIn {
    #[serde(default)]
    title: String,
    rows: Vec<RowIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowIn {
    id: String,
    title: String,
    #[serde(default)]
    description: Option<String>,
}

impl ListIn {
    pub(super) fn compose(self) -> Result<Draft, Problem> {
        let Self { text, button, sections, header, footer } = self;
        let row = |RowIn { id, title, description }| Row { id, title, description };
        let section =
            |SectionIn { title, rows }| Section { title, rows: rows.into_iter().map(row).collect() };
        let sections: Vec<Section> = sections.into_iter().map(section).collect();
        let body = Body::list(header.as_deref(), &text, footer.as_deref(), &button, &sections);
        let body = body.map_err(|error| refused("list", &PARTS, error))?;
        Ok(Draft::new(Some(text), body))
    }
}
