//! Template messages against the stored template: the component, the count, the format, the values.

mod buttons;
mod values;

use serde_json::Value;

use super::check::{limit, rule};
use super::errors::GraphError;
use crate::state::text_at;
use crate::templates::{Account, StoredTemplate};
use crate::thread::Choice;

/// Characters in a filled body.
const BODY: usize = 1024;
/// Characters in a filled header.
const HEADER: usize = 60;

/// A template with its placeholders filled.
pub(super) struct Filled {
    pub(super) header: Option<String>,
    pub(super) text: String,
    pub(super) footer: Option<String>,
    pub(super) choices: Vec<Choice>,
    pub(super) category: String,
}

/// The shape alone.
pub(super) fn check(content: &Value) -> Result<(), GraphError> {
    limit(content, "/name", "template['name']", 512)?;
    limit(content, "/language/code", "template['language']['code']", 16)?;
    let kinds = ["header", "body", "button"];
    let sound = components(content)
        .iter()
        .all(|part| text_at(part, "/type").is_some_and(|kind| kinds.contains(&kind)));
    rule(sound, || GraphError::invalid("template component types are header, body and button"))
}

/// Finds the approved template and fills it.
pub(super) fn fill(account: Option<&Account>, content: &Value) -> Result<Filled, GraphError> {
    let name = text_at(content, "/name").unwrap_or_default();
    let language = text_at(content, "/language/code").unwrap_or_default();
    let template = account.and_then(|account| account.find(name, language));
    let absent =
        || GraphError::whatsapp(132_001, &format!("template name ({name}) does not exist in {language}"));
    let template = template.ok_or_else(absent)?;
    match template.text("status") {
        // What is flagged or was reinstated can still be sent.
        "APPROVED" | "FLAGGED" | "REINSTATED" => {}
        "PAUSED" => return Err(GraphError::whatsapp(132_015, "The template is paused")),
        "DISABLED" => return Err(GraphError::whatsapp(132_016, "The template is disabled")),
        _ => return Err(absent()),
    }
    let words = template.component("BODY").map(|body| &body["text"]).and_then(Value::as_str);
    let text =
        values::filled("body", words.unwrap_or_default(), given(content, "body"), template.is_named())?;
    rule(text.chars().count() <= BODY, || too_long("body"))?;
    let footer = template.component("FOOTER").and_then(|footer| text_at(footer, "/text"));
    Ok(Filled {
        header: header(template, content)?,
        text,
        footer: footer.map(str::to_owned),
        choices: buttons::fill(template, components(content))?,
        category: template.text("category").to_owned(),
    })
}

/// The words of a text header; a file or place is checked and shown by itself.
fn header(template: &StoredTemplate, content: &Value) -> Result<Option<String>, GraphError> {
    let given = given(content, "header");
    let Some(header) = template.component("HEADER") else {
        return values::count("header", 0, given).map(|()| None);
    };
    let format = text_at(header, "/format").unwrap_or("TEXT").to_ascii_lowercase();
    if format == "text" {
        let words = text_at(header, "/text").unwrap_or_default();
        let text = values::filled("header", words, given, template.is_named())?;
        rule(text.chars().count() <= HEADER, || too_long("header"))?;
        return Ok(Some(text));
    }
    let found = given.first().and_then(|parameter| text_at(parameter, "/type")).unwrap_or("unknown");
    rule(given.len() == 1 && found == format, || {
        let (expected, found) = (format.to_uppercase(), found.to_uppercase());
        let details = format!("header: Format mismatch, expected {expected}, received {found}");
        GraphError::whatsapp(132_012, &details)
    })?;
    values::object(&format, &given[0]).map(|()| None)
}

fn too_long(place: &str) -> GraphError {
    GraphError::whatsapp(132_005, &format!("{place}: the translated text is too long"))
}

/// The parameters of the component of this type.
fn given<'a>(content: &'a Value, kind: &str) -> &'a [Value] {
    let part = components(content).iter().find(|part| part["type"] == kind);
    part.and_then(|part| part["parameters"].as_array()).map_or(&[], Vec::as_slice)
}

fn components(content: &Value) -> &[Value] {
    content["components"].as_array().map_or(&[], Vec::as_slice)
}
