//! What a day has room for: see `media.daily_megabytes` of the settings.

use super::bring::Trouble;
use crate::call::Refusal;
use crate::conversation::Conversation;
use crate::object::ObjectError;
use crate::tenant::protocol::{GetMediaUse, MediaRoom, MediaUse};

/// Why a file is not here.
pub(super) const NO_ROOM: Trouble = Trouble::Never("daily_limit");

impl Conversation {
    /// What is left of the day's room, in bytes.
    pub(super) async fn room_left(&self) -> Result<u64, Trouble> {
        let day = match self.core.objects().await {
            Ok(objects) => objects.tenant(&GetMediaUse {}).await.ok(),
            Err(_) => None,
        };
        let day = day.ok_or(Trouble::Again("unavailable"))?;
        Ok(day.most_bytes.saturating_sub(day.stored_bytes))
    }

    /// Counts a file that is not fetched for want of room.
    pub(super) async fn count_refused(&self) -> Result<(), Trouble> {
        self.room_or_trouble(u64::MAX, false).await
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
