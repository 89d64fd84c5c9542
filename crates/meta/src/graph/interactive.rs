//! Messages with something to press.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::body::{Body, File, require};
use super::limits::{self, LimitError, Limits};
use crate::webhook::MediaKind;

/// What stands above an interactive message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// Words, at most 60 characters.
    Text(String),
    /// A picture, video or document.
    File(MediaKind, File),
}

/// A reply button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// Comes back when pressed; at most 256 characters.
    pub id: String,
    /// At most 20 characters.
    pub title: String,
}

/// A button that opens an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// At most 20 characters.
    pub title: String,
    /// An https address.
    pub url: String,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// At most 24 characters; needed if there are several.
    #[serde(default)]
    pub title: String,
    /// What can be chosen.
    pub rows: Vec<Row>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Comes back when chosen; at most 200 characters.
    pub id: String,
    /// At most 24 characters.
    pub title: String,
    /// At most 72 characters.
    #[serde(default)]
    pub description: Option<String>,
}

impl Body {
    /// One to three reply buttons with different titles.
    ///
    /// # Errors
    ///
    /// [`LimitError`] for every limit of the parts.
    pub fn buttons(
        header: Option<&Header>,
        text: &str,
        footer: Option<&str>,
        buttons: &[Button],
    ) -> Result<Self, LimitError> {
        limits::count("buttons", buttons.len(), Limits::BUTTONS)?;
        limits::distinct("button titles", buttons.iter().map(|button| button.title.as_str()))?;
        limits::distinct("button ids", buttons.iter().map(|button| button.id.as_str()))?;
        let buttons = buttons.iter().map(reply).collect::<Result<Vec<_>, _>>()?;
        interactive("button", header, (text, Limits::BODY), footer, json!({"buttons": buttons}))
    }

    /// A list of up to ten rows behind one button.
    ///
    /// # Errors
    ///
    /// [`LimitError`] for every limit of the parts.
    pub fn list(
        header: Option<&str>,
        text: &str,
        footer: Option<&str>,
        button: &str,
        sections: &[Section],
    ) -> Result<Self, LimitError> {
        let rows = || sections.iter().flat_map(|section| &section.rows);
        limits::count("sections", sections.len(), Limits::ROWS)?;
        limits::count("rows", rows().count(), Limits::ROWS)?;
        limits::distinct("row ids", rows().map(|row| row.id.as_str()))?;
        let titled = sections.len() > 1;
        let sections = sections.iter().map(|part| section(part, titled)).collect::<Result<Vec<_>, _>>()?;
        let button = limits::text("button", button, Limits::BUTTON)?;
        let header = header.map(|header| Header::Text(header.to_owned()));
        let action = json!({"button": button, "sections": sections});
        interactive("list", header.as_ref(), (text, Limits::LIST_BODY), footer, action)
    }

    /// A button that opens an address.
    ///
    /// # Errors
    ///
    /// [`LimitError`] for every limit of the parts; the address must be https.
    pub fn link(
        header: Option<&Header>,
        text: &str,
        footer: Option<&str>,
        link: &Link,
    ) -> Result<Self, LimitError> {
        require(link.url.starts_with("https://"), "a link that is not https")?;
        let title = limits::text("button", &link.title, Limits::BUTTON)?;
        let action = json!({"name": "cta_url", "parameters": {"display_text": title, "url": link.url}});
        interactive("cta_url", header, (text, Limits::BODY), footer, action)
    }

    /// A request for the customer's place.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: the text is empty or too long.
    pub fn location_request(text: &str) -> Result<Self, LimitError> {
        let action = json!({"name": "send_location"});
        interactive("location_request_message", None, (text, Limits::BODY), None, action)
    }

    /// A request for the phone number of a customer who is known by a business-scoped id only.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: the text is empty or too long.
    pub fn contact_request(text: &str) -> Result<Self, LimitError> {
        let action = json!({"name": "request_contact_info"});
        interactive("contact_request", None, (text, Limits::BODY), None, action)
    }

    /// One product of the catalog.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: an id is empty or the text too long.
    pub fn product(
        catalog_id: &str,
        product_retailer_id: &str,
        text: Option<&str>,
    ) -> Result<Self, LimitError> {
        let catalog_id = limits::text("catalog id", catalog_id, usize::MAX)?;
        let product = limits::text("product id", product_retailer_id, usize::MAX)?;
        let action = json!({"catalog_id": catalog_id, "product_retailer_id": product});
        let mut value = json!({"type": "product", "action": action});
        if let Some(text) = limits::optional("text", text, Limits::BODY)? {
            set(&mut value, "body", json!({"text": text}));
        }
        Ok(Self::new("interactive", value))
    }

    /// Up to 30 products of the catalog under one title.
    ///
    /// # Errors
    ///
    /// [`LimitError`] for every limit of the parts.
    pub fn products(
        catalog_id: &str,
        header: &str,
        text: &str,
        title: &str,
        product_retailer_ids: &[&str],
    ) -> Result<Self, LimitError> {
        let catalog_id = limits::text("catalog id", catalog_id, usize::MAX)?;
        limits::count("products", product_retailer_ids.len(), Limits::PRODUCTS)?;
        limits::distinct("products", product_retailer_ids.iter().copied())?;
        let title = limits::text("section title", title, Limits::ROW)?;
        let items: Vec<Value> =
            product_retailer_ids.iter().map(|id| json!({"product_retailer_id": id})).collect();
        let action =
            json!({"catalog_id": catalog_id, "sections": [{"title": title, "product_items": items}]});
        let header = Header::Text(header.to_owned());
        interactive("product_list", Some(&header), (text, Limits::BODY), None, action)
    }
}

fn interactive(
    kind: &str,
    header: Option<&Header>,
    (text, max): (&str, usize),
    footer: Option<&str>,
    action: Value,
) -> Result<Body, LimitError> {
    let body = limits::text("text", text, max)?;
    let mut value = json!({"type": kind, "body": {"text": body}});
    set(&mut value, "action", action);
    if let Some(header) = header {
        set(&mut value, "header", header_value(header)?);
    }
    if let Some(footer) = limits::optional("footer", footer, Limits::HEADER)? {
        set(&mut value, "footer", json!({"text": footer}));
    }
    Ok(Body::new("interactive", value))
}

pub(super) fn set(value: &mut Value, key: &str, part: Value) {
    if let Some(object) = value.as_object_mut() {
        object.insert(key.to_owned(), part);
    }
}

fn header_value(header: &Header) -> Result<Value, LimitError> {
    match header {
        Header::Text(text) => {
            Ok(json!({"type": "text", "text": limits::text("header", text, Limits::HEADER)?}))
        }
        Header::File(kind, file) => {
            require(!matches!(kind, MediaKind::Audio | MediaKind::Sticker), "this kind of header")?;
            let mut value = json!({"type": kind.name()});
            set(&mut value, kind.name(), file.object()?.into());
            Ok(value)
        }
    }
}

fn reply(button: &Button) -> Result<Value, LimitError> {
    let id = limits::text("button id", &button.id, Limits::BUTTON_ID)?;
    let title = limits::text("button", &button.title, Limits::BUTTON)?;
    Ok(json!({"type": "reply", "reply": {"id": id, "title": title}}))
}

fn section(section: &Section, titled: bool) -> Result<Value, LimitError> {
    let rows = section.rows.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let mut value = json!({"rows": rows});
    if titled || !section.title.is_empty() {
        set(&mut value, "title", limits::text("section title", &section.title, Limits::ROW)?.into());
    }
    Ok(value)
}

fn row(row: &Row) -> Result<Value, LimitError> {
    let id = limits::text("row id", &row.id, Limits::ROW_ID)?;
    let title = limits::text("row", &row.title, Limits::ROW)?;
    let mut value = json!({"id": id, "title": title});
    if let Some(text) =
        limits::optional("row description", row.description.as_deref(), Limits::ROW_DESCRIPTION)?
    {
        set(&mut value, "description", text.into());
    }
    Ok(value)
}
