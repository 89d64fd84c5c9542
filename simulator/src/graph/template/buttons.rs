//! The buttons of a template: which of them need a value, and what they show once they have it.

use serde_json::Value;

use super::values;
use crate::graph::check::rule;
use crate::graph::errors::GraphError;
use crate::state::text_at;
use crate::templates::StoredTemplate;
use crate::templates::slots::slots;
use crate::thread::Choice;

/// Characters in a code to copy.
const CODE: usize = 20;

pub(super) fn fill(template: &StoredTemplate, components: &[Value]) -> Result<Vec<Choice>, GraphError> {
    let stored = template.component("BUTTONS").and_then(|part| part["buttons"].as_array());
    let stored = stored.map_or(&[][..], Vec::as_slice);
    let given: Vec<&Value> = components.iter().filter(|part| part["type"] == "button").collect();
    for button in &given {
        let known = index(button).is_some_and(|index| index < stored.len());
        rule(known, || GraphError::invalid("buttons: the template has no button at this index"))?;
    }
    let choice = |(place, button): (usize, &Value)| {
        let value = given.iter().find(|given| index(given) == Some(place));
        one(place, button, value.copied())
    };
    stored.iter().enumerate().map(choice).collect()
}

/// A number, as text or not.
fn index(button: &Value) -> Option<usize> {
    let index = &button["index"];
    let number = index.as_u64().or_else(|| index.as_str()?.parse().ok())?;
    usize::try_from(number).ok()
}

fn one(place: usize, button: &Value, given: Option<&Value>) -> Result<Choice, GraphError> {
    let kind = text_at(button, "/type").unwrap_or_default().to_ascii_uppercase();
    let title = text_at(button, "/text").unwrap_or(&kind).to_owned();
    if let Some(given) = given {
        let sub_type = text_at(given, "/sub_type").unwrap_or_default();
        rule(sub_type.eq_ignore_ascii_case(&kind), || {
            let details = format!("buttons: Button at index {place} is of type {kind}, not {sub_type}");
            GraphError::whatsapp(132_012, &details)
        })?;
    }
    let parameters = given.and_then(|given| given["parameters"].as_array()).map_or(&[][..], Vec::as_slice);
    let (id, url) = match kind.as_str() {
        "URL" => (String::new(), Some(address(place, button, parameters)?)),
        "PHONE_NUMBER" => {
            (String::new(), Some(format!("tel:{}", text_at(button, "/phone_number").unwrap_or_default())))
        }
        "COPY_CODE" => (code(place, parameters)?, None),
        _ => (payload(parameters).unwrap_or_else(|| title.clone()), None),
    };
    Ok(Choice { id, title, description: None, url })
}

fn needed(place: usize, kind: &str) -> GraphError {
    GraphError::missing(&format!("buttons: Button at index {place} of type {kind} needs a parameter, which"))
}

/// The stored address with what fills its end.
fn address(place: usize, button: &Value, parameters: &[Value]) -> Result<String, GraphError> {
    let url = text_at(button, "/url").unwrap_or_default();
    let wanted = slots(url).len();
    rule(wanted == 0 || !parameters.is_empty(), || needed(place, "URL"))?;
    values::filled("buttons", url, parameters, false)
}

fn code(place: usize, parameters: &[Value]) -> Result<String, GraphError> {
    let code = parameters.first().and_then(|parameter| text_at(parameter, "/coupon_code"));
    let code = code.filter(|code| !code.is_empty()).ok_or_else(|| needed(place, "COPY_CODE"))?;
    rule(code.chars().count() <= CODE, || GraphError::invalid("buttons: a code has at most 20 characters"))?;
    Ok(code.to_owned())
}

fn payload(parameters: &[Value]) -> Option<String> {
    text_at(parameters.first()?, "/payload").filter(|payload| !payload.is_empty()).map(str::to_owned)
}
