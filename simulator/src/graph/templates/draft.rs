//! What a new template must look like. Meta refuses with 100 and a subcode that says which part is wrong.

use serde_json::{Value, json};

use crate::graph::check::rule;
use crate::graph::errors::GraphError;
use crate::state::text_at;
use crate::templates::slots::{pieces, slots};
use crate::templates::{Account, StoredTemplate};

const NAME: usize = 512;
const BODY: usize = 1024;
const SHORT: usize = 60;
const BUTTON: usize = 25;
const MOST_BUTTONS: usize = 10;
const FORMATS: [&str; 5] = ["TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"];

/// Adds it, to be reviewed.
pub(super) fn create(account: &mut Account, body: &Value) -> Result<Value, GraphError> {
    let name = text_at(body, "/name").unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let sound = (1..=NAME).contains(&name.len()) && name.bytes().all(plain);
    rule(sound, || GraphError::parameter("Param name must be lowercase letters, digits and underscores"))?;
    let language = text_at(body, "/language").unwrap_or_default();
    rule((2..=16).contains(&language.len()), || GraphError::parameter("Param language must be a locale"))?;
    category(body)?;
    components(&body["components"])?;
    let taken = account.find(name, language).is_some();
    rule(!taken, || refused(2_388_024, "There is already content in this language for this template"))?;
    let mut template = StoredTemplate::read(body.clone())
        .ok_or_else(|| GraphError::parameter("The parameter name is required."))?;
    template.set("status", json!("PENDING"));
    let category = template.text("category").to_owned();
    let id = account.put(template);
    Ok(json!({ "id": id.to_string(), "status": "PENDING", "category": category }))
}

/// Changes the parts or the category; it is reviewed again.
pub(super) fn edit(template: &mut StoredTemplate, body: &Value) -> Result<Value, GraphError> {
    if body.get("category").is_some() {
        category(body)?;
        template.set("category", body["category"].clone());
    }
    if body.get("components").is_some() {
        components(&body["components"])?;
        template.set("components", body["components"].clone());
    }
    template.set("status", json!("PENDING"));
    Ok(json!({ "success": true }))
}

fn category(body: &Value) -> Result<(), GraphError> {
    let category = text_at(body, "/category").unwrap_or_default();
    rule(["MARKETING", "UTILITY", "AUTHENTICATION"].contains(&category), || {
        GraphError::parameter("Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}")
    })
}

fn components(components: &Value) -> Result<(), GraphError> {
    let parts = components.as_array().map_or(&[][..], Vec::as_slice);
    let bodies = parts.iter().filter(|part| part["type"] == "BODY").count();
    rule(bodies == 1, || refused(2_388_072, "A template has exactly one BODY"))?;
    parts.iter().try_for_each(|part| match text_at(part, "/type").unwrap_or_default() {
        "HEADER" => header(part),
        "BODY" => words(part, BODY, 2_388_072, &["body_text", "body_text_named_params"]),
        "FOOTER" => {
            rule(slots(text(part)).is_empty(), || refused(2_388_073, "A FOOTER has no variables"))?;
            words(part, SHORT, 2_388_073, &[])
        }
        "BUTTONS" => buttons(part),
        other => Err(GraphError::parameter(&format!("Unknown component type {other:?}"))),
    })
}

fn header(part: &Value) -> Result<(), GraphError> {
    let format = text_at(part, "/format").unwrap_or_default();
    rule(FORMATS.contains(&format), || refused(2_388_047, "Unknown format of a HEADER"))?;
    match format {
        "TEXT" => {
            rule(slots(text(part)).len() <= 1, || refused(2_388_047, "A HEADER has at most one variable"))?;
            words(part, SHORT, 2_388_047, &["header_text", "header_text_named_params"])
        }
        "LOCATION" => Ok(()),
        _ => {
            let sample = part.pointer("/example/header_handle/0").is_some_and(Value::is_string);
            rule(sample, || refused(2_388_047, "A media HEADER needs a sample in example.header_handle"))
        }
    }
}

/// A text that is there, short enough, with a sample for each variable and none at its ends.
fn words(part: &Value, most: usize, subcode: i64, samples: &[&str]) -> Result<(), GraphError> {
    let text = text(part);
    let length = text.chars().count();
    rule(length > 0, || refused(subcode, "A text is required"))?;
    rule(length <= most, || refused(2_388_040, &format!("A text has at most {most} characters")))?;
    let wanted = slots(text).len();
    if wanted == 0 {
        return Ok(());
    }
    let given = samples.iter().find_map(|key| part["example"].get(key)).map(count);
    rule(given == Some(wanted), || refused(subcode, "Each variable needs a sample in example"))?;
    if most == BODY {
        let starts =
            pieces(text).next().is_some_and(|(plain, slot)| slot.is_some() && plain.trim().is_empty());
        let ends = text.trim_end().ends_with("}}");
        rule(!starts && !ends, || refused(2_388_299, "Variables can't be at the start or end of the body"))?;
    }
    Ok(())
}

/// Samples are a list, or for a positional body a list in a list.
fn count(samples: &Value) -> usize {
    let list = samples.get(0).filter(|first| first.is_array()).unwrap_or(samples);
    list.as_array().map_or(0, Vec::len)
}

fn buttons(part: &Value) -> Result<(), GraphError> {
    let buttons = part["buttons"].as_array().map_or(&[][..], Vec::as_slice);
    let sound = (1..=MOST_BUTTONS).contains(&buttons.len());
    rule(sound, || GraphError::parameter("Between 1 and 10 buttons are allowed"))?;
    for button in buttons {
        let kind = text_at(button, "/type").unwrap_or_default();
        let label = text_at(button, "/text").unwrap_or_default().chars().count();
        let labelled = ["COPY_CODE", "REQUEST_CONTACT_INFO"].contains(&kind) || (1..=BUTTON).contains(&label);
        rule(labelled, || GraphError::parameter("A button's text has 1 to 25 characters"))?;
        let missing = match kind {
            "URL" if text_at(button, "/url").is_none() => Some("url"),
            "URL" if !slots(&button["url"].to_string()).is_empty() && button["example"].is_null() => {
                Some("example")
            }
            "QUICK_REPLY" | "REQUEST_CONTACT_INFO" | "URL" => None,
            "PHONE_NUMBER" => text_at(button, "/phone_number").is_none().then_some("phone_number"),
            "COPY_CODE" => button["example"].is_null().then_some("example"),
            other => return Err(GraphError::parameter(&format!("Unknown button type {other:?}"))),
        };
        rule(missing.is_none(), || {
            GraphError::parameter(&format!("A {kind} button needs {}", missing.unwrap_or_default()))
        })?;
    }
    Ok(())
}

fn text(part: &Value) -> &str {
    text_at(part, "/text").unwrap_or_default()
}

fn refused(subcode: i64, why: &str) -> GraphError {
    GraphError {
        subcode: Some(subcode),
        user_message: Some(why.to_owned()),
        ..GraphError::parameter("Invalid parameter")
    }
}
