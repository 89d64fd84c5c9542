//! What a wire refuses, told under the name of the field in the API.

use domain::channel::ChannelKind;
use meta::graph::LimitError;

use crate::call::Refusal;

/// The names that the wires' limits have for the parts of a message, with the part in the API. The first one of the
/// message's own kind counts, then the ones of every kind.
const PARTS: [(&str, &str, &str); 33] = [
    ("list", "button", "button"),
    ("list", "sections", "sections"),
    ("list", "section title", "sections"),
    ("list", "rows", "sections"),
    ("list", "row", "sections"),
    ("list", "row id", "sections"),
    ("list", "row ids", "sections"),
    ("list", "row description", "sections"),
    ("buttons", "buttons", "buttons"),
    ("buttons", "quick replies", "buttons"),
    ("buttons", "button", "buttons"),
    ("buttons", "button id", "buttons"),
    ("buttons", "button ids", "buttons"),
    ("buttons", "button titles", "buttons"),
    ("buttons", "a caption", "media"),
    ("buttons", "this kind of header", "media.kind"),
    ("buttons", "a link that is not https", "media.link"),
    ("buttons", "file", "media.link"),
    ("contacts", "card name", "name"),
    ("contacts", "card organisation", "organisation"),
    ("contacts", "a card without a number or an address", "phones"),
    ("contacts", "a phone number that is none", "phones"),
    ("contacts", "card e-mail", "emails"),
    ("contacts", "an e-mail address that is none", "emails"),
    ("link", "button", "title"),
    ("link", "a link that is not https", "url"),
    ("media", "caption", "caption"),
    ("media", "a caption", "caption"),
    ("media", "a file name", "filename"),
    ("media", "a voice note", "voice"),
    ("media", "a link that is not https", "link"),
    ("media", "file", "link"),
    ("reaction", "emoji", "emoji"),
];
/// Parts that are called the same everywhere.
const COMMON: [&str; 3] = ["text", "header", "footer"];

/// What a limit refuses in a message of the kind `field`.
pub(super) fn part(field: &str, error: LimitError) -> Refusal {
    let words = match error {
        LimitError::Empty(what) | LimitError::Repeated(what) | LimitError::NotAllowed(what) => what,
        LimitError::TooLong { field, .. }
        | LimitError::TooManyBytes { field, .. }
        | LimitError::Count { field, .. } => field,
    };
    let own = PARTS.iter().find(|(kind, known, _)| *kind == field && *known == words);
    // A message that is nothing but words is called like its words.
    let common = || COMMON.into_iter().find(|known| *known == words && *known != field);
    let path = match own.map(|(_, _, part)| *part).or_else(common) {
        Some(part) => format!("{field}.{part}"),
        None => field.to_owned(),
    };
    Refusal::invalid(&path, format!("cannot be sent: {error}"))
}

/// This channel has no such messages.
pub(super) fn kind(field: &str, kind: ChannelKind) -> Refusal {
    Refusal::invalid(field, format!("cannot be sent on {}", kind.title()))
}
