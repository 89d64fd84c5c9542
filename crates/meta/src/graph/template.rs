//! Approved templates: the only messages that may go when the window is closed.

use serde_json::{Value as Json, json};

use super::body::{Body, File, require};
use super::limits::{self, LimitError, Limits};
use crate::webhook::MediaKind;

/// A template and what fills it. Whether it fits the approved one is for the caller's synced copy to say.
#[derive(Clone, Default, PartialEq)]
pub struct Template {
    /// Lowercase letters, digits and `_`.
    pub name: String,
    /// Such as `pt_BR`.
    pub language: String,
    /// What fills the header.
    pub header: Option<Parameter>,
    /// What fills the body, in order.
    pub body: Vec<Parameter>,
    /// What is behind the buttons that need something: their place, counted from 0, and what.
    pub buttons: Vec<(u8, TemplateAction)>,
}

/// One value of a template.
#[derive(Clone, PartialEq)]
pub struct Parameter {
    /// The name, for templates with named values; `None` where the order decides.
    pub name: Option<String>,
    /// The value.
    pub value: Value,
}

/// The kinds of values.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Words. No line breaks, tabs or runs of over four spaces: Meta refuses them.
    Text(String),
    /// Money, with thousandths of the major unit.
    Currency {
        /// What is shown where Meta cannot format it.
        fallback: String,
        /// ISO 4217.
        code: String,
        /// The amount times 1000.
        amount_1000: i64,
    },
    /// A date, as it is to be shown.
    DateTime(String),
    /// A picture, video or document, for a header.
    File(MediaKind, File),
    /// A document with the name that it is shown under, for a header.
    Document(File, String),
    /// A place, for a header. Degrees.
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

/// What a template's button does.
#[derive(Clone, PartialEq)]
pub enum TemplateAction {
    /// Comes back when pressed.
    QuickReply(String),
    /// Is put at the end of the button's address.
    UrlSuffix(String),
    /// Is copied; at most 20 characters.
    CopyCode(String),
}

crate::json::log_safe! {
    Template { name, language }
    Parameter {}
}
crate::json::log_safe_unit!(Value);
crate::json::log_safe_unit!(TemplateAction);

impl Body {
    /// A template.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: the name or language is malformed, or a value is empty or not allowed.
    pub fn template(template: &Template) -> Result<Self, LimitError> {
        let name = limits::text("template name", &template.name, Limits::TEMPLATE_NAME)?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        require(name.bytes().all(plain), "this template name")?;
        let language = limits::text("language", &template.language, 16)?;
        let value =
            json!({"name": name, "language": {"code": language}, "components": components(template)?});
        Ok(Self::new("template", value))
    }
}

fn components(template: &Template) -> Result<Vec<Json>, LimitError> {
    let mut components = Vec::new();
    if let Some(header) = &template.header {
        components.push(json!({"type": "header", "parameters": [parameter(header)?]}));
    }
    if !template.body.is_empty() {
        let parameters = template.body.iter().map(parameter).collect::<Result<Vec<_>, _>>()?;
        components.push(json!({"type": "body", "parameters": parameters}));
    }
    for (index, action) in &template.buttons {
        components.push(button(*index, action)?);
    }
    Ok(components)
}

fn parameter(parameter: &Parameter) -> Result<Json, LimitError> {
    let mut value = match &parameter.value {
        Value::Text(text) => json!({"type": "text", "text": fill(text)?}),
        Value::Currency { fallback, code, amount_1000 } => {
            let money = json!({"fallback_value": fill(fallback)?, "code": code, "amount_1000": amount_1000});
            json!({"type": "currency", "currency": money})
        }
        Value::DateTime(text) => json!({"type": "date_time", "date_time": {"fallback_value": fill(text)?}}),
        Value::File(kind, file) => {
            require(!matches!(kind, MediaKind::Audio | MediaKind::Sticker), "this kind of header")?;
            json!({"type": kind.name(), kind.name(): file.object()?})
        }
        Value::Document(file, filename) => {
            let mut object = file.object()?;
            object
                .insert("filename".to_owned(), limits::text("file name", filename, Limits::FILENAME)?.into());
            json!({"type": "document", "document": object})
        }
        Value::Location { latitude, longitude, name, address } => {
            let place = Body::location(*latitude, *longitude, name, address)?;
            json!({"type": "location", "location": place.value})
        }
    };
    if let (Some(name), Some(object)) = (&parameter.name, value.as_object_mut()) {
        object.insert("parameter_name".to_owned(), name.as_str().into());
    }
    Ok(value)
}

/// Meta refuses values with line breaks, tabs or more than four spaces in a row.
fn fill(text: &str) -> Result<&str, LimitError> {
    let text = limits::text("template value", text, Limits::BODY)?;
    let broken = text.contains(['\n', '\r', '\t']) || text.contains("     ");
    require(!broken, "a line break, a tab or five spaces in a template value")?;
    Ok(text)
}

fn button(index: u8, action: &TemplateAction) -> Result<Json, LimitError> {
    let (kind, parameter) = match action {
        TemplateAction::QuickReply(payload) => (
            "quick_reply",
            json!({"type": "payload", "payload": limits::text("payload", payload, Limits::BUTTON_ID)?}),
        ),
        TemplateAction::UrlSuffix(suffix) => {
            ("url", json!({"type": "text", "text": limits::text("address", suffix, Limits::ADDRESS)?}))
        }
        TemplateAction::CopyCode(code) => {
            let code = limits::text("code", code, Limits::COPY_CODE)?;
            ("copy_code", json!({"type": "coupon_code", "coupon_code": code}))
        }
    };
    Ok(json!({"type": "button", "sub_type": kind, "index": index.to_string(), "parameters": [parameter]}))
}
