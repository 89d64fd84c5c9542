//! How fast a number may send: its conversations ask here, because no one of them knows of the others.

use domain::ids::ChannelId;
use domain::pacing::NumberPace;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Tenant;

impl Tenant {
    /// When the next message of a number may leave, if not at once; the moment is taken by asking.
    ///
    /// In memory: after a restart the pace begins anew, and what Meta then refuses waits by its code.
    pub(super) fn reserve(&self, channel: ChannelId) -> Result<Option<Timestamp>, PlatformError> {
        let known = self.paces.borrow().contains_key(&channel);
        if !known {
            let pace = NumberPace::new(self.throughput(channel)?);
            self.paces.borrow_mut().insert(channel, pace);
        }
        let now = clock::now();
        let mut paces = self.paces.borrow_mut();
        let at = paces.get_mut(&channel).map(|pace| pace.take(now));
        Ok(at.filter(|at| *at > now))
    }

    /// The pace of a number changed.
    pub(super) fn forget_pace(&self, channel: ChannelId) {
        self.paces.borrow_mut().remove(&channel);
    }

    fn throughput(&self, channel: ChannelId) -> Result<u32, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            throughput: u32,
        }
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT throughput FROM numbers WHERE channel_id = ?", params![channel.to_string()])?;
        Ok(row.map_or(NumberPace::USUAL, |row| row.throughput))
    }
}
