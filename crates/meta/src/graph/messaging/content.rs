//! What a message of Messenger or Instagram holds: words, files, quick replies.

use serde_json::{Value, json};

use super::{Action, Product};
use crate::graph::Button;
use crate::graph::body::{Body, require};
use crate::graph::limits::{self, LimitError, Limits};
use crate::webhook::MediaKind;

/// Words: at most 2000 characters on Messenger, 1000 **bytes** of UTF-8 on Instagram.
///
/// # Errors
///
/// [`LimitError`]: empty or too long.
pub fn text(product: Product, text: &str) -> Result<Body, LimitError> {
    Ok(Body::new("text", json!({"text": words(product, text)?})))
}

/// A file that Meta fetches from a public https address while the call lasts.
///
/// # Errors
///
/// [`LimitError`]: a sticker, which no business can send, or an address that Meta would not fetch.
pub fn media(_product: Product, kind: MediaKind, url: &str) -> Result<Body, LimitError> {
    let name = match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::Document => "file",
        MediaKind::Sticker => return Err(LimitError::NotAllowed("a sticker")),
    };
    let attachment = json!({"type": name, "payload": {"url": fetched(url)?}});
    Ok(Body::new(kind.name(), json!({"attachment": attachment})))
}

/// Words with up to 13 replies to choose from, which go away with the next message. A button's id comes back as the
/// quick reply's payload.
///
/// # Errors
///
/// [`LimitError`] for every limit of the parts.
pub fn quick_replies(product: Product, text: &str, buttons: &[Button]) -> Result<Body, LimitError> {
    limits::count("quick replies", buttons.len(), Limits::QUICK_REPLIES)?;
    let text = words(product, text)?;
    let replies = buttons.iter().map(reply).collect::<Result<Vec<_>, _>>()?;
    Ok(Body::new("quick_replies", json!({"text": text, "quick_replies": replies})))
}

/// The one reaction that Instagram documents for a business, and how people write it.
const LOVE: &str = "love";
const HEARTS: [&str; 2] = ["\u{2764}", "\u{2764}\u{fe0f}"];

/// A reaction to a customer's message: any emoji on Messenger (Sender Actions, January 2026), a heart on Instagram.
/// `None` takes it back.
///
/// # Errors
///
/// [`LimitError`]: no message, no emoji, or one that Instagram does not take.
pub fn reaction(product: Product, message_id: &str, emoji: Option<&str>) -> Result<Body, LimitError> {
    let message_id = limits::text("message id", message_id, usize::MAX)?;
    let emoji = limits::optional("emoji", emoji, Limits::EMOJI)?;
    let reaction = match product {
        Product::Messenger => emoji,
        Product::Instagram => {
            require(emoji.is_none_or(|emoji| HEARTS.contains(&emoji)), "emoji")?;
            emoji.map(|_| LOVE)
        }
    };
    Ok(Body::new("reaction", json!({"mid": message_id, "reaction": reaction})))
}

/// What a reaction's body says.
pub(super) struct Reaction<'a> {
    mid: &'a str,
    reaction: Option<&'a str>,
}

impl<'a> Reaction<'a> {
    /// `None`: it is a message.
    pub(super) fn of(body: &'a Body) -> Option<Self> {
        let text = |key: &str| body.value.get(key).and_then(Value::as_str);
        (body.kind() == "reaction").then_some(())?;
        Some(Self { mid: text("mid")?, reaction: text("reaction") })
    }

    pub(super) fn action(&self) -> Action<'a> {
        match self.reaction {
            Some(reaction) => Action::React { mid: self.mid, reaction },
            None => Action::Unreact { mid: self.mid },
        }
    }
}

fn reply(button: &Button) -> Result<Value, LimitError> {
    let title = limits::text("button", &button.title, Limits::BUTTON)?;
    let payload = limits::text("button id", &button.id, Limits::PAYLOAD)?;
    Ok(json!({"content_type": "text", "title": title, "payload": payload}))
}

fn words(product: Product, text: &str) -> Result<&str, LimitError> {
    match product {
        Product::Messenger => limits::text("text", text, Limits::MESSENGER_TEXT),
        Product::Instagram => limits::bytes("text", text, Limits::INSTAGRAM_TEXT_BYTES),
    }
}

/// An address that is fetched by Meta. Plain http only on this machine, where a simulator stands for Meta.
pub(super) fn fetched(url: &str) -> Result<&str, LimitError> {
    let reachable = url.starts_with("https://") || url.starts_with("http://127.0.0.1:");
    require(reachable, "a link that is not https")?;
    limits::text("link", url, Limits::ADDRESS)
}
