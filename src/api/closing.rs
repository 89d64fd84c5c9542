//! A channel that was disconnected: its conversations end with it.

use domain::ids::ChannelId;
use durable_objects::conversation::protocol::Close;
use durable_objects::tenant::protocol::CloseChannel;
use durable_objects::{CallError, Objects};
use futures_util::stream::{self, StreamExt, TryStreamExt};

/// Conversations that are told at the same time.
const AT_ONCE: usize = 32;
/// Conversations in one question to the tenant.
const PAGE: u32 = 200;
/// As many as one request may call. An isolate forgets the channel within a minute; who has not written for a thousand
/// conversations will hardly write in it.
const MOST_PAGES: u32 = 4;

/// Whoever still has the channel in memory is refused from now on: its number may be somebody else's next.
pub async fn close(objects: &Objects, channel: ChannelId) -> Result<(), CallError> {
    let mut cursor = None;
    for _ in 0..MOST_PAGES {
        let page = objects.tenant(&CloseChannel { channel_id: channel, cursor, limit: PAGE }).await?;
        let told = stream::iter(&page.items).map(|id| objects.conversation(id, &Close {}));
        told.buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    Ok(())
}
