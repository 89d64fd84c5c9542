//! The content of a WhatsApp message, by its type.

use crate::errors::MetaError;
use crate::json::Node;
use crate::webhook::{CardPhone, ContactCard, Content, Location, Media, MediaKind, Order, OrderItem, System};

/// What a message holds. A type whose body is missing is `Other`, or `Unsupported` if Meta says why.
pub(super) fn read(message: Node<'_>) -> Content {
    let kind = message.at("type").text().unwrap_or_default();
    by_type(&kind, message).unwrap_or_else(|| fallback(kind, message))
}

fn fallback(kind: String, message: Node<'_>) -> Content {
    let errors = MetaError::read_all(message.at("errors"));
    let unnamed = matches!(kind.as_str(), "unsupported" | "unknown");
    if unnamed || !errors.is_empty() {
        let named = message.at("unsupported").at("type").text();
        let what = named.or_else(|| Some(kind).filter(|kind| !unnamed && !kind.is_empty()));
        return Content::Unsupported { what, errors };
    }
    Content::Other { kind }
}

fn by_type(kind: &str, message: Node<'_>) -> Option<Content> {
    let body = message.at(kind);
    match kind {
        "text" => Some(Content::Text {
            body: body.is_object().then(|| body.at("body").text().unwrap_or_default())?,
        }),
        "image" => media(MediaKind::Image, body),
        "video" => media(MediaKind::Video, body),
        // `voice` is how voice notes came before they became audio with a flag.
        "audio" | "voice" => media(MediaKind::Audio, body),
        "document" => media(MediaKind::Document, body),
        "sticker" => media(MediaKind::Sticker, body),
        "location" => body.is_object().then(|| Content::Location(location(body))),
        "contacts" => contacts(message),
        "interactive" => interactive(body),
        "button" => template_button(body),
        "reaction" => Some(Content::Reaction {
            message_id: body.at("message_id").id()?,
            emoji: body.at("emoji").text(),
        }),
        "order" => body.is_object().then(|| Content::Order(order(body))),
        "system" => body.is_object().then(|| Content::System(system(message, body))),
        "edit" => edit(body),
        "revoke" => Some(Content::Revoke { original_id: body.at("original_message_id").id()? }),
        "request_welcome" => Some(Content::RequestWelcome),
        _ => None,
    }
}

fn media(kind: MediaKind, body: Node<'_>) -> Option<Content> {
    let media = Media {
        kind,
        id: body.at("id").id(),
        mime_type: body.at("mime_type").text(),
        sha256: body.at("sha256").text(),
        caption: body.at("caption").text(),
        filename: body.at("filename").text(),
        voice: body.at("voice").flag(),
        animated: body.at("animated").flag(),
        url: body.at("url").text(),
        sticker_id: None,
    };
    body.is_object().then_some(Content::Media(media))
}

fn location(body: Node<'_>) -> Location {
    Location {
        latitude: body.at("latitude").float(),
        longitude: body.at("longitude").float(),
        name: body.at("name").text(),
        address: body.at("address").text(),
        url: body.at("url").text(),
    }
}

fn contacts(message: Node<'_>) -> Option<Content> {
    let list = message.at("contacts");
    let cards: Vec<ContactCard> = list.items().map(card).collect();
    // Versions of the documentation put `origin` on the message or on the card.
    let origin =
        message.at("origin").text().or_else(|| list.items().find_map(|card| card.at("origin").text()));
    (!cards.is_empty()).then_some(Content::Contacts { cards, origin })
}

fn card(card: Node<'_>) -> ContactCard {
    let name = card.at("name");
    let phone = |phone: Node<'_>| CardPhone {
        phone: phone.at("phone").id(),
        wa_id: phone.at("wa_id").id(),
        bsuid: phone.at("user_id").id(),
        kind: phone.at("type").text(),
    };
    ContactCard {
        name: name.any(&["formatted_name", "first_name"]).text(),
        phones: card.at("phones").items().map(phone).collect(),
        emails: card.at("emails").items().filter_map(|email| email.at("email").text()).collect(),
        addresses: card.at("addresses").items().map(address).filter(|line| !line.is_empty()).collect(),
        organisation: card.at("org").at("company").text(),
        vcard: card.at("vcard").text(),
    }
}

fn address(address: Node<'_>) -> String {
    let parts = ["street", "city", "state", "zip", "country"];
    parts.iter().filter_map(|part| address.at(part).id()).collect::<Vec<_>>().join(", ")
}

fn interactive(body: Node<'_>) -> Option<Content> {
    let kind = body.at("type").text()?;
    let reply = body.at(&kind);
    let title = || reply.at("title").text().unwrap_or_default();
    match kind.as_str() {
        "button_reply" => Some(Content::ButtonReply { id: reply.at("id").id()?, title: title() }),
        "list_reply" => {
            let description = reply.at("description").text();
            Some(Content::ListReply { id: reply.at("id").id()?, title: title(), description })
        }
        "nfm_reply" => {
            let response_json = reply.at("response_json").text()?;
            Some(Content::FlowReply { name: reply.at("name").text(), response_json })
        }
        _ => Some(Content::Other { kind }),
    }
}

fn template_button(body: Node<'_>) -> Option<Content> {
    let text = body.at("text").text().unwrap_or_default();
    body.is_object().then(|| Content::TemplateButton { payload: body.at("payload").text(), text })
}

fn order(body: Node<'_>) -> Order {
    let item = |item: Node<'_>| OrderItem {
        product_retailer_id: item.at("product_retailer_id").id(),
        quantity: item.at("quantity").int().and_then(|count| u32::try_from(count).ok()),
        item_price: item.at("item_price").word(),
        currency: item.at("currency").text(),
    };
    Order {
        catalog_id: body.at("catalog_id").id(),
        text: body.at("text").text(),
        items: body.at("product_items").items().map(item).collect(),
    }
}

fn system(message: Node<'_>, body: Node<'_>) -> System {
    let new_bsuid = body.at("user_id").id();
    let sentence = body.at("body").text();
    let previous = sentence.as_deref().and_then(|sentence| previous_bsuid(sentence, new_bsuid.as_deref()));
    let hash = |node: Node<'_>| node.at("identity").at("hash").text();
    System {
        kind: body.at("type").text(),
        new_wa_id: body.any(&["wa_id", "new_wa_id"]).id(),
        new_parent_bsuid: body.at("parent_user_id").id(),
        previous_bsuid: new_bsuid.is_some().then_some(previous).flatten(),
        identity_hash: hash(body).or_else(|| hash(message)),
        new_bsuid,
        body: sentence,
    }
}

/// The one word of the sentence that looks like a business-scoped id and is not the new one.
fn previous_bsuid(sentence: &str, new: Option<&str>) -> Option<String> {
    let words =
        sentence.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).map(|word| word.trim_matches('.'));
    let mut found = words.filter(|word| crate::graph::is_bsuid(word) && Some(*word) != new);
    found.next().map(str::to_owned)
}

fn edit(body: Node<'_>) -> Option<Content> {
    let content = Box::new(read(body.at("message")));
    Some(Content::Edit { original_id: body.at("original_message_id").id()?, content })
}
