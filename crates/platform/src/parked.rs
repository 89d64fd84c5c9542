//! Deliveries that their object could not take in time: sealed in R2 until cron replays them.

use std::time::Duration;

use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Bucket, Env};

use crate::clock;
use crate::error::{During, PlatformError};
use crate::random;
use vault::{DataKey, Place, Purpose};

/// Where parked deliveries are: the time follows, so that a listing is oldest first, then the tenant and the
/// conversation. Keys of before the conversation was in them end with the tenant.
const PREFIX: &str = "parked/";
/// Where they go when a day of trying did not help: kept, but not in the way of the others.
const POISON: &str = "poison/";
/// How long a delivery is tried.
const PATIENCE: Duration = Duration::from_hours(24);

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
    /// For which conversation, or what else it is about, if the key tells.
    pub conversation: Option<String>,
    /// Since when it is parked.
    pub since: Timestamp,
}

/// A part of a listing.
pub struct ParkedPage {
    /// What was found; may be empty although there is more.
    pub items: Vec<Parked>,
    /// Where the next part begins.
    pub next_cursor: Option<String>,
}

impl Parked {
    /// Reads a key, of a delivery that waits or one that was set aside.
    pub fn read(key: String) -> Option<Self> {
        let (time, names) = parked_at(&key).strip_prefix(PREFIX)?.split_once('/')?;
        let since = Timestamp::from_millis(time.split('-').next()?.parse().ok()?);
        let (tenant, conversation) = match names.split_once('/') {
            Some((tenant, conversation)) => (tenant.to_owned(), Some(conversation.to_owned())),
            None => (names.to_owned(), None),
        };
        Some(Self { key, tenant, conversation, since })
    }

    /// Whether it was tried for a day and is tried no more.
    pub fn is_set_aside(&self) -> bool {
        self.key.starts_with(POISON)
    }
}

/// Where a delivery was parked, and for which place it is sealed: setting it aside changes its key only.
fn parked_at(key: &str) -> &str {
    key.strip_prefix(POISON).unwrap_or(key)
}

impl Parking {
    /// The parking place of this deployment.
    ///
    /// # Errors
    /// If the binding `MEDIA` is missing.
    pub fn of(env: &Env) -> Result<Self, PlatformError> {
        Ok(Self { bucket: env.bucket("MEDIA").during("MEDIA")? })
    }

    /// Parks a delivery for a conversation, or for what else `about` names. It is durable when this returns.
    ///
    /// # Errors
    /// If it could not be kept.
    pub async fn park<T: Serialize>(
        &self,
        tenant: &str,
        about: &str,
        key: &DataKey,
        delivery: &T,
    ) -> Result<(), PlatformError> {
        const OPERATION: &str = "park delivery";
        let suffix = u64::from_be_bytes(random::bytes());
        let at = format!("{PREFIX}{:015}-{suffix:016x}/{tenant}/{about}", clock::now().millis());
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
        let parked = listing.objects().into_iter().filter_map(|object| Parked::read(object.key()));
        Ok(parked.collect())
    }

    /// A part of what waits or was set aside of one tenant, oldest first; `cursor` as the last part gave it.
    ///
    /// Keys begin with their time, so others' deliveries are passed over here. There are few: they wait for an object
    /// that does not answer.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn page_of_tenant(
        &self,
        tenant: &str,
        cursor: Option<&str>,
    ) -> Result<ParkedPage, PlatformError> {
        let (is_aside, from) = match cursor.and_then(|cursor| cursor.split_once('.')) {
            Some((place, from)) => (place == "aside", from),
            None => (false, ""),
        };
        let mut list = self.bucket.list().prefix(if is_aside { POISON } else { PREFIX });
        if !from.is_empty() {
            list = list.cursor(from);
        }
        let listing = list.execute().await.during("list parked deliveries")?;
        let more = listing.cursor().filter(|_| listing.truncated());
        let next_cursor = match more {
            Some(from) => Some(format!("{}.{from}", if is_aside { "aside" } else { "parked" })),
            None => (!is_aside).then(|| "aside.".to_owned()),
        };
        let found = listing.objects().into_iter().filter_map(|object| Parked::read(object.key()));
        Ok(ParkedPage { items: found.filter(|parked| parked.tenant == tenant).collect(), next_cursor })
    }

    /// What a tenant's deliveries that wait or were set aside are, as far as they were parked until then.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn of_tenant(&self, tenant: &str, until: Timestamp) -> Result<Vec<Parked>, PlatformError> {
        let mut found = Vec::new();
        for prefix in [PREFIX.to_owned(), format!("{POISON}{PREFIX}")] {
            found.extend(self.until(&prefix, until).await?);
        }
        found.retain(|parked| parked.tenant == tenant);
        Ok(found)
    }

    /// Throws away what was set aside before then, the oldest first, at most `limit`.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn purge_set_aside(&self, before: Timestamp, limit: u32) -> Result<(), PlatformError> {
        const OPERATION: &str = "purge set aside";
        let listing = self.bucket.list().prefix(POISON).limit(limit).execute().await.during(OPERATION)?;
        let parked = listing.objects().into_iter().filter_map(|object| Parked::read(object.key()));
        let old: Vec<String> =
            parked.filter(|parked| parked.since < before).map(|parked| parked.key).collect();
        if old.is_empty() {
            return Ok(());
        }
        self.bucket.delete_multiple(old).await.during(OPERATION)
    }

    /// All under a prefix that are not younger, page by page: keys begin with their time.
    async fn until(&self, prefix: &str, until: Timestamp) -> Result<Vec<Parked>, PlatformError> {
        const OPERATION: &str = "list a tenant's deliveries";
        let mut found = Vec::new();
        let mut cursor = None;
        loop {
            let mut page = self.bucket.list().prefix(prefix);
            if let Some(cursor) = cursor {
                page = page.cursor(cursor);
            }
            let listing = page.execute().await.during(OPERATION)?;
            let parked: Vec<Parked> =
                listing.objects().into_iter().filter_map(|object| Parked::read(object.key())).collect();
            let is_past = parked.last().is_some_and(|last| last.since > until);
            found.extend(parked.into_iter().filter(|parked| parked.since <= until));
            cursor = listing.cursor().filter(|_| listing.truncated() && !is_past);
            if cursor.is_none() {
                return Ok(found);
            }
        }
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
        let plain = key.open(&place(&parked.tenant, parked_at(&parked.key)), &sealed)?;
        let delivery = serde_json::from_slice(&plain);
        delivery.map(Some).map_err(|_| PlatformError::Unreadable { operation: OPERATION })
    }

    /// Sets a delivery aside that was tried for a day. It stays sealed for the place where it was parked, which its
    /// new name still tells.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn set_aside_if_old(&self, parked: &Parked) -> Result<bool, PlatformError> {
        const OPERATION: &str = "set parked delivery aside";
        if clock::now().since(parked.since) < PATIENCE {
            return Ok(false);
        }
        let Some(object) = self.bucket.get(&parked.key).execute().await.during(OPERATION)? else {
            return Ok(true);
        };
        if let Some(body) = object.body() {
            let sealed = body.bytes().await.during(OPERATION)?;
            self.bucket.put(format!("{POISON}{}", parked.key), sealed).execute().await.during(OPERATION)?;
        }
        self.forget(parked).await?;
        Ok(true)
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
