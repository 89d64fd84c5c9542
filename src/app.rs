//! What every door has at hand.

use std::rc::Rc;

use durable_objects::{Eraser, Objects};
use http::HeaderMap;
use platform::PlatformError;
use platform::config::Config;
use platform::directory::Directory;
use platform::directory::tenants::TenantRef;
use platform::erasures::Erasures;
use platform::media::MediaStore;
use platform::parked::Parking;
use platform::rate_limit::Limit;
use vault::DataKey;
use worker::Env;

/// The bindings, and what is made from them.
#[derive(Clone)]
pub struct App {
    env: Env,
}

impl App {
    /// For one request.
    pub const fn new(env: Env) -> Self {
        Self { env }
    }

    /// The configuration.
    ///
    /// # Errors
    /// The first setting that is missing or malformed.
    pub fn config(&self) -> Result<Rc<Config>, PlatformError> {
        Ok(Config::load(&self.env)?)
    }

    /// The directory.
    ///
    /// # Errors
    /// If its binding is missing.
    pub fn directory(&self) -> Result<Directory, PlatformError> {
        Directory::of(&self.env)
    }

    /// The objects of a tenant.
    pub fn objects(&self, tenant: TenantRef) -> Objects {
        Objects::of(self.env.clone(), tenant)
    }

    /// Erases people of a tenant.
    ///
    /// # Errors
    /// If a binding is missing or the tenant's key does not open.
    pub fn eraser(&self, tenant: TenantRef) -> Result<Eraser, PlatformError> {
        let key = platform::keyring::open(&*self.config()?, tenant.tenant_id, &tenant.wrapped_key)?;
        Ok(Eraser::new(&self.env, self.objects(tenant), key))
    }

    /// What was erased, to be erased again after a restore.
    ///
    /// # Errors
    /// If its binding is missing.
    pub fn erasures(&self) -> Result<Erasures, PlatformError> {
        Erasures::of(&self.env)
    }

    /// The files of conversations.
    ///
    /// # Errors
    /// If its binding is missing.
    pub fn media(&self) -> Result<MediaStore, PlatformError> {
        MediaStore::of(&self.env)
    }

    /// Counts a call of whoever sent these headers; false: it is one too many.
    ///
    /// # Errors
    /// If the limiter cannot be asked.
    pub async fn admits(
        &self,
        limit: Limit,
        key: &DataKey,
        headers: &HeaderMap,
    ) -> Result<bool, PlatformError> {
        limit.admits(&self.env, key, headers).await
    }

    /// As [`Self::admits`], for somebody who has a name here.
    ///
    /// # Errors
    /// If the limiter cannot be asked.
    pub async fn admits_name(&self, limit: Limit, key: &DataKey, who: &str) -> Result<bool, PlatformError> {
        limit.admits_name(&self.env, key, who).await
    }

    /// Where deliveries wait that no object could take.
    ///
    /// # Errors
    /// If its binding is missing.
    pub fn parking(&self) -> Result<Parking, PlatformError> {
        Parking::of(&self.env)
    }
}
