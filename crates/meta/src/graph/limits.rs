//! What Meta accepts at most, and the checks.

use domain::channel::ChannelKind;

/// Limits of Meta's pages, in characters unless the name says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// A WhatsApp text.
    pub const TEXT: usize = ChannelKind::WhatsApp.rules().text.amount();
    /// The words below a picture, video or document.
    pub const CAPTION: usize = 1_024;
    /// The body of an interactive message with buttons.
    pub const BODY: usize = 1_024;
    /// The body of a list.
    pub const LIST_BODY: usize = 4_096;
    /// A header or footer.
    pub const HEADER: usize = 60;
    /// The words on a button.
    pub const BUTTON: usize = 20;
    /// The id behind a reply button.
    pub const BUTTON_ID: usize = 256;
    /// Reply buttons in a message.
    pub const BUTTONS: usize = 3;
    /// The title of a list's row or section.
    pub const ROW: usize = 24;
    /// The second line of a row.
    pub const ROW_DESCRIPTION: usize = 72;
    /// The id behind a row.
    pub const ROW_ID: usize = 200;
    /// Rows in a list, over all sections; also its sections.
    pub const ROWS: usize = 10;
    /// Products in a product list.
    pub const PRODUCTS: usize = 30;
    /// A template's name.
    pub const TEMPLATE_NAME: usize = 512;
    /// The words on a template's button.
    pub const TEMPLATE_BUTTON: usize = 25;
    /// Buttons of a template.
    pub const TEMPLATE_BUTTONS: usize = 10;
    /// The end of an address behind a template's button, and the address itself.
    pub const ADDRESS: usize = 2_000;
    /// The name that a document is shown under.
    pub const FILENAME: usize = 240;
    /// The code behind a template's copy button.
    pub const COPY_CODE: usize = 20;
    /// What may be attached to a message for its statuses to repeat.
    pub const CALLBACK_DATA: usize = 512;
    /// An Instagram text, in **bytes** of UTF-8.
    pub const INSTAGRAM_TEXT_BYTES: usize = ChannelKind::Instagram.rules().text.amount();
    /// A Messenger text.
    pub const MESSENGER_TEXT: usize = ChannelKind::Messenger.rules().text.amount();
    /// One emoji, with all that may change its look; ours.
    pub const EMOJI: usize = 16;
    /// Quick replies in a message of Messenger or Instagram.
    pub const QUICK_REPLIES: usize = 13;
    /// What comes back from a quick reply or a postback.
    pub const PAYLOAD: usize = 1_000;
    /// The words above a button of Messenger or Instagram.
    pub const BUTTON_TEMPLATE_TEXT: usize = 640;
    /// Cards in a message.
    pub const CARDS: usize = 10;
    /// Cards of people in a WhatsApp message; Meta takes more, nobody reads them.
    pub const CONTACT_CARDS: usize = 10;
    /// A person's name on a card, and their organisation's; ours.
    pub const CARD_NAME: usize = 100;
    /// An e-mail address on a card: RFC 5321.
    pub const CARD_EMAIL: usize = 254;
    /// A card's title or second line.
    pub const CARD_LINE: usize = 80;
}

/// What Meta would refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Something that must say something does not.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Too many characters.
    #[error("{field} is longer than {max} characters")]
    TooLong {
        /// What.
        field: &'static str,
        /// The most.
        max: usize,
    },
    /// Too many bytes: some limits of Instagram's do not count characters.
    #[error("{field} is longer than {max} bytes")]
    TooManyBytes {
        /// What.
        field: &'static str,
        /// The most, in UTF-8.
        max: usize,
    },
    /// Too few or too many of something.
    #[error("there must be {min} to {max} of {field}")]
    Count {
        /// Of what.
        field: &'static str,
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// Two that must differ do not.
    #[error("{0} must differ")]
    Repeated(&'static str),
    /// Not in the form that Meta wants, or not allowed here.
    #[error("{0} is not allowed here")]
    NotAllowed(&'static str),
}

/// A text of 1 to `max` characters.
pub(super) fn text<'a>(field: &'static str, text: &'a str, max: usize) -> Result<&'a str, LimitError> {
    if text.trim().is_empty() {
        return Err(LimitError::Empty(field));
    }
    if text.chars().count() > max { Err(LimitError::TooLong { field, max }) } else { Ok(text) }
}

/// A text of 1 to `max` bytes.
pub(super) fn bytes<'a>(field: &'static str, value: &'a str, max: usize) -> Result<&'a str, LimitError> {
    let value = text(field, value, usize::MAX)?;
    if value.len() > max { Err(LimitError::TooManyBytes { field, max }) } else { Ok(value) }
}

/// A text that may be missing, but not empty.
pub(super) fn optional<'a>(
    field: &'static str,
    value: Option<&'a str>,
    max: usize,
) -> Result<Option<&'a str>, LimitError> {
    value.map(|value| text(field, value, max)).transpose()
}

/// 1 to `max` of something.
pub(super) fn count(field: &'static str, found: usize, max: usize) -> Result<(), LimitError> {
    if (1..=max).contains(&found) { Ok(()) } else { Err(LimitError::Count { field, min: 1, max }) }
}

/// No two alike.
pub(super) fn distinct<'a>(
    field: &'static str,
    texts: impl Iterator<Item = &'a str>,
) -> Result<(), LimitError> {
    let mut seen = std::collections::HashSet::new();
    for text in texts {
        if !seen.insert(text) {
            return Err(LimitError::Repeated(field));
        }
    }
    Ok(())
}
