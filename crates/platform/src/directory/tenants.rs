//! Tenants in the directory.

use domain::ids::TenantId;
use domain::time::Timestamp;
use serde::Deserialize;

use super::members::NewMember;
use super::{Directory, Value};
use crate::error::PlatformError;

/// What every door needs to know of a tenant to speak with its objects.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TenantRef {
    /// Whose objects.
    pub tenant_id: TenantId,
    /// Where they live.
    pub jurisdiction: Option<String>,
    /// The tenant's data key, wrapped.
    pub wrapped_key: Vec<u8>,
}

/// A tenant to be.
pub struct NewTenant<'a> {
    /// Its id.
    pub id: TenantId,
    /// Its part of public addresses.
    pub slug: &'a str,
    /// Its name.
    pub company: &'a str,
    /// What it does, in the owner's words.
    pub business_type: &'a str,
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// Its data key, wrapped.
    pub wrapped_key: &'a [u8],
    /// Now.
    pub created_at: Timestamp,
}

impl Directory {
    /// Whether anybody has signed up.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn has_tenants(&self) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Row {}
        let row: Option<Row> = self.first("find tenant", "SELECT 1 AS one FROM tenants LIMIT 1", &[]).await?;
        Ok(row.is_some())
    }

    /// Signs up a business: the tenant, its key, its owner and the owner's first token, all or none.
    ///
    /// With `only_first`, the statement itself refuses when a tenant exists, so two racing sign-ups cannot both win.
    ///
    /// # Errors
    /// [`PlatformError::Exists`] if the slug or the e-mail is taken, or a tenant exists and `only_first`.
    pub async fn sign_up(
        &self,
        tenant: &NewTenant<'_>,
        owner: &NewMember<'_>,
        only_first: bool,
    ) -> Result<(), PlatformError> {
        const OPERATION: &str = "sign up";
        let id = tenant.id.to_string();
        // A second row makes the CASE divide the primary key's place with NULL, which NOT NULL refuses.
        let insert_tenant = self.prepare(
            OPERATION,
            "INSERT INTO tenants (id, slug, company, business_type, country, created_at)
             SELECT CASE WHEN ?7 = 1 AND EXISTS (SELECT 1 FROM tenants) THEN NULL ELSE ?1 END, ?2, ?3, ?4, ?5, ?6",
            &[
                Value::Text(&id),
                Value::Text(tenant.slug),
                Value::Text(tenant.company),
                Value::Text(tenant.business_type),
                Value::Text(tenant.country),
                Value::Integer(tenant.created_at.millis()),
                Value::Integer(i64::from(only_first)),
            ],
        )?;
        let insert_key = self.prepare(
            OPERATION,
            "INSERT INTO data_keys (owner, wrapped) VALUES (?, ?)",
            &[Value::Text(&id), Value::Blob(tenant.wrapped_key)],
        )?;
        let mut statements = vec![insert_tenant, insert_key];
        statements.extend(self.insert_member(OPERATION, owner)?);
        match self.batch(OPERATION, statements).await {
            Err(PlatformError::Runtime { cause, .. })
                if cause.contains("NOT NULL constraint failed: tenants.id") =>
            {
                Err(PlatformError::Exists { operation: OPERATION })
            }
            other => other,
        }
    }

    /// How to reach a tenant's objects.
    ///
    /// # Errors
    /// If the directory does not answer.
    pub async fn tenant(&self, id: TenantId) -> Result<Option<TenantRef>, PlatformError> {
        self.first(
            "read tenant",
            "SELECT t.id AS tenant_id, t.jurisdiction, k.wrapped AS wrapped_key
             FROM tenants t JOIN data_keys k ON k.owner = t.id WHERE t.id = ?",
            &[Value::Text(&id.to_string())],
        )
        .await
    }
}
