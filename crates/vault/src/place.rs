//! Where sealed bytes belong. They open there and nowhere else.

use crate::envelope::prefixed;

/// What kind of secret it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A channel's access token, or a tenant's own LLM key.
    Credential,
    /// The secret of a Meta app that a tenant brought.
    AppSecret,
    /// The content of a message.
    Message,
    /// A comment or mention in public.
    Comment,
    /// A contact's identifiers, name and notes.
    Contact,
    /// A customer's name and address on an order.
    Order,
    /// What a turn saw and did.
    Trace,
    /// A tenant's settings.
    Settings,
    /// A member's details.
    Member,
    /// A file in object storage.
    Media,
    /// An event that could not be delivered to its conversation yet.
    Parked,
    /// An export or a backup.
    Export,
}

impl Purpose {
    // Part of the sealed format: renaming one makes everything sealed under it unreadable.
    const fn name(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::AppSecret => "app secret",
            Self::Message => "message",
            Self::Comment => "comment",
            Self::Contact => "contact",
            Self::Order => "order",
            Self::Trace => "trace",
            Self::Settings => "settings",
            Self::Member => "member",
            Self::Media => "media",
            Self::Parked => "parked",
            Self::Export => "export",
        }
    }
}

/// The associated data of an envelope: a row copied to another tenant, row or column does not open there.
///
/// Never the contact: contacts merge, and what is sealed must survive that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// What kind of secret it is.
    pub purpose: Purpose,
    /// The tenant's id, or `directory`.
    pub tenant: &'a str,
    /// The immutable id of the row, or the name of the file.
    pub row: &'a str,
    /// The column; empty for a file.
    pub column: &'a str,
}

impl Place<'_> {
    pub(crate) fn context(&self) -> Vec<u8> {
        prefixed([self.purpose.name(), self.tenant, self.row, self.column])
    }
}
