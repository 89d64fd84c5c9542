//! The bucket's part in an erasure: a conversation's files, and the log of what was erased.
//!
//! The log outlives what it speaks of by as long as a recovery copy does: a restore reads it and erases again before
//! it serves. It holds codes and keyed hashes, nothing of a person.

use domain::time::Timestamp;
use serde::Serialize;
use worker::{Bucket, Env};

use crate::bucket;
use crate::error::{During, PlatformError};

/// Where the log is.
const LOG: &str = "erasures/";
/// Where files of customers are, by tenant and conversation.
const MEDIA: &str = "media/";

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
