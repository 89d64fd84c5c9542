//! Data keys: made, wrapped and opened at the moment of use.

use std::cell::RefCell;
use std::collections::BTreeMap;

use domain::ids::TenantId;
use vault::DataKey;

use crate::config::Config;
use crate::directory::Directory;
use crate::error::PlatformError;

/// Whose key the directory's own is.
const DIRECTORY: &str = "directory";

thread_local! {
    // It never changes, and every sign-in needs it.
    static DIRECTORY_KEY: RefCell<Option<DataKey>> = const { RefCell::new(None) };
    // Deriving a key's subkeys takes longer than all that a webhook does with them. By what it is wrapped in, so that a
    // key that changed is never an old one. Each is overwritten when it is dropped.
    static OPENED: RefCell<BTreeMap<(TenantId, Vec<u8>), DataKey>> = const { RefCell::new(BTreeMap::new()) };
}

/// An isolate that works for more tenants than this at once starts afresh.
const CAPACITY: usize = 64;

/// Opens a tenant's key, or takes the one that this isolate has open.
///
/// # Errors
/// If no master key opens it.
pub fn open(config: &Config, tenant: TenantId, wrapped: &[u8]) -> Result<DataKey, PlatformError> {
    let at = (tenant, wrapped.to_vec());
    if let Some(key) = OPENED.with_borrow(|opened| opened.get(&at).cloned()) {
        return Ok(key);
    }
    let key = config.master_keys.unwrap(wrapped, &tenant.to_string())?;
    OPENED.with_borrow_mut(|opened| {
        if opened.len() >= CAPACITY {
            opened.clear();
        }
        opened.insert(at, key.clone());
    });
    Ok(key)
}

/// The directory's own key, under which members' profiles are sealed; made on the first use ever.
///
/// # Errors
/// If the directory is down or the key does not open.
pub async fn directory_key(config: &Config, directory: &Directory) -> Result<DataKey, PlatformError> {
    if let Some(key) = DIRECTORY_KEY.with_borrow(Clone::clone) {
        return Ok(key);
    }
    if directory.wrapped_key(DIRECTORY).await?.is_none() {
        let (_, wrapped) = new_key(config, DIRECTORY)?;
        // Two first requests may race: the first one's key stays, both read it back.
        directory.insert_key_if_absent(DIRECTORY, &wrapped).await?;
    }
    let wrapped = directory.wrapped_key(DIRECTORY).await?;
    let wrapped = wrapped.ok_or(PlatformError::Unreadable { operation: "directory key" })?;
    let key = config.master_keys.unwrap(&wrapped, DIRECTORY)?;
    DIRECTORY_KEY.set(Some(key.clone()));
    Ok(key)
}

/// A fresh data key and its wrapped form.
///
/// # Errors
/// If wrapping fails.
pub fn new_key(config: &Config, owner: &str) -> Result<(DataKey, Vec<u8>), PlatformError> {
    let key = DataKey::from_random(crate::random::bytes());
    let wrapped = config.master_keys.wrap(&key, owner, crate::random::bytes());
    Ok((key, wrapped))
}
