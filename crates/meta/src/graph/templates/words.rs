//! Meta's words for templates, typed. A word that is not known here is kept as it is.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// A word that is not known here, in capitals.
            Other(String),
        }

        impl $name {
            /// From Meta's word, in any case.
            pub fn from_word(word: &str) -> Self {
                match word.to_ascii_uppercase().as_str() {
                    $($word => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                }
            }

            /// Meta's word.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from_word(&word)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }
    };
}

words! {
    /// How far a template has come.
    Status {
        /// May be sent; the only one that may.
        Approved = "APPROVED",
        /// Being reviewed.
        Pending = "PENDING",
        /// Refused.
        Rejected = "REJECTED",
        /// Stopped for a time: customers complained.
        Paused = "PAUSED",
        /// Stopped for good.
        Disabled = "DISABLED",
        /// A refusal is being reviewed.
        InAppeal = "IN_APPEAL",
        /// Being deleted.
        PendingDeletion = "PENDING_DELETION",
        /// Deleted.
        Deleted = "DELETED",
        /// The account has too many.
        LimitExceeded = "LIMIT_EXCEEDED",
        /// Put away.
        Archived = "ARCHIVED",
        /// Closed to changes and sends.
        Locked = "LOCKED",
    }
}

words! {
    /// What a template is for; decides its price and who may get it.
    Category {
        /// Advertising: never to who opted out.
        Marketing = "MARKETING",
        /// About an order or request of the customer's.
        Utility = "UTILITY",
        /// One-time codes; cannot be sent to a business-scoped id.
        Authentication = "AUTHENTICATION",
    }
}

words! {
    /// How a template's parameters are told apart.
    ParameterFormat {
        /// By name: `{{first_name}}`.
        Named = "NAMED",
        /// By place: `{{1}}`.
        Positional = "POSITIONAL",
    }
}

words! {
    /// What a header holds.
    HeaderFormat {
        /// Words.
        Text = "TEXT",
        /// A picture.
        Image = "IMAGE",
        /// A video.
        Video = "VIDEO",
        /// A document.
        Document = "DOCUMENT",
        /// A place.
        Location = "LOCATION",
    }
}

words! {
    /// What a button does.
    ButtonKind {
        /// Answers with its words.
        QuickReply = "QUICK_REPLY",
        /// Opens an address.
        Url = "URL",
        /// Calls a number.
        PhoneNumber = "PHONE_NUMBER",
        /// Copies a code.
        CopyCode = "COPY_CODE",
        /// Asks the customer for their number.
        RequestContactInfo = "REQUEST_CONTACT_INFO",
    }
}

impl Status {
    /// The status after the webhook's `event`; `None` where the event does not settle it: sync the template again.
    pub fn after_event(event: &str) -> Option<Self> {
        match Self::from_word(event) {
            Self::Other(word) if word == "REINSTATED" => Some(Self::Approved),
            Self::Other(_) => None,
            status => Some(status),
        }
    }
}

/// Letters, digits and `_`, as in the names of templates and parameters.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
