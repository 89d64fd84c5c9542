//! What a send of a template must give.

use super::placeholders::{filled, slots};
use super::{ButtonKind, Component, HeaderFormat, Status, StoredButton, StoredTemplate};
use crate::graph::{Parameter, ParameterValue, Template};
use crate::webhook::MediaKind;

/// Parts and buttons whose contents cannot be given here: such a template is never sent.
const NOT_SENT: [&str; 4] = ["CAROUSEL", "LIMITED_TIME_OFFER", "MPM", "SPM"];

/// What a send of a template must give.
#[derive(Clone, PartialEq, Eq)]
pub struct Schema {
    /// The template's name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// Only an approved one may be sent.
    pub status: Status,
    /// What the header needs.
    pub header: HeaderNeed,
    /// The body's parameters: `1`, `2`, … or names.
    pub body: Vec<String>,
    /// The buttons, in order.
    pub buttons: Vec<ButtonNeed>,
    /// A part that keeps the template from being sent, by Meta's name.
    pub not_sent: Option<String>,
    pub(super) words: Words,
}

crate::json::log_safe!(Schema { name, language, status, header, body, buttons, not_sent });

/// The words of a template, placeholders included.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) header: String,
    pub(super) body: String,
    pub(super) footer: String,
}

/// What a header needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderNeed {
    /// Nothing: there is none, or its words are fixed.
    Nothing,
    /// Values for these parameters; Meta allows one.
    Text(Vec<String>),
    /// A file of this kind, at every send.
    File(MediaKind),
    /// A place.
    Location,
}

/// What a button needs.
#[derive(Clone, PartialEq, Eq)]
pub struct ButtonNeed {
    /// Its place, counted from 0.
    pub index: u8,
    /// What it does.
    pub kind: ButtonKind,
    /// What it says.
    pub label: Option<String>,
    /// What can be given for it.
    pub takes: Option<Takes>,
}

crate::json::log_safe!(ButtonNeed { index, kind, takes });

/// What can be given for a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The end of its address; must be given.
    Suffix,
    /// What comes back when it is pressed; its label unless given.
    Payload,
    /// The code to copy; must be given.
    Code,
}

impl ButtonNeed {
    /// Whether a send without a value for it is refused.
    pub fn is_required(&self) -> bool {
        matches!(self.takes, Some(Takes::Suffix | Takes::Code))
    }
}

impl Schema {
    pub(super) fn of(template: &StoredTemplate) -> Self {
        let mut schema = Self {
            name: template.name.clone(),
            language: template.language.clone(),
            status: template.status.clone(),
            header: HeaderNeed::Nothing,
            body: Vec::new(),
            buttons: Vec::new(),
            not_sent: None,
            words: Words::default(),
        };
        for component in &template.components {
            schema.add(component);
        }
        schema
    }

    fn add(&mut self, component: &Component) {
        match component {
            Component::Header { format, text } => {
                self.add_header(format, text.as_deref().unwrap_or_default());
            }
            Component::Body { text } => {
                self.body = slots(text);
                self.words.body.clone_from(text);
            }
            Component::Footer { text } => self.words.footer.clone_from(text),
            Component::Buttons(buttons) => self.add_buttons(buttons),
            Component::Other { kind } => self.note(kind),
        }
    }

    fn add_header(&mut self, format: &HeaderFormat, text: &str) {
        self.header = match format {
            HeaderFormat::Text => {
                text.clone_into(&mut self.words.header);
                let slots = slots(text);
                if slots.is_empty() { HeaderNeed::Nothing } else { HeaderNeed::Text(slots) }
            }
            HeaderFormat::Image => HeaderNeed::File(MediaKind::Image),
            HeaderFormat::Video => HeaderNeed::File(MediaKind::Video),
            HeaderFormat::Document => HeaderNeed::File(MediaKind::Document),
            HeaderFormat::Location => HeaderNeed::Location,
            HeaderFormat::Other(format) => {
                // A header that is not known here surely holds something.
                self.not_sent = Some(format.clone());
                HeaderNeed::Nothing
            }
        };
    }

    fn add_buttons(&mut self, buttons: &[StoredButton]) {
        for (index, button) in (0_u8..).zip(buttons) {
            if let ButtonKind::Other(kind) = &button.kind {
                self.note(kind);
            }
            let (kind, label) = (button.kind.clone(), button.text.clone());
            self.buttons.push(ButtonNeed { index, kind, label, takes: takes(button) });
        }
    }

    fn note(&mut self, kind: &str) {
        if NOT_SENT.contains(&kind) {
            self.not_sent = Some(kind.to_owned());
        }
    }

    /// The words that a send shows, for keeping in the conversation: header, body and footer, a line each.
    pub fn text(&self, template: &Template) -> String {
        let parts = [
            said(&self.words.header, template.header.as_slice()),
            said(&self.words.body, &template.body),
            self.words.footer.clone(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }
}

/// The words with the parameters in their places.
pub(super) fn said(words: &str, parameters: &[Parameter]) -> String {
    filled(words, |slot| value(parameters, slot))
}

/// The words given for a placeholder: by its name, else by its place.
fn value<'a>(parameters: &'a [Parameter], slot: &str) -> Option<&'a str> {
    let named = parameters.iter().find(|parameter| parameter.name.as_deref() == Some(slot));
    let placed = || parameters.get(slot.parse::<usize>().ok()?.checked_sub(1)?);
    match &named.or_else(placed)?.value {
        ParameterValue::Text(text) => Some(text),
        _ => None,
    }
}

fn takes(button: &StoredButton) -> Option<Takes> {
    match &button.kind {
        ButtonKind::Url if button.url.as_deref().is_some_and(|url| url.contains("{{")) => Some(Takes::Suffix),
        ButtonKind::QuickReply => Some(Takes::Payload),
        ButtonKind::CopyCode => Some(Takes::Code),
        _ => None,
    }
}
