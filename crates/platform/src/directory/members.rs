//! Members and their API tokens in the directory.

use domain::ids::{MemberId, TenantId, TokenId};
use domain::time::Timestamp;
use serde::Deserialize;
use worker::D1PreparedStatement;

use super::tenants::TenantRef;
use super::{Directory, Value};
use crate::error::PlatformError;

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads and answers conversations.
    Agent,
    /// Also changes settings, channels and the catalog.
    Admin,
    /// Also the team and the account.
    Owner,
}

impl Role {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}

/// A member to be, with a first token.
pub struct NewMember<'a> {
    /// Their id.
    pub id: MemberId,
    /// Their business.
    pub tenant_id: TenantId,
    /// What they may do.
    pub role: Role,
    /// Keyed hash of the e-mail.
    pub email_hash: &'a [u8],
    /// Name and e-mail, sealed.
    pub profile: &'a [u8],
    /// PHC string.
    pub password_hash: &'a str,
    /// The first token's id.
    pub token_id: TokenId,
    /// Its SHA-256.
    pub token_hash: &'a [u8],
    /// Now.
    pub created_at: Timestamp,
}

/// Who a request comes from.
#[derive(Debug, Clone, Deserialize)]
pub struct Identity {
    /// The member.
    pub member_id: MemberId,
    /// What they may do.
    pub role: Role,
    /// Their business.
    #[serde(flatten)]
    pub tenant: TenantRef,
}

impl Directory {
    pub(super) fn insert_member(
        &self,
        operation: &'static str,
        member: &NewMember<'_>,
    ) -> Result<[D1PreparedStatement; 2], PlatformError> {
        let (id, tenant_id) = (member.id.to_string(), member.tenant_id.to_string());
        let created_at = Value::Integer(member.created_at.millis());
        let insert_member = self.prepare(
            operation,
            "INSERT INTO members (id, tenant_id, role, email_hash, profile, password_hash, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            &[
                Value::Text(&id),
                Value::Text(&tenant_id),
                Value::Text(member.role.as_str()),
                Value::Blob(member.email_hash),
                Value::Blob(member.profile),
                Value::Text(member.password_hash),
                created_at,
            ],
        )?;
        let insert_token = self.prepare(
            operation,
            "INSERT INTO api_tokens (hash, id, tenant_id, member_id, name, created_at)
             VALUES (?, ?, ?, ?, 'sign-up', ?)",
            &[
                Value::Blob(member.token_hash),
                Value::Text(&member.token_id.to_string()),
                Value::Text(&tenant_id),
                Value::Text(&id),
                Value::Integer(member.created_at.millis()),
            ],
        )?;
        Ok([insert_member, insert_token])
    }

    /// Who holds the token with this hash; nobody of a suspended tenant.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn token_holder(&self, hash: &[u8]) -> Result<Option<Identity>, PlatformError> {
        self.first(
            "read token",
            "SELECT m.id AS member_id, m.role, t.id AS tenant_id, t.jurisdiction, k.wrapped AS wrapped_key
             FROM api_tokens a
             JOIN members m ON m.id = a.member_id AND m.tenant_id = a.tenant_id
             JOIN tenants t ON t.id = a.tenant_id AND t.status = 'active'
             JOIN data_keys k ON k.owner = t.id
             WHERE a.hash = ?",
            &[Value::Blob(hash)],
        )
        .await
    }
}
