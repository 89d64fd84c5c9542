//! What a sender gives for a template.

use serde::{Deserialize, Serialize};

use crate::graph::File;

/// What a sender gives for a template. Checked by [`super::Schema::check`].
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TemplateValues {
    /// For the header.
    pub header: Option<HeaderValue>,
    /// For the body.
    pub body: Vec<Filling>,
    /// For the buttons.
    pub buttons: Vec<ButtonValue>,
}

/// What a header is given.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderValue {
    /// Words for its parameter.
    Text(Filling),
    /// A file of the kind that the template has.
    File {
        /// Where it is.
        file: File,
        /// The name that a document is shown under.
        #[serde(default)]
        filename: Option<String>,
    },
    /// A place. Degrees.
    Location {
        /// North.
        latitude: f64,
        /// East.
        longitude: f64,
        /// What the place is called.
        name: String,
        /// Its address.
        address: String,
    },
}

/// The value of one parameter.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filling {
    /// The parameter's name or number; `None`: the next in order, for positional templates.
    pub name: Option<String>,
    /// The words. Line breaks, tabs and long runs of spaces become one space: Meta refuses them.
    pub value: String,
    /// What stands in where `value` is empty, such as a kind word for a missing first name.
    pub fallback: Option<String>,
}

/// What a button is given.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ButtonValue {
    /// Its place, counted from 0.
    pub index: u8,
    /// The address's end, the payload or the code.
    pub value: String,
    /// What stands in where `value` is empty.
    pub fallback: Option<String>,
}

crate::json::log_safe! {
    TemplateValues {}
    Filling {}
    ButtonValue { index }
}
crate::json::log_safe_unit!(HeaderValue);

impl Filling {
    /// A value for the next place.
    pub fn new(value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::default() }
    }

    /// A value for the parameter with this name.
    pub fn named(name: &str, value: &str) -> Self {
        Self { name: Some(name.to_owned()), ..Self::new(value) }
    }

    /// Adds what stands in for an empty value.
    #[must_use]
    pub fn or(mut self, fallback: &str) -> Self {
        self.fallback = Some(fallback.to_owned());
        self
    }
}
