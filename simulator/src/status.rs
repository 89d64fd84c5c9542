//! A status of a message, as a test asks for it.

/// What became of a message of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Left Meta.
    Sent,
    /// Reached the phone.
    Delivered,
    /// Was looked at.
    Read,
    /// Will never arrive.
    Failed {
        /// Meta's code, such as 131026.
        code: i64,
        /// `title` and `message` of the error.
        title: String,
        /// `error_data.details`.
        details: String,
    },
}

impl Status {
    /// A failure with the usual words for the code.
    pub fn failed(code: i64) -> Self {
        let title = crate::graph::title(code).unwrap_or("Message failed").to_owned();
        Self::Failed { code, details: format!("{title}."), title }
    }

    /// The word on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed { .. } => "failed",
        }
    }
}
