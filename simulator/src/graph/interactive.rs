//! Interactive messages: each kind with its parts and limits.

use std::collections::HashSet;

use serde_json::Value;

use super::check::{limit, limit_if_any, rule};
use super::errors::GraphError;
use super::media::{self, is_link};
use crate::state::text_at;

pub(super) fn check(content: &Value) -> Result<(), GraphError> {
    let kind = text_at(content, "/type").ok_or_else(|| GraphError::missing("interactive['type']"))?;
    let action = content.get("action").filter(|action| action.is_object());
    let action = action.ok_or_else(|| GraphError::missing("interactive['action']"))?;
    body(kind, content)?;
    limit_if_any(content, "/footer/text", "interactive['footer']['text']", 60)?;
    header(kind, content)?;
    match kind {
        "button" => buttons(action),
        "list" => sections_of_rows(action),
        "cta_url" => link(action),
        "product" => text_of(action, "/catalog_id").and_then(|()| text_of(action, "/product_retailer_id")),
        "product_list" => sections_of_products(action),
        "catalog_message" => named(action, "catalog_message"),
        "location_request_message" => named(action, "send_location"),
        "contact_request" => named(action, "request_contact_info"),
        "carousel" => cards(action),
        other => Err(GraphError::invalid(&format!("interactive type {other} is not supported"))),
    }
}

fn body(kind: &str, content: &Value) -> Result<(), GraphError> {
    let most = if kind == "list" { 4096 } else { 1024 };
    let check = if kind == "product" { limit_if_any } else { limit };
    check(content, "/body/text", "interactive['body']['text']", most)
}

fn header(kind: &str, content: &Value) -> Result<(), GraphError> {
    let Some(header) = content.get("header") else {
        return rule(kind != "product_list", || GraphError::missing("interactive['header']"));
    };
    match text_at(header, "/type").unwrap_or_default() {
        "text" => limit(header, "/text", "interactive['header']['text']", 60),
        media @ ("image" | "video" | "document") if matches!(kind, "button" | "cta_url") => {
            media::check(media, &header[media])
        }
        other => {
            Err(GraphError::invalid(&format!("a {kind} message cannot have a header of type {other:?}")))
        }
    }
}

fn buttons(action: &Value) -> Result<(), GraphError> {
    let buttons = list(&action["buttons"]);
    rule((1..=3).contains(&buttons.len()), || GraphError::invalid("buttons: between 1 and 3"))?;
    for button in buttons {
        rule(button["type"] == "reply", || GraphError::invalid("buttons: type must be reply"))?;
        limit(button, "/reply/id", "button id", 256)?;
        limit(button, "/reply/title", "button title", 20)?;
    }
    unique(buttons, "/reply/title", "button titles")?;
    unique(buttons, "/reply/id", "button ids")
}

fn sections_of_rows(action: &Value) -> Result<(), GraphError> {
    limit(action, "/button", "action['button']", 20)?;
    let sections = list(&action["sections"]);
    sections_rule(sections)?;
    let rows: Vec<&Value> = sections.iter().flat_map(|section| list(&section["rows"])).collect();
    rule((1..=10).contains(&rows.len()), || GraphError::invalid("rows: between 1 and 10 in all sections"))?;
    for row in &rows {
        limit(row, "/id", "row id", 200)?;
        limit(row, "/title", "row title", 24)?;
        limit_if_any(row, "/description", "row description", 72)?;
    }
    unique(rows, "/id", "row ids")
}

fn sections_of_products(action: &Value) -> Result<(), GraphError> {
    text_of(action, "/catalog_id")?;
    let sections = list(&action["sections"]);
    sections_rule(sections)?;
    let items: Vec<&Value> = sections.iter().flat_map(|section| list(&section["product_items"])).collect();
    rule((1..=30).contains(&items.len()), || GraphError::invalid("products: between 1 and 30"))?;
    items.into_iter().try_for_each(|item| text_of(item, "/product_retailer_id"))
}

fn sections_rule(sections: &[Value]) -> Result<(), GraphError> {
    rule((1..=10).contains(&sections.len()), || GraphError::invalid("sections: between 1 and 10"))?;
    for section in sections {
        // A single section needs no title, several do.
        let check = if sections.len() > 1 { limit } else { limit_if_any };
        check(section, "/title", "section title", 24)?;
    }
    Ok(())
}

fn link(action: &Value) -> Result<(), GraphError> {
    named(action, "cta_url")?;
    limit(action, "/parameters/display_text", "display_text", 20)?;
    let url = text_at(action, "/parameters/url").unwrap_or_default();
    rule(is_link(url), || GraphError::invalid("url must be a web address"))
}

fn cards(action: &Value) -> Result<(), GraphError> {
    let cards = list(&action["cards"]);
    rule((2..=10).contains(&cards.len()), || GraphError::invalid("cards: between 2 and 10"))?;
    for (place, card) in cards.iter().enumerate() {
        let index = u64::try_from(place).ok();
        rule(card["card_index"].as_u64() == index, || GraphError::invalid("card_index: counted from 0"))?;
        limit_if_any(card, "/body/text", "card body", 160)?;
        link(&card["action"])?;
    }
    Ok(())
}

fn named(action: &Value, name: &str) -> Result<(), GraphError> {
    rule(action["name"] == name, || GraphError::invalid(&format!("action['name'] must be {name}")))
}

fn text_of(value: &Value, pointer: &str) -> Result<(), GraphError> {
    limit(value, pointer, pointer.trim_start_matches('/'), 256)
}

fn unique<'a>(
    items: impl IntoIterator<Item = &'a Value>,
    pointer: &str,
    what: &str,
) -> Result<(), GraphError> {
    let mut seen = HashSet::new();
    let all = items.into_iter().all(|item| seen.insert(item.pointer(pointer)));
    rule(all, || GraphError::invalid(&format!("{what} must be unique")))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
