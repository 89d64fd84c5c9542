//! The buttons of a template to hand in.

use serde_json::{Value, json};

use super::placeholders::is_number;
use crate::graph::body::require;
use crate::graph::limits::{self, LimitError, Limits};

/// A button to hand in. Labels are at most 25 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewButton {
    /// Answers with its label.
    QuickReply(String),
    /// Opens an address; at most two of these.
    Url {
        /// The label.
        text: String,
        /// The address, perhaps with `{{1}}` at its end.
        url: String,
        /// What could stand in the placeholder, where there is one.
        example: Option<String>,
    },
    /// Calls a number; at most one.
    PhoneNumber {
        /// The label.
        text: String,
        /// E.164 with `+`.
        number: String,
    },
    /// Copies a code; at most one. An example of it.
    CopyCode(String),
    /// Asks for the customer's number.
    RequestContactInfo,
}

pub(super) fn buttons(buttons: &[NewButton]) -> Result<Vec<Value>, LimitError> {
    limits::count("buttons", buttons.len(), Limits::TEMPLATE_BUTTONS)?;
    let count = |is: fn(&NewButton) -> bool| buttons.iter().filter(|button| is(button)).count();
    require(count(|button| matches!(button, NewButton::Url { .. })) <= 2, "a third address")?;
    require(count(|button| matches!(button, NewButton::PhoneNumber { .. })) <= 1, "a second phone number")?;
    require(count(|button| matches!(button, NewButton::CopyCode(_))) <= 1, "a second code")?;
    let mut groups: Vec<bool> =
        buttons.iter().map(|button| matches!(button, NewButton::QuickReply(_))).collect();
    groups.dedup();
    let replies = groups.iter().filter(|is_reply| **is_reply).count();
    require(replies <= 1, "another button between quick replies")?;
    buttons.iter().map(button).collect()
}

fn button(button: &NewButton) -> Result<Value, LimitError> {
    let label = |text| limits::text("button", text, Limits::TEMPLATE_BUTTON);
    Ok(match button {
        NewButton::QuickReply(text) => json!({"type": "QUICK_REPLY", "text": label(text)?}),
        NewButton::Url { text, url, example } => address(label(text)?, url, example.as_deref())?,
        NewButton::PhoneNumber { text, number } => {
            let digits = number.strip_prefix('+').unwrap_or_default();
            let fits = (7..=15).contains(&digits.len()) && is_number(digits);
            require(fits, "a phone number that is not + and 7 to 15 digits")?;
            json!({"type": "PHONE_NUMBER", "text": label(text)?, "phone_number": number})
        }
        NewButton::CopyCode(example) => {
            json!({"type": "COPY_CODE", "example": limits::text("code", example, Limits::COPY_CODE)?})
        }
        NewButton::RequestContactInfo => json!({"type": "REQUEST_CONTACT_INFO"}),
    })
}

fn address(text: &str, url: &str, example: Option<&str>) -> Result<Value, LimitError> {
    let url = limits::text("address", url, Limits::ADDRESS)?;
    require(url.starts_with("https://"), "an address that is not https")?;
    let mut value = json!({"type": "URL", "text": text, "url": url});
    if url.contains("{{") {
        let ends = url.strip_suffix("{{1}}").is_some_and(|rest| !rest.contains("{{"));
        require(ends, "a placeholder other than {{1}} at the end of an address")?;
        let example = limits::text("an address's example", example.unwrap_or_default(), Limits::ADDRESS)?;
        if let Some(object) = value.as_object_mut() {
            object.insert("example".to_owned(), json!([example]));
        }
    }
    Ok(value)
}
