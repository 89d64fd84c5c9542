//! What can be asked of a tenant about the files that it stores.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::Call;

/// Asks for room for a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct MediaRoom {
    /// Its size; 0 where the channel does not tell it before the file.
    pub bytes: u64,
    /// It is here and about to be stored, so it counts; else it is only asked whether to fetch it.
    pub is_stored: bool,
}
call!(MediaRoom, "media-room" => MediaUse);

/// What the day has come to so far.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetMediaUse {}
call!(GetMediaUse, "media-use" => MediaUse);

/// How much of files was stored today, in UTC.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct MediaUse {
    /// The file that was asked about may be stored.
    pub has_room: bool,
    /// Bytes stored today.
    pub stored_bytes: u64,
    /// As many bytes as may be.
    pub most_bytes: u64,
    /// Files that were not kept today because of it.
    pub refused: u32,
    /// When the next day begins.
    pub resets_at: Timestamp,
}
