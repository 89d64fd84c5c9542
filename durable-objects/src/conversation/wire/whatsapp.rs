//! WhatsApp Cloud API.

use domain::channel::{Alias, AliasKind};
use meta::graph::{Body, File, GraphError, Header, LimitError, Link, Recipient, whatsapp};

use super::{Outgoing, Unfit, Wire, refused};
use crate::call::Refusal;
use crate::conversation::protocol::{
    ButtonsDraft, Composed, LinkDraft, ListDraft, LocationDraft, MediaDraft,
};

type Request = http::Request<Vec<u8>>;

pub(super) fn send(wire: &Wire<'_>, outgoing: Outgoing<'_>) -> Result<Request, Unfit> {
    // WhatsApp knows templates for what comes late, and no right of people.
    if outgoing.sendable.by_human_agent {
        return Err(Unfit);
    }
    let recipient = recipient(outgoing.person).ok_or(Unfit)?;
    let message = whatsapp::Outgoing::new(recipient, outgoing.sendable.body);
    let message = message.with_callback_data(outgoing.callback)?;
    let message = match outgoing.reply_to {
        Some(id) => message.in_reply_to(id),
        None => message,
    };
    whatsapp::send(&wire.endpoint(), &wire.token()?, &wire.channel.external_id, &message).map_err(|_| Unfit)
}

/// The blue ticks, and that somebody is typing.
pub(super) fn notice(wire: &Wire<'_>, provider_id: &str) -> Result<Request, Unfit> {
    let (endpoint, token) = (wire.endpoint(), wire.token()?);
    whatsapp::mark_read(&endpoint, &token, &wire.channel.external_id, provider_id, true).map_err(|_| Unfit)
}

pub(super) fn read_send(status: u16, body: &[u8]) -> Result<String, GraphError> {
    whatsapp::read_send(status, body).map(|accepted| accepted.provider_id)
}

/// The number where the channel still tells it, the business-scoped id where it does not.
fn recipient(person: &[Alias]) -> Option<Recipient> {
    let named = |kind| person.iter().find(|alias| alias.kind == kind).map(|alias| alias.value.as_str());
    let phone = named(AliasKind::Phone).and_then(|number| Recipient::phone(number).ok());
    phone.or_else(|| named(AliasKind::Bsuid).and_then(|id| Recipient::bsuid(id).ok()))
}

pub(super) fn media(draft: &MediaDraft, file: &File) -> Result<Body, LimitError> {
    let MediaDraft { kind, caption, filename, voice, .. } = draft;
    Body::media(*kind, file, caption.as_deref(), filename.as_deref(), *voice)
}

pub(super) fn body(composed: &Composed) -> Result<Body, Refusal> {
    let body = match composed {
        Composed::Text(text) => Body::text(text),
        Composed::Media(draft) => linked(draft),
        Composed::Location(LocationDraft { latitude, longitude, name, address }) => {
            Body::location(*latitude, *longitude, name, address)
        }
        Composed::Buttons(draft) => buttons(draft),
        Composed::List(ListDraft { text, button, sections, header, footer }) => {
            Body::list(header.as_deref(), text, footer.as_deref(), button, sections)
        }
        Composed::Link(draft) => link(draft),
        Composed::Contacts(cards) => Body::cards(cards),
        Composed::ContactRequest(request) => Body::contact_request(&request.text),
        Composed::LocationRequest(request) => Body::location_request(&request.text),
        // Neither is made here: one needs the catalog, the other the message that it is about.
        Composed::Products(_) => Err(LimitError::Empty("products")),
        Composed::Reaction(_) => Err(LimitError::Empty("message id")),
    };
    body.map_err(|error| refused::part(composed.field(), error))
}

fn linked(draft: &MediaDraft) -> Result<Body, LimitError> {
    media(draft, &File::Link(draft.link.clone().unwrap_or_default()))
}

fn buttons(draft: &ButtonsDraft) -> Result<Body, LimitError> {
    if let Some(media) = &draft.media {
        return below_file(media, &File::Link(media.link.clone().unwrap_or_default()), draft);
    }
    let header = draft.header.clone().map(Header::Text);
    Body::buttons(header.as_ref(), &draft.text, draft.footer.as_deref(), &draft.buttons)
}

/// A question below a file.
pub(super) fn below_file(
    media: &MediaDraft,
    file: &File,
    question: &ButtonsDraft,
) -> Result<Body, LimitError> {
    let is_bare = media.caption.is_none() && media.filename.is_none() && !media.voice;
    if !is_bare {
        return Err(LimitError::NotAllowed("a caption"));
    }
    if question.header.is_some() {
        return Err(LimitError::NotAllowed("header"));
    }
    let header = Header::File(media.kind, file.clone());
    Body::buttons(Some(&header), &question.text, question.footer.as_deref(), &question.buttons)
}

fn link(draft: &LinkDraft) -> Result<Body, LimitError> {
    let header = draft.header.clone().map(Header::Text);
    let link = Link { title: draft.title.clone(), url: draft.url.clone() };
    Body::link(header.as_ref(), &draft.text, draft.footer.as_deref(), &link)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn blamed(composed: Value) -> String {
        let composed: Composed = serde_json::from_value(composed).unwrap();
        match body(&composed) {
            Ok(_) => "nothing".to_owned(),
            Err(Refusal::Invalid { field, .. }) => field,
            Err(other) => other.to_string(),
        }
    }

    fn long(length: usize) -> String {
        "x".repeat(length)
    }

    #[test]
    fn a_refusal_names_its_field() {
        let button = |title: &str| json!({"id": title, "title": title});
        let row = |title: &str| json!({"id": title, "title": title});
        let below =
            |media: Value| json!({"buttons": {"text": "t", "buttons": [button("a")], "media": media}});
        let list = |row: Value| json!({"list": {"text": "t", "button": "b", "sections": [{"rows": [row]}]}});
        let media = |kind: &str, part: &str, value: &str| json!({"media": {"kind": kind, "link": "https://a.example", part: value}});
        for (field, composed) in [
            ("nothing", json!({"text": "hello"})),
            ("text", json!({"text": " "})),
            ("text", json!({"text": long(4_097)})),
            ("media.link", json!({"media": {"kind": "image", "link": "http://a.example"}})),
            ("media.caption", media("audio", "caption", "c")),
            ("media.caption", media("image", "caption", &long(1_025))),
            ("media.filename", media("image", "filename", "f")),
            ("location", json!({"location": {"latitude": 91, "longitude": 0}})),
            ("buttons.buttons", json!({"buttons": {"text": "t", "buttons": []}})),
            ("buttons.buttons", json!({"buttons": {"text": "t", "buttons": [button(&long(21))]}})),
            ("buttons.buttons", json!({"buttons": {"text": "t", "buttons": [button("a"), button("a")]}})),
            ("buttons.text", json!({"buttons": {"text": "", "buttons": [button("a")]}})),
            (
                "buttons.footer",
                json!({"buttons": {"text": "t", "footer": long(61), "buttons": [button("a")]}}),
            ),
            ("list.sections", list(row(&long(25)))),
            (
                "list.button",
                json!({"list": {"text": "t", "button": long(21), "sections": [{"rows": [row("a")]}]}}),
            ),
            ("link.url", json!({"link": {"text": "t", "title": "o", "url": "http://a.example"}})),
            ("link.title", json!({"link": {"text": "t", "title": long(21), "url": "https://a.example"}})),
            ("contact_request.text", json!({"contact_request": {"text": ""}})),
            ("nothing", json!({"contacts": [{"name": "Ali", "phones": ["+60123456789"]}]})),
            ("contacts", json!({"contacts": []})),
            ("contacts.name", json!({"contacts": [{"name": "", "phones": ["+60123456789"]}]})),
            ("contacts.phones", json!({"contacts": [{"name": "Ali"}]})),
            ("contacts.phones", json!({"contacts": [{"name": "Ali", "phones": ["soon"]}]})),
            ("contacts.emails", json!({"contacts": [{"name": "Ali", "emails": ["soon"]}]})),
            ("nothing", below(json!({"kind": "image", "link": "https://a.example"}))),
            ("buttons.media.kind", below(json!({"kind": "audio", "link": "https://a.example"}))),
            ("buttons.media", below(json!({"kind": "image", "link": "https://a.example", "caption": "c"}))),
            ("buttons.media.link", below(json!({"kind": "image", "link": "http://a.example"}))),
        ] {
            assert_eq!(blamed(composed.clone()), field, "{composed}");
        }
    }
}
