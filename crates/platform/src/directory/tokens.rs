//! A channel's access token, opened at the moment of use.

use vault::DataKey;

use super::channels::{Channel, credentials_place};
use crate::error::PlatformError;

impl Channel {
    /// The access token. Keep it no longer than the call that needs it.
    ///
    /// # Errors
    /// If the row was moved here from elsewhere, or holds no token.
    pub fn token(&self, key: &DataKey) -> Result<String, PlatformError> {
        let (tenant, row) = (self.tenant.tenant_id.to_string(), self.id.to_string());
        let token = key.open(&credentials_place(&tenant, &row), &self.credentials)?;
        String::from_utf8(token).map_err(|_| PlatformError::Unreadable { operation: "access token" })
    }
}
