//! What one chat on the phone shows.

use std::time::SystemTime;

use serde::Serialize;
use serde_json::Value;

use crate::state::text_at;

/// One message in a chat.
#[derive(Debug, Clone)]
pub(crate) struct Bubble {
    pub(crate) wamid: String,
    /// Written by the customer.
    pub(crate) mine: bool,
    pub(crate) kind: String,
    pub(crate) header: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) footer: Option<String>,
    pub(crate) choices: Vec<Choice>,
    /// The label that opens the choices of a list.
    pub(crate) list_label: Option<String>,
    pub(crate) tick: Tick,
    /// Why it did not arrive.
    pub(crate) note: Option<String>,
    /// The emoji that the other side put on it.
    pub(crate) reaction: Option<String>,
    pub(crate) at: SystemTime,
    /// How often its author changed it.
    pub(crate) edits: u32,
    /// The message as it went over the wire, as WhatsApp would write it; null once it is revoked.
    pub(crate) object: Value,
}

/// Something that the customer can press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// A link or a phone button opens something and answers nothing.
    pub(crate) url: Option<String>,
}

/// How far a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tick {
    Waiting,
    Sent,
    Delivered,
    Read,
    Failed,
}

impl Bubble {
    /// Raises the tick; statuses may come in any order.
    pub(crate) fn reach(&mut self, tick: Tick) {
        self.tick = self.tick.max(tick);
    }

    /// A line of the stand-in itself between the messages.
    pub(crate) fn remark(id: &str, text: String) -> Self {
        let mut remark = Self::new(id, false, &Value::Null, SystemTime::now());
        "remark".clone_into(&mut remark.kind);
        remark.text = Some(text);
        remark
    }

    /// What a message object shows, in either direction: a webhook's and a Graph call's have the same types.
    pub(crate) fn new(wamid: &str, mine: bool, message: &Value, at: SystemTime) -> Self {
        // What is attached otherwise goes by its own name.
        let kind = text_at(message, "/attachment/type").or_else(|| text_at(message, "/type"));
        let kind = kind.unwrap_or("text").to_owned();
        let own = |pointer: &str| text_at(message, pointer).map(str::to_owned);
        Self {
            wamid: wamid.to_owned(),
            mine,
            header: own("/interactive/header/text"),
            text: shown_text(message, &kind),
            footer: own("/interactive/footer/text"),
            choices: choices(message),
            list_label: own("/interactive/action/button"),
            tick: if mine { Tick::Sent } else { Tick::Waiting },
            note: None,
            reaction: None,
            at,
            edits: 0,
            kind,
            object: message.clone(),
        }
    }

    /// The author's new words; null revokes.
    pub(crate) fn change(&mut self, message: &Value) {
        self.edits += 1;
        self.object = message.clone();
        self.text = text_at(message, "/type").and_then(|kind| shown_text(message, kind));
        if message.is_null() {
            "revoked".clone_into(&mut self.kind);
        }
    }
}

/// The words of a message, wherever its type keeps them.
pub(crate) fn shown_text(message: &Value, kind: &str) -> Option<String> {
    let own = |pointer: &str| text_at(message, pointer).map(str::to_owned);
    match kind {
        "text" => own("/text/body"),
        "button" => own("/button/text"),
        "reaction" => own("/reaction/emoji"),
        "interactive" => own("/interactive/body/text")
            .or_else(|| own("/interactive/button_reply/title"))
            .or_else(|| own("/interactive/list_reply/title"))
            .or_else(|| titles(&message["interactive"]["cards"])),
        "location" => own("/location/name").or_else(|| own("/location/address")),
        "document" => own("/document/caption").or_else(|| own("/document/filename")),
        media => text_at(message, &format!("/{media}/caption")).map(str::to_owned),
    }
}

/// Cards have no words but their own.
fn titles(cards: &Value) -> Option<String> {
    let titles: Vec<&str> = cards.as_array()?.iter().filter_map(|card| text_at(card, "/title")).collect();
    Some(titles.join("\n"))
}

fn choices(message: &Value) -> Vec<Choice> {
    let action = message.pointer("/interactive/action").unwrap_or(&Value::Null);
    let list = |pointer: &str| action.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    let replies = list("/buttons").map(|button| &button["reply"]);
    let rows = list("/sections").flat_map(|section| section["rows"].as_array().into_iter().flatten());
    let cards = message.pointer("/interactive/cards").and_then(Value::as_array).into_iter().flatten();
    let of_cards = cards.flat_map(|card| card["buttons"].as_array().into_iter().flatten());
    let of_cards = of_cards.map(|button| &button["reply"]);
    let mut found: Vec<Choice> = replies.chain(rows).chain(of_cards).filter_map(choice).collect();
    found.extend(link(action));
    found
}

fn choice(value: &Value) -> Option<Choice> {
    Some(Choice {
        id: text_at(value, "/id")?.to_owned(),
        title: text_at(value, "/title")?.to_owned(),
        description: text_at(value, "/description").map(str::to_owned),
        url: text_at(value, "/url").map(str::to_owned),
    })
}

fn link(action: &Value) -> Option<Choice> {
    let url = text_at(action, "/parameters/url")?;
    let title = text_at(action, "/parameters/display_text").unwrap_or(url);
    Some(Choice { id: String::new(), title: title.to_owned(), description: None, url: Some(url.to_owned()) })
}

/// Milliseconds since 1970, as the page counts them.
pub(crate) fn millis(at: SystemTime) -> u64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
