//! The website chat: ours, so a message is where it has to be as soon as its row is. Its page shows WhatsApp's shapes.

use domain::catalog::Product;
use domain::channel::ChannelKind;
use meta::graph::Body;
use serde_json::json;

use super::{refused, whatsapp};
use crate::call::Refusal;
use crate::conversation::protocol::{ButtonsDraft, Composed};

/// A card for each, as the page draws them.
pub(super) fn products(products: &[Product]) -> Body {
    let card =
        |product: &Product| json!({ "title": product.name, "subtitle": product.current_price().to_string() });
    Body::of_site("products", json!({ "products": products.iter().map(card).collect::<Vec<_>>() }))
}

pub(super) fn body(composed: &Composed) -> Result<Body, Refusal> {
    match composed {
        // A page that shows a stranger's file tells the stranger who looks.
        Composed::Media(_) => {
            let reason = "cannot be shown on the website: store the file, and send it as file";
            Err(Refusal::invalid("media.link", reason))
        }
        Composed::Buttons(ButtonsDraft { media: Some(_), .. }) => {
            Err(refused::kind("buttons.media", ChannelKind::Website))
        }
        Composed::Contacts(_) | Composed::ContactRequest(_) | Composed::LocationRequest(_) => {
            Err(refused::kind(composed.field(), ChannelKind::Website))
        }
        other => whatsapp::body(other),
    }
}
