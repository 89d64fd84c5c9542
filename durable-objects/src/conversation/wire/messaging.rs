//! Messenger and Instagram Direct: the Send API, one wire with small differences.

use domain::catalog;
use domain::channel::{Alias, ChannelKind};
use meta::graph::messaging::{self, Action, Product};
use meta::graph::{Body, File, GraphError, LimitError};

use super::{Outgoing, Unfit, Wire, refused};
use crate::call::Refusal;
use crate::conversation::protocol::{ButtonsDraft, Composed, LinkDraft, MediaDraft};

type Request = http::Request<Vec<u8>>;

pub(super) fn send(wire: &Wire<'_>, outgoing: &Outgoing<'_>) -> Result<Request, Unfit> {
    let message = messaging::Outgoing {
        recipient: recipient(outgoing.person).ok_or(Unfit)?,
        body: &outgoing.sendable.body,
        reply_to: outgoing.reply_to,
        metadata: outgoing.callback,
        human_agent: outgoing.sendable.by_human_agent,
    };
    let (product, token) = (product(wire.channel.kind).ok_or(Unfit)?, wire.token()?);
    messaging::send(product, &wire.endpoint(), &token, wire.channel.node(), &message).map_err(|_| Unfit)
}

/// Seen, and typing.
pub(super) fn notice(wire: &Wire<'_>, person: &[Alias]) -> Result<Vec<Request>, Unfit> {
    let (recipient, token) = (recipient(person).ok_or(Unfit)?, wire.token()?);
    let (product, endpoint) = (product(wire.channel.kind).ok_or(Unfit)?, wire.endpoint());
    let act = |action| {
        messaging::action(product, &endpoint, &token, wire.channel.node(), recipient, action)
            .map_err(|_| Unfit)
    };
    Ok(vec![act(Action::MarkSeen)?, act(Action::TypingOn)?])
}

/// Asks what a person is called.
pub(in crate::conversation) fn profile(wire: &Wire<'_>, person: &[Alias]) -> Result<Request, Unfit> {
    let (product, id) = (product(wire.channel.kind).ok_or(Unfit)?, recipient(person).ok_or(Unfit)?);
    messaging::profile(product, &wire.endpoint(), &wire.token()?, id).map_err(|_| Unfit)
}

/// Asks what the channel has of the conversation with a person.
pub(in crate::conversation) fn recent(wire: &Wire<'_>, person: &[Alias]) -> Result<Request, Unfit> {
    let (product, id) = (product(wire.channel.kind).ok_or(Unfit)?, recipient(person).ok_or(Unfit)?);
    messaging::recent(product, &wire.endpoint(), &wire.token()?, wire.channel.node(), id).map_err(|_| Unfit)
}

/// The answer to a reaction says only to whom it went; nothing will ever name it.
pub(super) fn read_send(status: u16, body: &[u8]) -> Result<String, GraphError> {
    match messaging::read_send(status, body) {
        Ok(accepted) => Ok(accepted.provider_id),
        Err(error @ GraphError::Refused { .. }) => Err(error),
        Err(error) => messaging::read_action(status, body).map(|()| String::new()).map_err(|_| error),
    }
}

const fn product(kind: ChannelKind) -> Option<Product> {
    match kind {
        ChannelKind::Messenger => Some(Product::Messenger),
        ChannelKind::Instagram => Some(Product::Instagram),
        ChannelKind::WhatsApp | ChannelKind::Website => None,
    }
}

/// The id that the Page or the account knows the person by.
pub(in crate::conversation) fn recipient(person: &[Alias]) -> Option<&str> {
    let known = |alias: &&Alias| product(alias.kind.channel()).is_some();
    person.iter().find(known).map(|alias| alias.value.as_str())
}

pub(super) fn media(product: Product, draft: &MediaDraft, file: &File) -> Result<Body, LimitError> {
    if draft.caption.is_some() {
        return Err(LimitError::NotAllowed("a caption"));
    }
    if draft.filename.is_some() {
        return Err(LimitError::NotAllowed("a file name"));
    }
    match file {
        File::Link(url) => messaging::media(product, draft.kind, url),
        File::Id(_) => Err(LimitError::NotAllowed("file")),
    }
}

pub(super) fn body(product: Product, composed: &Composed) -> Result<Body, Refusal> {
    let body = match composed {
        Composed::Text(text) => messaging::text(product, text),
        Composed::Media(draft) => linked(product, draft),
        Composed::Buttons(ButtonsDraft { media: Some(_), .. }) => {
            return Err(refused::kind("buttons.media", kind(product)));
        }
        Composed::Buttons(ButtonsDraft { text, buttons, header, footer, media: None }) => {
            bare(header.as_deref(), footer.as_deref())
                .and_then(|()| messaging::quick_replies(product, text, buttons))
        }
        Composed::Link(LinkDraft { text, title, url, header, footer }) => {
            bare(header.as_deref(), footer.as_deref())
                .and_then(|()| messaging::link(product, text, title, url))
        }
        Composed::Reaction(_)
        | Composed::Location(_)
        | Composed::List(_)
        | Composed::Products(_)
        | Composed::Contacts(_)
        | Composed::ContactRequest(_)
        | Composed::LocationRequest(_) => return Err(refused::kind(composed.field(), kind(product))),
    };
    body.map_err(|error| refused::part(composed.field(), error))
}

fn linked(product: Product, draft: &MediaDraft) -> Result<Body, LimitError> {
    let url = draft.link.clone().unwrap_or_default();
    if !url.starts_with("https://") {
        return Err(LimitError::NotAllowed("a link that is not https"));
    }
    media(product, draft, &File::Link(url))
}

/// A card for each, with its price below its name; both lines hold 80 characters.
pub(super) fn cards(products: &[catalog::Product]) -> Vec<messaging::Card> {
    const LINE: usize = 80;
    let cut = |text: &str| text.chars().take(LINE).collect::<String>();
    let card = |product: &catalog::Product| messaging::Card {
        title: cut(&product.name),
        subtitle: Some(cut(&product.current_price().to_string())),
        ..messaging::Card::default()
    };
    products.iter().map(card).collect()
}

/// Neither product shows words above or below such a message.
const fn bare(header: Option<&str>, footer: Option<&str>) -> Result<(), LimitError> {
    match (header, footer) {
        (None, None) => Ok(()),
        (Some(_), _) => Err(LimitError::NotAllowed("header")),
        (None, Some(_)) => Err(LimitError::NotAllowed("footer")),
    }
}

const fn kind(product: Product) -> ChannelKind {
    match product {
        Product::Instagram => ChannelKind::Instagram,
        Product::Messenger => ChannelKind::Messenger,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn blamed(product: Product, composed: Value) -> String {
        let composed: Composed = serde_json::from_value(composed).unwrap();
        match body(product, &composed) {
            Ok(_) => "nothing".to_owned(),
            Err(Refusal::Invalid { field, .. }) => field,
            Err(other) => other.to_string(),
        }
    }

    #[test]
    fn a_refusal_names_its_field() {
        use Product::{Instagram, Messenger};
        let long = |length| "\u{e9}".repeat(length);
        let buttons = |title: &str| json!({"text": "t", "buttons": [{"id": "a", "title": title}]});
        let image = |part: &str, value: &str| json!({"media": {"kind": "image", part: value}});
        for (product, field, composed) in [
            (Messenger, "nothing", json!({"text": long(2_000)})),
            (Messenger, "text", json!({"text": long(2_001)})),
            (Instagram, "nothing", json!({"text": long(500)})),
            (Instagram, "text", json!({"text": long(501)})),
            (Instagram, "nothing", json!({"buttons": buttons("Yes")})),
            (Messenger, "buttons.buttons", json!({"buttons": buttons(&long(21))})),
            (Messenger, "buttons.header", json!({"buttons": {"text": "t", "header": "h", "buttons": []}})),
            (
                Messenger,
                "link.footer",
                json!({"link": {"text": "t", "title": "o", "url": "https://a.example", "footer": "f"}}),
            ),
            (Messenger, "link.url", json!({"link": {"text": "t", "title": "o", "url": "http://a.example"}})),
            (Messenger, "nothing", image("link", "https://a.example/1.jpg")),
            (Messenger, "media.link", image("link", "http://127.0.0.1:1/1.jpg")),
            (
                Instagram,
                "media.caption",
                json!({"media": {"kind": "image", "link": "https://a.example", "caption": "c"}}),
            ),
            (Instagram, "list", json!({"list": {"text": "t", "button": "b", "sections": []}})),
            (Messenger, "location", json!({"location": {"latitude": 1, "longitude": 1}})),
            (Messenger, "contact_request", json!({"contact_request": {"text": "t"}})),
        ] {
            assert_eq!(blamed(product, composed.clone()), field, "{product:?} {composed}");
        }
    }
}
