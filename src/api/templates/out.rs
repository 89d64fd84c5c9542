//! A template as the API shows it, with what a send must give.

use durable_objects::tenant::protocol::TemplateView;
use meta::graph::templates::{
    ButtonNeed, Category, Component, HeaderNeed, ParameterFormat, Schema, Status, StoredTemplate, Takes,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::api::rfc3339;

/// A template.
#[derive(Serialize)]
pub struct TemplateOut {
    /// Meta's id.
    id: String,
    name: String,
    language: String,
    /// Meta's word, such as `APPROVED`.
    status: Status,
    category: Category,
    /// Why Meta refused or stopped it, by Meta's name.
    reason: Option<String>,
    /// Whether it can be sent from here, and if not, why.
    is_sendable: bool,
    not_sendable: Option<String>,
    parameter_format: ParameterFormat,
    parameters: Parameters,
    text: Words,
    synced_at: String,
}

/// What a send must give.
#[derive(Serialize)]
struct Parameters {
    /// None: nothing. `kind` is `text`, `image`, `video`, `document` or `location`.
    header: Option<Value>,
    /// Names, or `1`, `2`, … in order.
    body: Vec<String>,
    buttons: Vec<ButtonOut>,
}

/// A button that takes a value.
#[derive(Serialize)]
struct ButtonOut {
    /// Its place, counted from 0.
    index: u8,
    label: Option<String>,
    /// `suffix`, `payload` or `code`.
    takes: &'static str,
    is_required: bool,
}

/// Its words, placeholders included.
#[derive(Default, Serialize)]
struct Words {
    header: Option<String>,
    body: Option<String>,
    footer: Option<String>,
}

impl From<TemplateView> for TemplateOut {
    fn from(view: TemplateView) -> Self {
        let schema = view.template.schema();
        let not_sendable = not_sendable(&schema);
        let parameters = Parameters {
            header: header(&schema.header),
            buttons: schema.buttons.iter().filter_map(button).collect(),
            body: schema.body,
        };
        let text = words(&view.template);
        let StoredTemplate { id, name, language, status, category, parameter_format, .. } = view.template;
        Self {
            id,
            name,
            language,
            status,
            category,
            reason: view.reason,
            is_sendable: not_sendable.is_none(),
            not_sendable,
            parameter_format,
            parameters,
            text,
            synced_at: rfc3339(view.synced_at),
        }
    }
}

fn not_sendable(schema: &Schema) -> Option<String> {
    if schema.status != Status::Approved {
        return Some(format!("Meta's status is {}; only APPROVED ones can be sent.", schema.status.as_str()));
    }
    schema.not_sent.as_ref().map(|part| format!("Templates with {part} cannot be sent from here."))
}

fn header(need: &HeaderNeed) -> Option<Value> {
    match need {
        HeaderNeed::Nothing => None,
        HeaderNeed::Text(names) => Some(json!({ "kind": "text", "names": names })),
        HeaderNeed::File(kind) => Some(json!({ "kind": kind.name() })),
        HeaderNeed::Location => Some(json!({ "kind": "location" })),
    }
}

fn button(need: &ButtonNeed) -> Option<ButtonOut> {
    let takes = match need.takes? {
        Takes::Suffix => "suffix",
        Takes::Payload => "payload",
        Takes::Code => "code",
    };
    Some(ButtonOut { index: need.index, label: need.label.clone(), takes, is_required: need.is_required() })
}

fn words(template: &StoredTemplate) -> Words {
    let mut words = Words::default();
    for component in &template.components {
        match component {
            Component::Header { text, .. } => words.header.clone_from(text),
            Component::Body { text } => words.body = Some(text.clone()),
            Component::Footer { text } => words.footer = Some(text.clone()),
            Component::Buttons(_) | Component::Other { .. } => {}
        }
    }
    words
}
