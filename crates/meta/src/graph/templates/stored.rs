//! The synced copy of a template.

use serde::{Deserialize, Serialize};

use super::placeholders::{is_number, slots};
use super::{ButtonKind, Category, HeaderFormat, ParameterFormat, Schema, Status};
use crate::json::Node;

/// A template as Meta has it. (name, language) is its key: one name may stand for several languages.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTemplate {
    /// Meta's id.
    pub id: String,
    /// Lowercase letters, digits and `_`.
    pub name: String,
    /// Such as `pt_BR`.
    pub language: String,
    /// Whether it may be sent.
    pub status: Status,
    /// What it is for.
    pub category: Category,
    /// How its parameters are told apart.
    pub parameter_format: ParameterFormat,
    /// Its parts.
    pub components: Vec<Component>,
}

crate::json::log_safe!(StoredTemplate { id, name, language, status, category });

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// Above the body.
    Header {
        /// What it holds.
        format: HeaderFormat,
        /// The words of a text header.
        text: Option<String>,
    },
    /// The message.
    Body {
        /// Its words.
        text: String,
    },
    /// Small, below.
    Footer {
        /// Its words.
        text: String,
    },
    /// The buttons, in order.
    Buttons(Vec<StoredButton>),
    /// A part that is not known here.
    Other {
        /// Meta's name for it, such as `CAROUSEL`.
        kind: String,
    },
}

/// A button of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredButton {
    /// What it does.
    pub kind: ButtonKind,
    /// What it says.
    pub text: Option<String>,
    /// The address that it opens, perhaps with a placeholder at its end.
    pub url: Option<String>,
}

impl StoredTemplate {
    /// What a send must give.
    pub fn schema(&self) -> Schema {
        Schema::of(self)
    }
}

pub(super) fn read(node: Node<'_>) -> Option<StoredTemplate> {
    let word = |key: &str| node.at(key).text();
    let components: Vec<Component> = node.at("components").items().filter_map(component).collect();
    let format = word("parameter_format").map(|word| ParameterFormat::from_word(&word));
    Some(StoredTemplate {
        id: node.at("id").id()?,
        name: word("name")?,
        language: word("language")?,
        status: Status::from_word(&word("status").unwrap_or_default()),
        category: Category::from_word(&word("category").unwrap_or_default()),
        parameter_format: format.unwrap_or_else(|| seen_format(&components)),
        components,
    })
}

/// Older versions of Graph do not tell the format; the placeholders do.
fn seen_format(components: &[Component]) -> ParameterFormat {
    let named = components.iter().any(|component| match component {
        Component::Body { text } | Component::Header { text: Some(text), .. } => {
            slots(text).iter().any(|slot| !is_number(slot))
        }
        _ => false,
    });
    if named { ParameterFormat::Named } else { ParameterFormat::Positional }
}

fn component(node: Node<'_>) -> Option<Component> {
    let kind = node.at("type").text()?.to_ascii_uppercase();
    let text = || node.at("text").text();
    Some(match kind.as_str() {
        "HEADER" => Component::Header {
            format: HeaderFormat::from_word(&node.at("format").text().unwrap_or_default()),
            text: text(),
        },
        "BODY" => Component::Body { text: text()? },
        "FOOTER" => Component::Footer { text: text()? },
        "BUTTONS" => Component::Buttons(node.at("buttons").items().map(button).collect()),
        _ => Component::Other { kind },
    })
}

fn button(node: Node<'_>) -> StoredButton {
    StoredButton {
        kind: ButtonKind::from_word(&node.at("type").text().unwrap_or_default()),
        text: node.at("text").text(),
        url: node.at("url").text(),
    }
}
