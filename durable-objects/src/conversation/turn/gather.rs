//! What a turn is about: the messages that wait for an answer, and the talk before them.

use domain::ids::{FileId, MessageId, TurnId};
use domain::time::Timestamp;
use llm::ChatMessage;
use llm::prompt::marks;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::{Turn, is_answerable};
use crate::conversation::protocol::Transcribed;
use crate::conversation::store::{MessageRow, Standing, Stored, UNREADABLE};
use crate::conversation::{Conversation, content};
use crate::object::{ObjectError, Owner};

/// A burst longer than this is answered from its end.
const LONGEST_BURST: u32 = 50;
/// As much of the talk before as a model needs to follow it.
const HISTORY: u32 = 24;

/// A message that waits for an answer.
pub(super) struct Waiting {
    pub seq: i64,
    pub id: MessageId,
    pub kind: String,
    pub at: Timestamp,
    pub text: Option<String>,
    pub provider_id: Option<String>,
    /// What is said in it, as software heard it.
    pub transcript: Option<String>,
    /// What hearing it cost.
    pub transcribed: Option<Transcribed>,
    pub files: Vec<FileId>,
    /// What a model reads of it.
    pub described: String,
}

impl Waiting {
    /// The customer's words, written or spoken.
    pub fn words(&self) -> Option<&str> {
        self.transcript.as_deref().or(self.text.as_deref())
    }

    /// A sound that nobody has written down.
    pub fn is_unheard(&self) -> bool {
        self.kind == "audio" && self.transcript.is_none()
    }
}

/// What a model reads: the words, or what came instead of words.
fn describe(kind: &str, stored: &Stored) -> String {
    if stored.on_story {
        let said = describe(kind, &Stored { on_story: false, ..stored.clone() });
        return marks::on_story(&said);
    }
    let text = stored.text.as_deref();
    let shown = stored.content.as_ref().and_then(content::readable);
    match (kind, stored.transcript.as_deref()) {
        ("text", _) => text.unwrap_or_default().to_owned(),
        ("audio", Some(transcript)) => marks::voice_note(transcript),
        ("image" | "video" | "audio" | "document" | "sticker" | "contacts", _) => marks::unseen(kind, text),
        (kind, _) => match shown.as_deref().or(text) {
            Some(text) => format!("[{kind}] {text}"),
            None => marks::unseen(kind, None),
        },
    }
}

impl Conversation {
    /// The messages that wait, in the order the customer sent them.
    pub(super) fn waiting(&self, owner: &Owner, standing: &Standing) -> Result<Vec<Waiting>, ObjectError> {
        let mut waiting = Vec::new();
        for row in self.waiting_rows(standing)? {
            let (stored, kind) = match self.readable(owner, &row) {
                Some(stored) => (stored, row.kind),
                // It wants an answer, whatever it was.
                None => (Stored::default(), UNREADABLE.to_owned()),
            };
            if stored.content.as_ref().is_some_and(|content| !is_answerable(content)) {
                continue;
            }
            waiting.push(Waiting {
                described: describe(&kind, &stored),
                seq: row.seq,
                id: row.id,
                kind,
                at: row.at,
                text: stored.text,
                provider_id: stored.provider_id,
                transcript: stored.transcript,
                transcribed: stored.transcribed,
                files: stored.files,
            });
        }
        // Deliveries are not in order; Meta's time is, within its second.
        waiting.sort_by_key(|message| (message.at, message.seq));
        Ok(waiting)
    }

    /// The ids of the messages that wait, none of which has to open for it.
    pub(super) fn waiting_ids(&self) -> Result<Vec<MessageId>, ObjectError> {
        let mut rows = self.waiting_rows(&*self.begun()?)?;
        rows.retain(|row| !matches!(row.kind.as_str(), "request_welcome" | "other"));
        rows.reverse();
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// The rows that may wait, the latest arrival first.
    fn waiting_rows(&self, standing: &Standing) -> Result<Vec<MessageRow>, PlatformError> {
        self.core.sql.rows(
            "SELECT * FROM messages WHERE seq > ? AND direction = 'inbound' AND author = 'customer' AND past = 0
               AND kind NOT IN ('edit', 'revoke', 'revoked', 'reaction') AND status = 'received'
             ORDER BY seq DESC LIMIT ?",
            params![standing.answered_seq, LONGEST_BURST],
        )
    }

    /// The talk before the messages that wait, as the model reads it.
    pub(super) fn history(&self, turn: &Turn<'_>) -> Result<Vec<ChatMessage>, ObjectError> {
        // After a merger the last to arrive may be the oldest: a few more are looked at, and the latest kept.
        let looked_at = if self.has_adopted()? { HISTORY.saturating_mul(4) } else { HISTORY };
        let mut rows: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE seq <= CAST(? AS INTEGER) AND seq > ? AND past < 2
               AND kind NOT IN ('reaction', 'system', 'edit', 'revoke', 'revoked', 'request_welcome', 'other')
               AND status NOT IN ('failed', 'dropped', 'planned', 'obeyed')
               AND (status <> 'noted' OR kind IN ('hand_over', 'resumed')) ORDER BY seq DESC LIMIT ?",
            params![turn.last_seq(), turn.standing.context_seq, looked_at],
        )?;
        if looked_at > HISTORY {
            rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.seq)));
            rows.truncate(usize::try_from(HISTORY).unwrap_or(usize::MAX));
        }
        rows.reverse();
        // A person may have answered between two messages that still wait.
        rows.retain(|row| turn.waiting.iter().all(|message| message.seq != row.seq));
        Ok(rows.iter().filter_map(|row| self.remembered(turn.owner, row)).collect())
    }

    fn remembered(&self, owner: &Owner, row: &MessageRow) -> Option<ChatMessage> {
        let stored = self.readable(owner, row)?;
        let said = describe(&row.kind, &stored);
        Some(match row.author.as_str() {
            "customer" => ChatMessage::user(said),
            // Told apart, so that the model does not take a person's promise for its own.
            "member" => ChatMessage::assistant(marks::colleague(&said)),
            // Where a person's stretch begins and where it ends.
            "system" if row.kind == "hand_over" => ChatMessage::user(marks::TAKEN_OVER),
            "system" if row.kind == "resumed" => ChatMessage::user(marks::RESUMED),
            _ => ChatMessage::assistant(said),
        })
    }

    /// How many turns this conversation has had today (UTC) before this one. Ids begin with their time, so a day is
    /// a range of them.
    pub(super) fn turns_today(&self, turn: &Turn<'_>) -> Result<u32, ObjectError> {
        #[derive(Deserialize)]
        struct Row {
            count: u32,
        }
        const DAY: i64 = 86_400_000;
        let midnight = Timestamp::from_millis(clock::now().millis().div_euclid(DAY).saturating_mul(DAY));
        let row: Option<Row> = self.core.sql.first(
            "SELECT count(*) AS count FROM turns WHERE id >= ? AND id < ?",
            params![TurnId::new(midnight, [0; 10]).to_string(), turn.id.to_string()],
        )?;
        Ok(row.map_or(0, |row| row.count))
    }
}

/// How long the customer waited before the turn began, by Meta's clock.
pub(super) fn waited(turn: &Turn<'_>) -> u64 {
    let first = turn.waiting.iter().map(|message| message.at).min().unwrap_or(turn.started_at);
    u64::try_from(turn.started_at.since(first).as_millis()).unwrap_or(u64::MAX)
}
