//! A file of one's own from a phone, as far as each product's app takes it.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;

use super::actions::{handle, refuse};
use crate::media::Media;
use crate::media::types::{contradicts, essence, kind_of};
use crate::state::{NumberState, Shared, World};
use crate::wire::Product;

const MB: usize = 1 << 20;
/// The name of the file, percent-encoded. A page of another site cannot send this header without asking first, and
/// nobody answers it.
const NAME: &str = "x-file-name";
/// Other names are cut off, as they would be on a phone.
const LONGEST_NAME: usize = 200;

#[derive(Deserialize)]
pub(super) struct From {
    customer: String,
}

/// Sends it, or says why the app would not.
pub(super) async fn send(
    State(shared): State<Arc<Shared>>,
    Query(from): Query<From>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(name) = text(NAME).map(str::to_owned) else { return refuse("The file has no name.") };
    let line = |world: &World| {
        let holds = |number: &&NumberState| number.customer(&from.customer).is_some();
        world.numbers.values().find(holds).map(|number| number.config.product)
    };
    let (Some(product), Some(customer)) = (shared.read(line), handle(&shared, &from.customer)) else {
        return refuse("There is no such person.");
    };
    let mime_type = text(CONTENT_TYPE.as_str()).map(essence).unwrap_or_default();
    match read(product, &mime_type, &name, bytes) {
        Ok(media) => Json(json!({ "webhook": customer.send_media(media).await.http_status })).into_response(),
        Err(problem) => refuse(&problem),
    }
}

/// The file as a message, or a sentence that says what is wrong with it.
fn read(product: Product, mime_type: &str, name: &str, bytes: Bytes) -> Result<Media, String> {
    let (kind, most) = taken(product, mime_type).ok_or_else(|| {
        let given =
            if mime_type.is_empty() { "of a type that this browser does not know" } else { mime_type };
        format!("{} This file is {given}.", takes(product))
    })?;
    if bytes.is_empty() {
        return Err("This file is empty.".to_owned());
    }
    if bytes.len() > most {
        let size = bytes.len().div_ceil(MB);
        return Err(format!("This may have at most {}; this file has about {size} MB.", amount(most)));
    }
    if contradicts(&bytes, mime_type) {
        return Err(format!("This file says that it is {mime_type}, and its first bytes say otherwise."));
    }
    let filename = (kind == "document").then(|| decoded(name).chars().take(LONGEST_NAME).collect());
    Ok(Media { filename, ..Media::new(kind, mime_type, bytes) })
}

/// The message type for a MIME type and the most bytes; Meta's figures for what the business sends hold for Instagram
/// and Messenger here too.
fn taken(product: Product, mime_type: &str) -> Option<(&'static str, usize)> {
    if product == Product::WhatsApp {
        return kind_of(mime_type);
    }
    let picture = if product == Product::Instagram { 8 * MB } else { 25 * MB };
    match mime_type {
        "image/jpeg" | "image/png" | "image/gif" => Some(("image", picture)),
        "video/mp4" | "video/quicktime" | "video/webm" | "video/ogg" => Some(("video", 25 * MB)),
        "audio/aac" | "audio/mp4" | "audio/mpeg" | "audio/wav" | "audio/ogg" => Some(("audio", 25 * MB)),
        "application/pdf" if product == Product::Messenger => Some(("document", 25 * MB)),
        _ => None,
    }
}

fn takes(product: Product) -> &'static str {
    match product {
        Product::WhatsApp => {
            "WhatsApp takes JPEG and PNG pictures, WebP stickers, MP4 and 3GPP videos, audio, text, PDF and Office files."
        }
        Product::Instagram => "Instagram takes JPEG, PNG and GIF pictures, videos and audio.",
        Product::Messenger => "Messenger takes JPEG, PNG and GIF pictures, videos, audio and PDF.",
    }
}

fn amount(bytes: usize) -> String {
    if bytes < MB { format!("{} KB", bytes / 1024) } else { format!("{} MB", bytes / MB) }
}

/// From percent-encoded UTF-8; what is not well-formed stays as it is.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::SAMPLE_PICTURE;

    fn wrong(product: Product, mime_type: &str, bytes: &[u8]) -> String {
        read(product, mime_type, "x", Bytes::copy_from_slice(bytes)).unwrap_err()
    }

    #[test]
    fn each_product_says_what_it_takes() {
        for (product, mime_type) in [
            (Product::WhatsApp, "image/gif"),
            (Product::Instagram, "application/pdf"),
            (Product::Messenger, "text/html"),
        ] {
            let problem = wrong(product, mime_type, b"GIF8");
            assert!(problem.contains(mime_type) && problem.contains("takes"), "{problem}");
        }
        assert!(wrong(Product::WhatsApp, "", b"x").contains("does not know"));
    }

    #[test]
    fn size_and_bytes_are_looked_at() {
        let large = vec![0; 6 * MB];
        assert!(wrong(Product::WhatsApp, "image/png", &large).contains("5 MB"));
        assert!(read(Product::Instagram, "image/png", "x", large.into()).is_ok());
        assert!(wrong(Product::WhatsApp, "image/webp", &vec![0; MB]).contains("500 KB"));
        assert!(wrong(Product::WhatsApp, "image/jpeg", SAMPLE_PICTURE).contains("first bytes"));
        assert!(wrong(Product::Messenger, "image/png", b"").contains("empty"));
    }

    #[test]
    fn a_document_keeps_its_name() {
        let media =
            read(Product::WhatsApp, "application/pdf", "resit%20%E2%9C%93.pdf", "%PDF-1".into()).unwrap();
        assert_eq!((media.kind.as_str(), media.filename.as_deref()), ("document", Some("resit ✓.pdf")));
        assert_eq!(decoded("50%"), "50%");
        assert_eq!(decoded("%FF"), "%FF");
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in "\\PC{0,30}") {
            let encoded: Vec<String> = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(decoded(&encoded.concat()), name);
        }
    }
}
