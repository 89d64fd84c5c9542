//! What a message holds besides its words: as text for people and models, and as fields for programs.

use meta::webhook::{Attachment, ContactCard, Content, Location, Order};
use serde_json::{Value, json};

use super::store::Stored;

/// In words what has none of its own, or more than them.
pub(super) fn readable(content: &Content) -> Option<String> {
    let text = match content {
        Content::Location(place) => location(place),
        Content::Contacts { cards, .. } => {
            cards.iter().map(card).filter(|card| !card.is_empty()).collect::<Vec<_>>().join("; ")
        }
        Content::Order(order) => basket(order),
        _ => String::new(),
    };
    (!text.is_empty()).then_some(text)
}

fn location(place: &Location) -> String {
    let point = place.latitude.zip(place.longitude).map(|(north, east)| format!("{north}, {east}"));
    let named = [&place.name, &place.address].into_iter().flatten().cloned();
    named.chain(point).collect::<Vec<_>>().join(", ")
}

fn card(card: &ContactCard) -> String {
    let phones = card.phones.iter().filter_map(|phone| phone.phone.clone());
    let parts = card.name.iter().cloned().chain(phones).chain(card.emails.iter().cloned());
    parts.collect::<Vec<_>>().join(", ")
}

/// Without the prices: what the customer's phone showed is nothing to rely on.
fn basket(order: &Order) -> String {
    let line = |item: &meta::webhook::OrderItem| {
        let product = item.product_retailer_id.as_deref()?;
        Some(format!("{} × {product}", item.quantity.unwrap_or(1)))
    };
    let lines = order.items.iter().filter_map(line).collect::<Vec<_>>().join(", ");
    [order.text.clone().unwrap_or_default(), lines]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" — ")
}

/// As fields, where there is more to tell than words and files. Nothing of Meta's own: no address, no id of a file.
pub(super) fn fields(stored: &Stored) -> Option<Value> {
    if stored.about.is_some() && stored.body.is_some() {
        return Some(json!({ "emoji": stored.text }));
    }
    let is_whole = stored.upload.is_none() || stored.question.is_some();
    if let Some(body) = stored.body.as_ref().filter(|body| body.kind() != "text" && is_whole) {
        let mut value = serde_json::to_value(body).ok()?.get_mut("value").map(Value::take)?;
        // A file is shown as one; what Meta calls it is nobody's concern.
        if let Some(fields) = value.as_object_mut().filter(|_| stored.upload.is_some()) {
            fields.remove("header");
        }
        return Some(value);
    }
    if stored.on_story {
        return Some(json!({ "on_story": true }));
    }
    fields_of(stored.content.as_ref()?)
}

fn fields_of(content: &Content) -> Option<Value> {
    Some(match content {
        Content::Location(place) => json!({
            "latitude": place.latitude, "longitude": place.longitude, "name": place.name, "address": place.address
        }),
        Content::Contacts { cards, origin } => {
            json!({ "contacts": cards.iter().map(card_fields).collect::<Vec<_>>(), "origin": origin })
        }
        Content::Order(order) => json!({
            "catalog_id": order.catalog_id, "text": order.text,
            "items": order.items.iter().map(|item| json!({
                "product_retailer_id": item.product_retailer_id, "quantity": item.quantity,
                "shown_price": item.item_price, "currency": item.currency
            })).collect::<Vec<_>>()
        }),
        Content::ButtonReply { id, title } => json!({ "id": id, "title": title }),
        Content::ListReply { id, title, description } => {
            json!({ "id": id, "title": title, "description": description })
        }
        Content::FlowReply { name, response_json } => {
            let answers: Option<Value> = serde_json::from_str(response_json).ok();
            json!({ "name": name, "answers": answers })
        }
        Content::TemplateButton { payload, text } => json!({ "payload": payload, "text": text }),
        Content::QuickReply { payload, text } => json!({ "payload": payload, "text": text }),
        Content::Postback { payload, title } => json!({ "payload": payload, "title": title }),
        Content::Reaction { emoji, .. } => json!({ "emoji": emoji }),
        Content::System(system) => json!({ "event": system.kind, "text": system.body }),
        Content::Unsupported { what, .. } => json!({ "what": what }),
        Content::Attachments { items, .. } => {
            let shown: Vec<Value> = items.iter().filter_map(attachment).collect();
            return (!shown.is_empty()).then(|| json!({ "attachments": shown }));
        }
        Content::Text { .. }
        | Content::Media(_)
        | Content::Edit { .. }
        | Content::Revoke { .. }
        | Content::RequestWelcome
        | Content::Other { .. } => return None,
    })
}

fn attachment(item: &Attachment) -> Option<Value> {
    match item {
        // Shown among the files.
        Attachment::Media(_) => None,
        Attachment::Location(place) => fields_of(&Content::Location(place.clone())),
        Attachment::Products(cards) => serde_json::to_value(cards).ok(),
        Attachment::Share { kind, title, .. } => Some(json!({ "kind": kind, "title": title })),
    }
}

fn card_fields(card: &ContactCard) -> Value {
    let phones = card.phones.iter().map(|phone| json!({ "phone": phone.phone, "kind": phone.kind }));
    json!({
        "name": card.name, "phones": phones.collect::<Vec<_>>(), "emails": card.emails,
        "addresses": card.addresses, "organisation": card.organisation
    })
}

#[cfg(test)]
mod tests {
    use meta::webhook::{CardPhone, OrderItem};

    use super::*;

    fn order(text: Option<&str>) -> Content {
        let item = |id: &str, quantity| OrderItem {
            product_retailer_id: Some(id.to_owned()),
            quantity: Some(quantity),
            item_price: Some("129.00".to_owned()),
            currency: Some("MYR".to_owned()),
        };
        let items = vec![item("BKM-01", 2), item("KN-02", 1)];
        Content::Order(Order { catalog_id: Some("7".to_owned()), text: text.map(str::to_owned), items })
    }

    #[test]
    fn a_basket_reads_as_lines_without_prices() {
        assert_eq!(readable(&order(None)).as_deref(), Some("2 × BKM-01, 1 × KN-02"));
        assert_eq!(readable(&order(Some("in red"))).as_deref(), Some("in red — 2 × BKM-01, 1 × KN-02"));
        let fields = fields_of(&order(None)).unwrap();
        assert_eq!(fields["items"][1]["shown_price"], "129.00");
    }

    #[test]
    fn a_place_reads_as_its_names_and_its_point() {
        let place = Location { latitude: Some(3.139), longitude: Some(101.5), ..Location::default() };
        assert_eq!(readable(&Content::Location(place.clone())).as_deref(), Some("3.139, 101.5"));
        let named = Location { name: Some("Kedai".to_owned()), address: Some("Jalan 1".to_owned()), ..place };
        assert_eq!(readable(&Content::Location(named)).as_deref(), Some("Kedai, Jalan 1, 3.139, 101.5"));
        assert_eq!(readable(&Content::Location(Location::default())), None);
    }

    #[test]
    fn cards_read_as_names_and_numbers() {
        let phone = CardPhone { phone: Some("+60 12".to_owned()), ..CardPhone::default() };
        let ali = ContactCard { name: Some("Ali".to_owned()), phones: vec![phone], ..ContactCard::default() };
        let cards = vec![ali, ContactCard::default()];
        assert_eq!(readable(&Content::Contacts { cards, origin: None }).as_deref(), Some("Ali, +60 12"));
    }

    #[test]
    fn nothing_of_metas_own_is_shown() {
        let media = meta::webhook::Media {
            id: Some("4711".to_owned()),
            url: Some("https://lookaside.fbsbx.com/x".to_owned()),
            ..meta::webhook::Media::default()
        };
        let items = vec![Attachment::Media(media.clone())];
        assert_eq!(fields_of(&Content::Attachments { text: None, items }), None);
        assert_eq!(fields_of(&Content::Media(media)), None);
    }
}
