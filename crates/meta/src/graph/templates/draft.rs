//! A template to hand in for approval.

use serde_json::{Map, Value, json};

use super::draft_buttons::{NewButton, buttons};
use super::placeholders::{is_number, pieces, slots};
use super::words::is_plain;
use super::{Category, Created, HeaderFormat, StoredTemplate, stored};
use crate::graph::body::require;
use crate::graph::limits::{self, LimitError, Limits};
use crate::json::Node;

/// A template as its owner describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// Lowercase letters, digits and `_`.
    pub name: String,
    /// Such as `pt_BR`.
    pub language: String,
    /// Marketing or utility. Authentication templates have fixed words and are not made here.
    pub category: Category,
    /// Above the body.
    pub header: Option<NewHeader>,
    /// The message, with `{{1}}`, `{{2}}`, … or `{{names}}`, not at its edges.
    pub body: String,
    /// Small, below; without placeholders.
    pub footer: Option<String>,
    /// At most 10.
    pub buttons: Vec<NewButton>,
    /// One for every placeholder of the body.
    pub examples: Vec<Example>,
}

/// An example for the reviewers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The placeholder.
    pub name: String,
    /// What could stand there.
    pub value: String,
}

/// A header to hand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewHeader {
    /// Words.
    Text {
        /// At most 60 characters and one placeholder.
        text: String,
        /// What could stand in the placeholder, where there is one.
        example: Option<String>,
    },
    /// A picture, video or document with a sample, by the handle of Meta's resumable upload.
    File {
        /// Which of the three.
        format: HeaderFormat,
        /// Such as `4::aW…`.
        handle: String,
    },
    /// A place, given at each send.
    Location,
}

impl NewTemplate {
    fn is_named(&self) -> bool {
        let header = if let Some(NewHeader::Text { text, .. }) = &self.header { text } else { "" };
        [header, &self.body].iter().any(|text| slots(text).iter().any(|slot| !is_number(slot)))
    }
}

/// A template within Meta's limits, ready for [`super::create`].
#[derive(Debug, Clone, PartialEq)]
pub struct Draft(Value);

/// Why a template cannot be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct DraftError {
    /// The field of [`NewTemplate`].
    pub field: &'static str,
    /// What is wrong with it.
    pub error: LimitError,
}

/// Names the field that an error is about.
fn of<T>(field: &'static str, checked: Result<T, LimitError>) -> Result<T, DraftError> {
    checked.map_err(|error| DraftError { field, error })
}

impl Draft {
    /// Checks what Meta would refuse without a reader: lengths, counts, placeholders and their examples.
    ///
    /// # Errors
    ///
    /// [`DraftError`], the first one found.
    pub fn of(new: &NewTemplate) -> Result<Self, DraftError> {
        let name = of("name", name(&new.name))?;
        let language = of("language", limits::text("language", &new.language, 16))?;
        let handed_in = matches!(new.category, Category::Marketing | Category::Utility);
        of("category", require(handed_in, "this category"))?;
        let named = new.is_named();
        let mut components = Vec::new();
        if let Some(header) = &new.header {
            components.push(of("header", self::header(header, named))?);
        }
        components.push(of("body", body(&new.body, named, &new.examples))?);
        components.extend(of("footer", footer(new.footer.as_deref()))?);
        if !new.buttons.is_empty() {
            let buttons = of("buttons", buttons(&new.buttons))?;
            components.push(json!({"type": "BUTTONS", "buttons": buttons}));
        }
        let format = if named { "NAMED" } else { "POSITIONAL" };
        Ok(Self(json!({
            "name": name, "language": language, "category": new.category.as_str(), "parameter_format": format,
            "components": components,
        })))
    }

    pub(super) fn json(&self) -> &Value {
        &self.0
    }

    /// The copy to keep of what Meta made of it, until the next sync brings Meta's own.
    pub fn stored(&self, created: &Created) -> Option<StoredTemplate> {
        let mut value = self.0.clone();
        let object = value.as_object_mut()?;
        object.insert("id".to_owned(), created.id.as_str().into());
        object.insert("status".to_owned(), created.status.as_str().into());
        if let Some(category) = &created.category {
            object.insert("category".to_owned(), category.as_str().into());
        }
        stored::read(Node::new(&value))
    }
}

fn name(name: &str) -> Result<&str, LimitError> {
    let name = limits::text("template name", name, Limits::TEMPLATE_NAME)?;
    require(is_plain(name) && name.to_lowercase() == name, "this template name")?;
    Ok(name)
}

fn footer(footer: Option<&str>) -> Result<Option<Value>, LimitError> {
    let Some(footer) = limits::optional("footer", footer, Limits::HEADER)? else { return Ok(None) };
    require(slots(footer).is_empty(), "a placeholder in a footer")?;
    Ok(Some(json!({"type": "FOOTER", "text": footer})))
}

fn header(header: &NewHeader, named: bool) -> Result<Value, LimitError> {
    match header {
        NewHeader::Text { text, example } => {
            let text = limits::text("header", text, Limits::HEADER)?;
            let slots = placeholders(text)?;
            require(slots.len() <= 1, "a second placeholder in the header")?;
            let mut part = object("HEADER");
            part.insert("format".to_owned(), "TEXT".into());
            part.insert("text".to_owned(), text.into());
            let given = slots.first().zip(example.clone());
            let given = given.map(|(name, value)| Example { name: name.clone(), value });
            let shown = samples(&slots, named, given.as_slice())?;
            if named && !slots.is_empty() {
                part.insert("example".to_owned(), json!({"header_text_named_params": shown}));
            } else if !slots.is_empty() {
                part.insert("example".to_owned(), json!({"header_text": shown}));
            }
            Ok(part.into())
        }
        NewHeader::File { format, handle } => {
            let media = matches!(format, HeaderFormat::Image | HeaderFormat::Video | HeaderFormat::Document);
            require(media, "this header format")?;
            let handle = limits::text("header sample", handle, usize::MAX)?;
            let example = json!({"header_handle": [handle]});
            Ok(json!({"type": "HEADER", "format": format.as_str(), "example": example}))
        }
        NewHeader::Location => Ok(json!({"type": "HEADER", "format": "LOCATION"})),
    }
}

fn body(text: &str, named: bool, examples: &[Example]) -> Result<Value, LimitError> {
    let text = limits::text("body", text, Limits::BODY)?;
    let slots = placeholders(text)?;
    let trimmed = text.trim();
    let at_edge = trimmed.starts_with("{{") || trimmed.ends_with("}}");
    require(!at_edge, "a placeholder at the edge of the body")?;
    let mut part = object("BODY");
    part.insert("text".to_owned(), text.into());
    let shown = samples(&slots, named, examples)?;
    if named && !slots.is_empty() {
        part.insert("example".to_owned(), json!({"body_text_named_params": shown}));
    } else if !slots.is_empty() {
        part.insert("example".to_owned(), json!({"body_text": [shown]}));
    }
    Ok(part.into())
}

fn object(kind: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), kind.into())])
}

/// The placeholders of a text: either 1, 2, 3, … without a gap or names in lowercase.
fn placeholders(text: &str) -> Result<Vec<String>, LimitError> {
    let open = pieces(text).any(|(words, _)| words.contains("{{") || words.contains("}}"));
    require(!open, "a placeholder that is not closed")?;
    let slots = slots(text);
    let named = |slot: &String| {
        let letter = slot.starts_with(|c: char| c.is_ascii_lowercase());
        letter && is_plain(slot) && slot.to_lowercase() == *slot
    };
    let counted = slots.iter().zip(1_u32..).all(|(slot, number)| *slot == number.to_string());
    require(counted || slots.iter().all(named), "this way of writing placeholders")?;
    Ok(slots)
}

/// The example of each placeholder, in order and in the form that goes with it.
fn samples(slots: &[String], named: bool, examples: &[Example]) -> Result<Vec<Value>, LimitError> {
    let sample = |slot: &String| {
        require(is_number(slot) != named, "names and numbers in one template")?;
        let example = examples.iter().find(|example| example.name == *slot);
        let value = example.map(|example| example.value.as_str()).unwrap_or_default();
        let value = limits::text("a placeholder's example", value, Limits::BODY)?;
        Ok(if named { json!({"param_name": slot, "example": value}) } else { value.into() })
    };
    slots.iter().map(sample).collect()
}
