//! What can go wrong between us and the platform.

/// A failure of the platform or of something stored in it.
///
/// Its text is for our log: it names the operation and the platform's own words, which never quote a bound value.
/// Nothing of it is shown to a caller.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// A binding is missing or a call to the runtime failed.
    #[error("{operation}: {cause}")]
    Runtime {
        /// What we were doing.
        operation: &'static str,
        /// What the runtime said.
        cause: String,
    },
    /// It did not answer within the time we give it.
    #[error("{operation}: no answer in time")]
    TimedOut {
        /// What we were doing.
        operation: &'static str,
    },
    /// It was cut short on purpose: something newer made the answer worthless.
    #[error("{operation}: aborted")]
    Aborted {
        /// What we were doing.
        operation: &'static str,
    },
    /// There is more of it than we take.
    #[error("{operation}: too large")]
    TooLarge {
        /// What we were doing.
        operation: &'static str,
    },
    /// There is no memory for it at the moment.
    #[error("{operation}: too many files at once")]
    Crowded {
        /// What we were doing.
        operation: &'static str,
    },
    /// A stored value is not what this version can read.
    #[error("{operation}: stored value unreadable")]
    Unreadable {
        /// What we were doing.
        operation: &'static str,
    },
    /// A unique value exists already.
    #[error("{operation}: exists already")]
    Exists {
        /// What we were doing.
        operation: &'static str,
    },
    /// Something sealed did not open.
    #[error("vault: {0}")]
    Vault(#[from] vault::VaultError),
    /// A setting is missing or malformed.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
}

impl PlatformError {
    /// Wraps the runtime's own error. Its `Display` can be a dump with a stack, so only the message is kept.
    pub fn runtime(operation: &'static str, error: &worker::Error) -> Self {
        let cause = message_of(error);
        // SQLite has no error codes here, only this text (workers-rs.md, A.3).
        if cause.contains("UNIQUE constraint failed") {
            return Self::Exists { operation };
        }
        Self::Runtime { operation, cause }
    }
}

fn message_of(error: &worker::Error) -> String {
    match error {
        worker::Error::D1(error) => error.cause(),
        worker::Error::UnknownJsError { message, .. } => message.clone(),
        other => other.to_string(),
    }
}

/// Names the operation that failed.
pub(crate) trait During<T> {
    fn during(self, operation: &'static str) -> Result<T, PlatformError>;
}

impl<T> During<T> for worker::Result<T> {
    fn during(self, operation: &'static str) -> Result<T, PlatformError> {
        self.map_err(|error| PlatformError::runtime(operation, &error))
    }
}
