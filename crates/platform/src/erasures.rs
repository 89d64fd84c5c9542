//! The bucket's part in an erasure: a conversation's files, and the log of what was erased.
//!
//! The log outlives what it speaks of by as long as a recovery copy does: a restore reads it and erases again before
//! it serves. It holds codes and keyed hashes, nothing of a person.

use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Bucket, Env};

use crate::bucket;
use crate::error::{During, PlatformError};

/// Where the log is.
const LOG: &str = "erasures/";
/// Where files of customers are, by tenant and conversation.
const MEDIA: &str = "media/";

/// An entry of the log that was found.
pub struct Logged {
    /// Whose.
    pub tenant: String,
    key: String,
}

impl Logged {
    fn read(key: String) -> Option<Self> {
        let (tenant, _) = key.strip_prefix(LOG)?.split_once('/')?;
        Some(Self { tenant: tenant.to_owned(), key })
    }
}

/// The files that an erasure deals with.
pub struct Erasures {
    bucket: Bucket,
}

impl Erasures {
    /// Of this deployment.
    ///
    /// # Errors
    /// If the binding `MEDIA` is missing.
    pub fn of(env: &Env) -> Result<Self, PlatformError> {
        Ok(Self { bucket: env.bucket("MEDIA").during("MEDIA")? })
    }

    /// Writes an erasure down, or writes more of it down. It is durable when this returns.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn log<T: Serialize>(
        &self,
        tenant: &str,
        erased_at: Timestamp,
        code: &str,
        entry: &T,
    ) -> Result<(), PlatformError> {
        const OPERATION: &str = "log erasure";
        let text =
            serde_json::to_string(entry).map_err(|_| PlatformError::Unreadable { operation: OPERATION })?;
        self.bucket.put(log_key(tenant, erased_at, code), text).execute().await.during(OPERATION)?;
        Ok(())
    }

    /// Throws an entry away: no recovery copy is older than it.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn forget(&self, tenant: &str, erased_at: Timestamp, code: &str) -> Result<(), PlatformError> {
        self.bucket.delete(log_key(tenant, erased_at, code)).await.during("forget erasure")
    }

    /// A part of the whole log, of all tenants, and where the next part begins.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn page(
        &self,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<Logged>, Option<String>), PlatformError> {
        let mut page = self.bucket.list().prefix(LOG).limit(limit);
        if let Some(cursor) = cursor {
            page = page.cursor(cursor);
        }
        let listing = page.execute().await.during("list erasures")?;
        let entries = listing.objects().into_iter().filter_map(|object| Logged::read(object.key())).collect();
        Ok((entries, listing.cursor().filter(|_| listing.truncated())))
    }

    /// Reads an entry; `None` if it is gone or of a form that this version does not know.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn read<T: DeserializeOwned>(&self, logged: &Logged) -> Result<Option<T>, PlatformError> {
        const OPERATION: &str = "read erasure";
        let Some(object) = self.bucket.get(&logged.key).execute().await.during(OPERATION)? else {
            return Ok(None);
        };
        let Some(body) = object.body() else { return Ok(None) };
        let entry = serde_json::from_slice(&body.bytes().await.during(OPERATION)?);
        Ok(entry.map_err(|error| log::error!("an erasure's entry is unreadable: {error}")).ok())
    }

    /// Erases every file of a conversation.
    ///
    /// # Errors
    /// If R2 does not answer; it may be repeated.
    pub async fn files(&self, tenant: &str, conversation: &str) -> Result<(), PlatformError> {
        bucket::erase(&self.bucket, &format!("{MEDIA}{tenant}/{conversation}/")).await
    }
}

/// By time, so that a restore reads from its moment on. The code itself opens the status page, so only a part of its
/// hash tells two entries of one moment apart.
fn log_key(tenant: &str, erased_at: Timestamp, code: &str) -> String {
    let suffix =
        vault::token_hash(code).into_iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(byte));
    format!("{LOG}{tenant}/{:015}-{suffix:016x}", erased_at.millis())
}
