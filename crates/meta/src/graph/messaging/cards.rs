//! Templates of the Send API: a link under words, and cards side by side.

use serde_json::{Map, Value, json};

use super::Product;
use super::content::fetched;
use crate::graph::body::{Body, require};
use crate::graph::limits::{self, LimitError, Limits};

/// One card: a title and at least one thing more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// At most 80 characters.
    pub title: String,
    /// At most 80 characters.
    pub subtitle: Option<String>,
    /// A public https address that Meta fetches the picture from.
    pub image_url: Option<String>,
    /// The https address that a press on the card opens.
    pub url: Option<String>,
    /// At most three.
    pub buttons: Vec<CardButton>,
}

/// A button below a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardButton {
    /// Opens an address.
    Link {
        /// At most 20 characters.
        title: String,
        /// An https address.
        url: String,
    },
    /// Comes back as a postback.
    Postback {
        /// At most 20 characters.
        title: String,
        /// At most 1000 characters.
        payload: String,
    },
}

/// Words of at most 640 characters with one button that opens an address.
///
/// # Errors
///
/// [`LimitError`] for every limit of the parts; the address must be https.
pub fn link(_product: Product, text: &str, title: &str, url: &str) -> Result<Body, LimitError> {
    let text = limits::text("text", text, Limits::BUTTON_TEMPLATE_TEXT)?;
    let button = address_button(title, url)?;
    Ok(template("link", &json!({"template_type": "button", "text": text, "buttons": [button]})))
}

/// One to ten cards that the customer leafs through.
///
/// # Errors
///
/// [`LimitError`] for every limit of the parts.
pub fn cards(_product: Product, cards: &[Card]) -> Result<Body, LimitError> {
    limits::count("cards", cards.len(), Limits::CARDS)?;
    let elements = cards.iter().map(element).collect::<Result<Vec<_>, _>>()?;
    Ok(template("cards", &json!({"template_type": "generic", "elements": elements})))
}

fn template(kind: &'static str, payload: &Value) -> Body {
    Body::new(kind, json!({"attachment": {"type": "template", "payload": payload}}))
}

fn element(card: &Card) -> Result<Value, LimitError> {
    let mut element = Map::new();
    let mut set = |key: &str, value: Value| element.insert(key.to_owned(), value);
    if let Some(subtitle) = limits::optional("subtitle", card.subtitle.as_deref(), Limits::CARD_LINE)? {
        set("subtitle", subtitle.into());
    }
    if let Some(url) = &card.image_url {
        set("image_url", fetched(url)?.into());
    }
    if let Some(url) = &card.url {
        set("default_action", json!({"type": "web_url", "url": opened(url)?}));
    }
    if !card.buttons.is_empty() {
        limits::count("buttons", card.buttons.len(), Limits::BUTTONS)?;
        let buttons = card.buttons.iter().map(button).collect::<Result<Vec<_>, _>>()?;
        set("buttons", buttons.into());
    }
    if element.is_empty() {
        return Err(LimitError::Empty("a card beside its title"));
    }
    let title = limits::text("title", &card.title, Limits::CARD_LINE)?;
    element.insert("title".to_owned(), title.into());
    Ok(element.into())
}

fn button(button: &CardButton) -> Result<Value, LimitError> {
    match button {
        CardButton::Link { title, url } => address_button(title, url),
        CardButton::Postback { title, payload } => {
            let title = limits::text("button", title, Limits::BUTTON)?;
            let payload = limits::text("button id", payload, Limits::PAYLOAD)?;
            Ok(json!({"type": "postback", "title": title, "payload": payload}))
        }
    }
}

fn address_button(title: &str, url: &str) -> Result<Value, LimitError> {
    let title = limits::text("button", title, Limits::BUTTON)?;
    Ok(json!({"type": "web_url", "title": title, "url": opened(url)?}))
}

/// An address that the customer's own browser opens.
fn opened(url: &str) -> Result<&str, LimitError> {
    require(url.starts_with("https://"), "a link that is not https")?;
    limits::text("link", url, Limits::ADDRESS)
}
