//! The thread as the visitor sees it, from a cursor on.

use domain::delivery::DeliveryStatus;
use platform::{PlatformError, params};
use serde::Deserialize;

use crate::conversation::Conversation;
use crate::conversation::content;
use crate::conversation::protocol::{Followed, VisitorFile, VisitorMessage, VisitorState, client_id_of};
use crate::conversation::store::{MessageRow, Standing};
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// What the visitor has not seen yet.
    ///
    /// The cursor never passes a message of ours that has not left: it may still be shown, and nobody would come back
    /// for it. A negative one asks for so many of the latest: what a page begins with.
    pub(in crate::conversation) fn follow(
        &self,
        owner: &Owner,
        after: i64,
        limit: u32,
    ) -> Result<Followed, ObjectError> {
        let standing = self.begun()?;
        let limit = limit.max(1);
        let after = if after < 0 { self.last_seq()?.saturating_add(after).max(0) } else { after };
        let end = self.first_unsent()?.unwrap_or(i64::from(u32::MAX));
        let rows: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE seq > CAST(? AS INTEGER) AND seq < CAST(? AS INTEGER)
             ORDER BY seq LIMIT ?",
            params![after, end, limit],
        )?;
        let more = rows.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let cursor = rows.last().map_or(after, |row| row.seq);
        let shown = rows.iter().filter(|row| is_shown(row));
        let messages = shown.map(|row| self.visitor_message(owner, row)).collect::<Result<_, _>>()?;
        Ok(Followed { messages, cursor, state: self.visitor_state(&standing)?, more })
    }

    fn last_seq(&self) -> Result<i64, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            seq: i64,
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT seq FROM messages ORDER BY seq DESC LIMIT 1", vec![])?;
        Ok(row.map_or(0, |row| row.seq))
    }

    fn visitor_message(&self, owner: &Owner, row: &MessageRow) -> Result<VisitorMessage, ObjectError> {
        let view = self.message_view(owner, row)?;
        let stored = self.readable(owner, row).unwrap_or_default();
        let about = match stored.about.as_deref() {
            Some(about) => self.message_id_of(owner, Some(about))?,
            None => view.reply_to,
        };
        let is_theirs = row.direction == "inbound";
        Ok(VisitorMessage {
            seq: row.seq,
            id: row.id,
            client_id: stored.provider_id.as_deref().filter(|_| is_theirs).and_then(client_id_of),
            from: from(&row.author).to_owned(),
            kind: view.kind,
            text: view.text,
            content: content::fields(&stored),
            media: view.media.into_iter().map(VisitorFile::from).collect(),
            about,
            at: row.at.to_rfc3339().unwrap_or_default(),
        })
    }

    fn visitor_state(&self, standing: &Standing) -> Result<VisitorState, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            seq: i64,
        }
        // The answer to a message shows that it was read, whoever gave it.
        let row: Option<Row> = self.core.sql.first(
            "SELECT seq FROM messages WHERE direction = 'outbound' AND status <> 'dropped' ORDER BY seq DESC LIMIT 1",
            vec![],
        )?;
        let answered = row.map_or(0, |row| row.seq);
        let now = platform::clock::now();
        let person = standing.paused_until.is_some_and(|until| until > now);
        Ok(VisitorState { person, seen: answered.max(standing.answered_seq) })
    }
}

/// What has reached the visitor, or is on its way for certain.
fn is_shown(row: &MessageRow) -> bool {
    row.direction == "inbound" || row.status.parse().is_ok_and(|status: DeliveryStatus| status.is_with_meta())
}

fn from(author: &str) -> &'static str {
    match author {
        "customer" => "you",
        "agent" => "agent",
        "member" => "person",
        _ => "shop",
    }
}
