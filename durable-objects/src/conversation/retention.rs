//! What is kept has a clock: traces, Meta's ids and codes, and in the end the conversation itself.

use domain::ids::{MessageId, TurnId};
use domain::retention::{Due, Oldest, Parts};
use domain::time::Timestamp;
use platform::directory::deletions::RECOVERY;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::Purpose;

use super::Conversation;
use super::jobs::Next;
use super::protocol::Erase;
use super::store::{MessageRow, Standing, Stored};
use crate::object::{ObjectError, Owner};
use crate::tenant::privacy::protocol::{Forget, GetForwarders};

/// Messages whose metadata goes in one step: each is opened and sealed again.
const PAGE: u32 = 100;
/// The wait, in units of a second, before what failed is tried again.
const AGAIN: u32 = 60;
/// After the last id of its moment.
const LAST: [u8; 10] = [0xff; 10];

impl Conversation {
    /// Erases what has had its time, and looks again when the next is due.
    pub(super) async fn retain(&self) -> Result<Next, ObjectError> {
        let Some(standing) = self.standing()? else { return Ok(Next::Done) };
        let (clocks, now) = (self.core.config()?.retention, clock::now());
        // Meta has forgotten by then what it could report or repeat of the life before.
        self.core.sql.run(
            "UPDATE conversation SET erased_at = NULL WHERE erased_at < CAST(? AS INTEGER)",
            params![now.minus(RECOVERY)],
        )?;
        match clocks.due(&self.oldest(&standing)?, now) {
            Due::Conversation => {
                let Err(error) = self.expire().await else { return Ok(Next::Erased) };
                // It takes nothing in any more, so it must not end as a dead job.
                log::error!("conversation not expired yet: {error}");
                let wait = self.core.config()?.retry_unit.saturating_mul(AGAIN);
                return Ok(Next::At(now.plus(wait)));
            }
            Due::Parts(parts) => {
                let owner = self.core.owner().await?;
                if self.erase_parts(&owner, parts)? {
                    return Ok(Next::At(now));
                }
            }
            Due::Nothing => {}
        }
        Ok(Next::At(clocks.next_look(&self.oldest(&standing)?, now)))
    }

    /// The oldest of each kind, by our clock: ids begin with the moment of arrival.
    fn oldest(&self, standing: &Standing) -> Result<Oldest, PlatformError> {
        #[derive(Deserialize)]
        struct Message {
            id: MessageId,
        }
        #[derive(Deserialize)]
        struct Turn {
            id: TurnId,
        }
        #[derive(Deserialize)]
        struct Early {
            at: Option<Timestamp>,
        }
        let sql = &self.core.sql;
        let last: Option<Message> = sql.first("SELECT id FROM messages ORDER BY seq DESC LIMIT 1", vec![])?;
        let metadata: Option<Message> = sql.first(
            "SELECT id FROM messages WHERE provider_key IS NOT NULL OR about_key IS NOT NULL
               OR error_code IS NOT NULL OR sent_at IS NOT NULL OR attempt > 0 OR status_at IS NOT NULL
             ORDER BY seq LIMIT 1",
            vec![],
        )?;
        let early: Option<Early> = sql.first("SELECT min(at) AS at FROM early_statuses", vec![])?;
        let turn: Option<Turn> = sql.first("SELECT id FROM turns ORDER BY id LIMIT 1", vec![])?;
        let metadata_at = metadata.map(|row| row.id.made_at());
        let early_at = early.and_then(|row| row.at);
        let arrived_at = last.map(|row| row.id.made_at());
        Ok(Oldest {
            last_message_at: arrived_at.unwrap_or(standing.last_message_at),
            metadata_at: metadata_at.into_iter().chain(early_at).min(),
            media_at: self.oldest_media()?,
            trace_at: turn.map(|row| row.id.made_at()),
        })
    }

    /// Erases the parts that are due. True: there is more of them.
    fn erase_parts(&self, owner: &Owner, parts: Parts) -> Result<bool, ObjectError> {
        self.core.sql.transaction(|| {
            if let Some(until) = parts.trace {
                let last = TurnId::new(until, LAST).to_string();
                self.core.sql.run("DELETE FROM turns WHERE id <= ?", params![last])?;
            }
            if let Some(until) = parts.media {
                self.purge_media(until)?;
            }
            match parts.metadata {
                Some(until) => self.erase_metadata(owner, until),
                None => Ok(false),
            }
        })
    }

    /// Meta's ids and codes go, the words stay. True: there is more.
    fn erase_metadata(&self, owner: &Owner, until: Timestamp) -> Result<bool, ObjectError> {
        let sql = &self.core.sql;
        sql.run("DELETE FROM early_statuses WHERE at <= CAST(? AS INTEGER)", params![until])?;
        let rows: Vec<MessageRow> = sql.rows(
            "SELECT * FROM messages WHERE id <= ? AND (provider_key IS NOT NULL OR about_key IS NOT NULL
               OR error_code IS NOT NULL OR sent_at IS NOT NULL OR attempt > 0 OR status_at IS NOT NULL)
             ORDER BY seq LIMIT ?",
            params![MessageId::new(until, LAST).to_string(), PAGE],
        )?;
        for row in &rows {
            self.erase_metadata_of(owner, row)?;
        }
        if let Some(last) = rows.last() {
            sql.run("DELETE FROM requests WHERE seq <= CAST(? AS INTEGER)", params![last.seq])?;
        }
        Ok(rows.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX))
    }

    fn erase_metadata_of(&self, owner: &Owner, row: &MessageRow) -> Result<(), ObjectError> {
        // One that does not open cannot be rewritten; its columns are emptied all the same.
        let content = match self.stored(owner, row) {
            Ok(stored) => {
                let bare = Stored { provider_id: None, reply_to: None, about: None, ..stored };
                Some(self.seal_json(owner, Purpose::Message, &row.id.to_string(), "content", &bare)?)
            }
            Err(error) => {
                log::warn!("a message does not open for its retention: {error}");
                None
            }
        };
        self.core.sql.run(
            "UPDATE messages SET provider_key = NULL, about_key = NULL, error_code = NULL, attempt = 0,
               doubts = 0, sent_at = NULL, status_at = NULL, content = coalesce(?, content) WHERE seq = ?",
            params![content, row.seq],
        )?;
        Ok(())
    }

    /// Nobody has written for as long as conversations are kept: it goes, with its files and its place in the index.
    async fn expire(&self) -> Result<(), ObjectError> {
        let (life, owner) = (self.life.get(), self.core.owner().await?);
        // What comes from now on is parked, and begins anew.
        self.freeze(clock::now())?;
        let id = self.id()?.clone();
        let objects = self.core.objects().await?;
        // They are in no index but that of their home, so nobody else would end them.
        for forwarder in objects.tenant(&GetForwarders { home: id.clone() }).await? {
            objects.conversation(&forwarder, &Erase { erased_at: clock::now() }).await?;
        }
        objects.tenant(&Forget { conversation_id: id }).await?;
        if self.life.get() == life {
            self.vanish(&owner, Timestamp::from_millis(i64::MAX)).await?;
        }
        log::info!("conversation expired");
        Ok(())
    }
}
