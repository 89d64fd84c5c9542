//! Deliveries that their object could not take in time: sealed in R2 until cron replays them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Bucket, Env};

use crate::clock;
use crate::error::{During, PlatformError};
use crate::random;
use vault::{DataKey, Place, Purpose};

/// Where parked deliveries are; the tenant follows, then the time, so that a listing is oldest first.
const PREFIX: &str = "parked/";

/// The parking place.
pub struct Parking {
    bucket: Bucket,
}

/// A parked delivery that was found.
pub struct Parked {
    /// Its R2 key.
    pub key: String,
    /// Whose it is.
    pub tenant: String,
}

impl Parking {
    /// The parking place of this deployment.
    ///
    /// # Errors
    /// If the binding `MEDIA` is missing.
    pub fn of(env: &Env) -> Result<Self, PlatformError> {
        Ok(Self { bucket: env.bucket("MEDIA").during("MEDIA")? })
    }

    /// Parks a delivery. It is durable when this returns.
    ///
    /// # Errors
    /// If it could not be kept.
    pub async fn park<T: Serialize>(
        &self,
        tenant: &str,
        key: &DataKey,
        delivery: &T,
    ) -> Result<(), PlatformError> {
        const OPERATION: &str = "park delivery";
        let suffix = u64::from_be_bytes(random::bytes());
        let at = format!("{PREFIX}{tenant}/{:015}-{suffix:016x}", clock::now().millis());
        let plain =
            serde_json::to_vec(delivery).map_err(|_| PlatformError::Unreadable { operation: OPERATION })?;
        let sealed = key.seal(&place(tenant, &at), random::bytes(), &plain)?;
        self.bucket.put(&at, sealed).execute().await.during(OPERATION)?;
        Ok(())
    }

    /// The oldest parked deliveries, at most `limit`.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn list(&self, limit: u32) -> Result<Vec<Parked>, PlatformError> {
        let listing = self
            .bucket
            .list()
            .prefix(PREFIX)
            .limit(limit)
            .execute()
            .await
            .during("list parked deliveries")?;
        let parked = listing.objects().into_iter().filter_map(|object| {
            let key = object.key();
            let tenant = key.strip_prefix(PREFIX)?.split('/').next()?.to_owned();
            Some(Parked { key, tenant })
        });
        Ok(parked.collect())
    }

    /// Opens a parked delivery; `None` if it is gone.
    ///
    /// # Errors
    /// If R2 does not answer or it does not open.
    pub async fn open<T: DeserializeOwned>(
        &self,
        parked: &Parked,
        key: &DataKey,
    ) -> Result<Option<T>, PlatformError> {
        const OPERATION: &str = "open parked delivery";
        let Some(object) = self.bucket.get(&parked.key).execute().await.during(OPERATION)? else {
            return Ok(None);
        };
        let Some(body) = object.body() else { return Ok(None) };
        let sealed = body.bytes().await.during(OPERATION)?;
        let plain = key.open(&place(&parked.tenant, &parked.key), &sealed)?;
        let delivery = serde_json::from_slice(&plain);
        delivery.map(Some).map_err(|_| PlatformError::Unreadable { operation: OPERATION })
    }

    /// Forgets a delivery that was replayed.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn forget(&self, parked: &Parked) -> Result<(), PlatformError> {
        self.bucket.delete(&parked.key).await.during("forget parked delivery")
    }
}

fn place<'a>(tenant: &'a str, at: &'a str) -> Place<'a> {
    Place { purpose: Purpose::Parked, tenant, row: at, column: "delivery" }
}
