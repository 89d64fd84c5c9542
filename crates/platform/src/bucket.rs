//! The bucket as a whole: what is found, and erased, by the beginning of its name.

use worker::Bucket;

use crate::error::{During, PlatformError};

/// R2 lists, and deletes, at most this many at once.
const PAGE: u32 = 1_000;

/// Erases everything whose key begins with `prefix`. May be repeated after a failure.
///
/// # Errors
/// If R2 does not answer; some may be gone by then.
pub(crate) async fn erase(bucket: &Bucket, prefix: &str) -> Result<(), PlatformError> {
    const OPERATION: &str = "erase files";
    loop {
        let listing = bucket.list().prefix(prefix).limit(PAGE).execute().await.during(OPERATION)?;
        let keys: Vec<String> = listing.objects().into_iter().map(|object| object.key()).collect();
        if keys.is_empty() {
            return Ok(());
        }
        bucket.delete_multiple(keys).await.during(OPERATION)?;
    }
}
