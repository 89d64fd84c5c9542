//! Sealing what a row holds, and the keyed hash that a message is found by.

use platform::{PlatformError, random};
use serde::Serialize;
use serde::de::DeserializeOwned;
use vault::{HashLabel, Place, Purpose};

use crate::conversation::Conversation;
use crate::object::{ObjectError, Owner};

impl Conversation {
    pub(in crate::conversation) fn seal_json<T: Serialize>(
        &self,
        owner: &Owner,
        purpose: Purpose,
        row: &str,
        column: &str,
        value: &T,
    ) -> Result<Vec<u8>, ObjectError> {
        let plain =
            serde_json::to_vec(value).map_err(|_| PlatformError::Unreadable { operation: "seal content" })?;
        let (tenant, row) = (owner.tenant.tenant_id.to_string(), self.sealed_row(row)?);
        Ok(owner.key.seal(&Place { purpose, tenant: &tenant, row: &row, column }, random::bytes(), &plain)?)
    }

    pub(in crate::conversation) fn open_json<T: DeserializeOwned>(
        &self,
        owner: &Owner,
        purpose: Purpose,
        row: &str,
        column: &str,
        sealed: &[u8],
    ) -> Result<T, ObjectError> {
        let (tenant, row) = (owner.tenant.tenant_id.to_string(), self.sealed_row(row)?);
        let plain = owner.key.open(&Place { purpose, tenant: &tenant, row: &row, column }, sealed)?;
        serde_json::from_slice(&plain)
            .map_err(|_| PlatformError::Unreadable { operation: "open content" }.into())
    }

    /// A row's name among all objects: the rows of two conversations must not be exchangeable.
    fn sealed_row(&self, row: &str) -> Result<String, PlatformError> {
        Ok(format!("{}/{row}", self.id()?))
    }
}

/// What a channel's id of a message is found by. Meta's ids contain the phone number, so they are kept sealed and
/// found by a keyed hash.
pub(in crate::conversation) fn provider_key(owner: &Owner, provider_id: &str) -> Vec<u8> {
    owner.key.hash(HashLabel::Provider, &[provider_id]).into_iter().take(16).collect()
}
