//! What a day has room for: see `media.daily_megabytes` of the settings.

use super::bring::Trouble;
use crate::call::Refusal;
use crate::conversation::Conversation;
use crate::object::ObjectError;
use crate::tenant::protocol::{MediaRoom, MediaUse};

/// Why a file is not here.
const NO_ROOM: Trouble = Trouble::Never("daily_limit");

impl Conversation {
    /// Whether to fetch a file of this size, or of an unknown one.
    pub(super) async fn may_fetch(&self, bytes: Option<u64>) -> Result<(), Trouble> {
        self.room_or_trouble(bytes.unwrap_or(0), false).await
    }

    /// Counts a file that is about to be stored.
    pub(super) async fn count_stored(&self, bytes: usize) -> Result<(), Trouble> {
        self.room_or_trouble(u64::try_from(bytes).unwrap_or(u64::MAX), true).await
    }

    async fn room_or_trouble(&self, bytes: u64, is_stored: bool) -> Result<(), Trouble> {
        match self.media_room(bytes, is_stored).await {
            Ok(day) if day.has_room => Ok(()),
            Ok(_) => Err(NO_ROOM),
            Err(_) => Err(Trouble::Again("unavailable")),
        }
    }

    /// Counts a file that a member is about to store.
    pub(super) async fn count_upload(&self, bytes: u32) -> Result<(), ObjectError> {
        let day = self.media_room(u64::from(bytes), true).await?;
        if day.has_room {
            return Ok(());
        }
        let reason = format!(
            "The files of today come to {} of {} megabytes, and this one has no room any more.",
            day.stored_bytes.div_ceil(1_000_000),
            day.most_bytes / 1_000_000
        );
        Err(Refusal::DailyLimit { reason, resets_at: day.resets_at }.into())
    }

    async fn media_room(&self, bytes: u64, is_stored: bool) -> Result<MediaUse, ObjectError> {
        Ok(self.core.objects().await?.tenant(&MediaRoom { bytes, is_stored }).await?)
    }
}
