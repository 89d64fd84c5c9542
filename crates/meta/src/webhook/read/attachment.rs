//! The content of a Messenger or Instagram message.

use crate::json::Node;
use crate::webhook::{Attachment, Content, Location, Media, MediaKind, ProductCard};

pub(super) fn content(body: Node<'_>) -> Content {
    let text = body.at("text").text();
    let items = attachments(body.at("attachments"));
    if body.at("is_unsupported").flag() {
        return Content::Unsupported { what: None, errors: Vec::new() };
    }
    if let Some(payload) = body.at("quick_reply").at("payload").text() {
        return Content::QuickReply { payload, text };
    }
    if !items.is_empty() {
        return Content::Attachments { text, items };
    }
    match text {
        Some(body) => Content::Text { body },
        None => Content::Other { kind: "empty".to_owned() },
    }
}

/// Until 2026-08-30 a sticker came twice, as a picture and as a sticker with the same id.
fn attachments(list: Node<'_>) -> Vec<Attachment> {
    let mut items: Vec<Attachment> = Vec::new();
    for item in list.items().map(attachment) {
        let repeated = sticker(&item).is_some_and(|id| items.iter().any(|other| sticker(other) == Some(id)));
        if !repeated {
            items.push(item);
        }
    }
    items
}

fn sticker(item: &Attachment) -> Option<&str> {
    if let Attachment::Media(media) = item { media.sticker_id.as_deref() } else { None }
}

fn attachment(item: Node<'_>) -> Attachment {
    let kind = item.at("type").text().unwrap_or_default();
    let payload = item.at("payload");
    let is_sticker = payload.at("sticker_id").exists();
    match kind.as_str() {
        "image" if !is_sticker => media(MediaKind::Image, payload),
        "image" | "sticker" => media(MediaKind::Sticker, payload),
        "video" => media(MediaKind::Video, payload),
        "audio" => media(MediaKind::Audio, payload),
        "file" => media(MediaKind::Document, payload),
        "location" => Attachment::Location(place(item, payload)),
        "template" if payload.at("product").is_object() => {
            Attachment::Products(products(payload.at("product")))
        }
        _ => share(kind, item, payload),
    }
}

fn media(kind: MediaKind, payload: Node<'_>) -> Attachment {
    Attachment::Media(Media {
        kind,
        url: payload.at("url").text(),
        sticker_id: payload.at("sticker_id").id(),
        ..Media::default()
    })
}

fn place(item: Node<'_>, payload: Node<'_>) -> Location {
    let coordinates = payload.at("coordinates");
    Location {
        latitude: coordinates.at("lat").float(),
        longitude: coordinates.at("long").float(),
        name: item.at("title").text(),
        address: None,
        url: item.at("url").text(),
    }
}

fn products(product: Node<'_>) -> Vec<ProductCard> {
    let card = |element: Node<'_>| ProductCard {
        id: element.at("id").id(),
        retailer_id: element.at("retailer_id").id(),
        title: element.at("title").text(),
        subtitle: element.at("subtitle").text(),
    };
    product.at("elements").items().map(card).collect()
}

/// A link, post, reel or story. A `fallback` has its title and link beside the payload, which may be missing.
fn share(kind: String, item: Node<'_>, payload: Node<'_>) -> Attachment {
    Attachment::Share {
        kind,
        id: payload.any(&["id", "reel_video_id", "ig_post_media_id"]).id(),
        title: payload.at("title").text().or_else(|| item.at("title").text()),
        url: payload.at("url").text().or_else(|| item.at("url").text()),
    }
}
