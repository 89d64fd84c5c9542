//! How much of files the business stores in a day: counted where all its conversations meet.

use domain::settings::Settings;
use domain::time::Timestamp;
use platform::params;
use serde::Deserialize;

use super::Tenant;
use super::protocol::{GetMediaUse, MediaRoom, MediaUse};
use crate::object::ObjectError;

const BYTES_A_MEGABYTE: u64 = 1_000_000;
const DAY: i64 = 86_400_000;

impl Tenant {
    /// Whether the day has room for these bytes; they are counted if they are about to be stored. A file that finds no
    /// room is counted as one that was not kept.
    pub(super) fn media_room(&self, room: &MediaRoom) -> Result<MediaUse, ObjectError> {
        let before = self.media_use()?;
        let has_room = before.stored_bytes.saturating_add(room.bytes) <= before.most_bytes;
        let (bytes, refused) = match (has_room, room.is_stored) {
            (true, false) => return Ok(before),
            (true, true) => (room.bytes, 0_i64),
            (false, _) => (0, 1),
        };
        self.core.sql.run(
            "INSERT INTO metrics (day, media_bytes, media_refused) VALUES (?, ?, ?)
             ON CONFLICT (day) DO UPDATE SET media_bytes = media_bytes + excluded.media_bytes,
               media_refused = media_refused + excluded.media_refused",
            params![Self::today(), i64::try_from(bytes).unwrap_or(i64::MAX), refused],
        )?;
        Ok(MediaUse { has_room, ..self.media_use()? })
    }

    /// What the day has come to.
    pub(super) fn media_use(&self) -> Result<MediaUse, ObjectError> {
        #[derive(Default, Deserialize)]
        struct Row {
            media_bytes: i64,
            media_refused: u32,
        }
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT media_bytes, media_refused FROM metrics WHERE day = ?", params![Self::today()])?;
        let (Row { media_bytes, media_refused }, (settings, _)) =
            (row.unwrap_or_default(), self.settings_and_key()?);
        Ok(MediaUse {
            has_room: true,
            stored_bytes: u64::try_from(media_bytes).unwrap_or_default(),
            most_bytes: most_bytes(&settings),
            refused: media_refused,
            resets_at: Timestamp::from_millis(Self::today().saturating_add(1).saturating_mul(DAY)),
        })
    }

    /// For whoever looks at the alerts.
    pub(super) fn get_media_use(&self, _: &GetMediaUse) -> Result<MediaUse, ObjectError> {
        self.media_use()
    }
}

fn most_bytes(settings: &Settings) -> u64 {
    u64::from(settings.media.daily_megabytes).saturating_mul(BYTES_A_MEGABYTE)
}
