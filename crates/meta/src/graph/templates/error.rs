//! Why values do not fit a template.

use std::fmt::{Display, Formatter, Result};

use super::Status;

/// Why a template cannot be sent as given. Names parameters, never their values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Meta would refuse it, whatever the values are.
    #[error("the template is {}, and only APPROVED ones can be sent", .0.as_str())]
    NotApproved(Status),
    /// It has a part that is not sent from here.
    #[error("templates with {0} cannot be sent")]
    NotSent(String),
    /// Nothing was given for it.
    #[error("{0} is missing")]
    Missing(Place),
    /// The template has no such place.
    #[error("the template does not have {0}")]
    Extra(Place),
    /// Given twice.
    #[error("{0} is given twice")]
    Repeated(Place),
    /// Empty, and without a fallback.
    #[error("{0} is empty and has no fallback")]
    Empty(Place),
    /// Too long; for a header or body, with all values in place.
    #[error("{place} is longer than {max} characters")]
    TooLong {
        /// What.
        place: Place,
        /// Characters.
        max: usize,
    },
    /// Given as something else than the template wants.
    #[error("{place} must be {expected}")]
    Wrong {
        /// What.
        place: Place,
        /// What it must be.
        expected: &'static str,
    },
}

/// A place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The header as a whole.
    Header,
    /// A parameter of the header.
    HeaderValue(String),
    /// The body as a whole.
    Body,
    /// A parameter of the body.
    BodyValue(String),
    /// A button, counted from 0.
    Button(u8),
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Header => f.write_str("the header"),
            Self::HeaderValue(name) => write!(f, "the header's {{{{{name}}}}}"),
            Self::Body => f.write_str("the body"),
            Self::BodyValue(name) => write!(f, "the body's {{{{{name}}}}}"),
            Self::Button(index) => write!(f, "button {}", u16::from(*index).saturating_add(1)),
        }
    }
}
