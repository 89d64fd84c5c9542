//! The files of conversations: sealed in R2 under `media/{tenant}/{conversation}/{file}`.
//!
//! A file is sealed for its tenant and its own id only: conversations may merge, and what is sealed must survive that.
//! Its name in the bucket tells the conversation, so that the end of one finds all of its files.

mod room;

use domain::ids::{ConversationId, FileId, TenantId};
use vault::{DataKey, Place, Purpose};
use worker::{Bucket, Env};

use crate::error::{During, PlatformError};
use crate::random;

pub use room::Room;

/// The largest file that is kept, in bytes: 16 MiB, WhatsApp's own limit for sound and video, above that for pictures.
/// Only documents may be larger (100 MB). While it is sealed a file stands in memory three times over, and an isolate
/// has 128 MB for all of its objects.
pub const LARGEST_FILE: usize = 16 * 1024 * 1024;

/// As many names as R2 lists and deletes in one call.
const PAGE: u32 = 1_000;

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// Whose it is.
    pub tenant: TenantId,
    /// The conversation that it came to.
    pub conversation: ConversationId,
    /// Its id.
    pub file: FileId,
}

impl FilePlace {
    fn path(&self) -> String {
        format!("{}{}", folder(self.tenant, &self.conversation), self.file)
    }
}

fn folder(tenant: TenantId, conversation: &ConversationId) -> String {
    format!("media/{tenant}/{conversation}/")
}

/// The files of this deployment.
pub struct MediaStore {
    bucket: Bucket,
}

impl MediaStore {
    /// The files of this deployment.
    ///
    /// # Errors
    /// If the binding `MEDIA` is missing.
    pub fn of(env: &Env) -> Result<Self, PlatformError> {
        Ok(Self { bucket: env.bucket("MEDIA").during("MEDIA")? })
    }

    /// Keeps a file. It is durable when this returns; one that was there under the same id is replaced.
    ///
    /// # Errors
    /// If R2 does not answer.
    pub async fn put(&self, key: &DataKey, place: &FilePlace, bytes: &[u8]) -> Result<(), PlatformError> {
        let sealed = in_place(place, |place| key.seal(place, random::bytes(), bytes))?;
        self.bucket.put(place.path(), sealed).execute().await.during("keep file")?;
        Ok(())
    }

    /// Opens a file; `None` if it is not there.
    ///
    /// # Errors
    /// If R2 does not answer, or what is there was not sealed for this place.
    pub async fn get(&self, key: &DataKey, place: &FilePlace) -> Result<Option<Vec<u8>>, PlatformError> {
        const OPERATION: &str = "open file";
        let found = self.bucket.get(place.path()).execute().await.during(OPERATION)?;
        let Some(found) = found else { return Ok(None) };
        let Some(body) = found.body() else { return Ok(None) };
        let bytes = body.bytes().await.during(OPERATION)?;
        in_place(place, |place| key.open(place, &bytes)).map(Some)
    }

    /// Deletes files, at most 1000. One that is not there does not matter.
    ///
    /// # Errors
    /// If R2 does not answer; then some may be left.
    pub async fn delete(&self, places: &[FilePlace]) -> Result<(), PlatformError> {
        self.delete_paths(places.iter().map(FilePlace::path).collect()).await
    }

    /// Deletes a page of what came to a conversation. True: there may be more, call it again.
    ///
    /// # Errors
    /// If R2 does not answer; then some may be left.
    pub async fn delete_page(
        &self,
        tenant: TenantId,
        conversation: &ConversationId,
    ) -> Result<bool, PlatformError> {
        let list = self.bucket.list().prefix(folder(tenant, conversation)).limit(PAGE);
        let listing = list.execute().await.during("list files")?;
        self.delete_paths(listing.objects().iter().map(worker::Object::key).collect()).await?;
        Ok(listing.truncated())
    }

    async fn delete_paths(&self, paths: Vec<String>) -> Result<(), PlatformError> {
        if paths.is_empty() {
            return Ok(());
        }
        self.bucket.delete_multiple(paths).await.during("delete files")
    }
}

/// Does something with the place that a file is sealed for.
fn in_place<T>(
    place: &FilePlace,
    act: impl FnOnce(&Place<'_>) -> Result<T, vault::VaultError>,
) -> Result<T, PlatformError> {
    let (tenant, file) = (place.tenant.to_string(), place.file.to_string());
    Ok(act(&Place { purpose: Purpose::Media, tenant: &tenant, row: &file, column: "" })?)
}
