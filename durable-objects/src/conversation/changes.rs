//! Edits and revocations: what the customer changed is changed here too, in whichever order the two come.

use meta::webhook::Content;
use platform::params;
use vault::Purpose;

use super::Conversation;
use super::store::{MessageRow, Stored, provider_key};
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// Applies a change that just came. True if the changed message still waits for its answer: then the answer
    /// must be thought anew.
    pub(super) fn apply_change(
        &self,
        owner: &Owner,
        change: i64,
        original_id: &str,
    ) -> Result<bool, ObjectError> {
        let original: Option<MessageRow> = self.core.sql.first(
            "SELECT * FROM messages WHERE provider_key = ?",
            params![provider_key(owner, original_id)],
        )?;
        let (Some(original), Some(change)) = (original, self.message(change)?) else { return Ok(false) };
        self.change(owner, &original, &change)?;
        let answered = self.standing()?.map_or(0, |standing| standing.answered_seq);
        Ok(original.direction == "inbound" && original.seq > answered)
    }

    /// Applies what came before the message that it is about. False if the message was taken back.
    pub(super) fn apply_earlier_change(
        &self,
        owner: &Owner,
        seq: i64,
        provider_id: &str,
    ) -> Result<bool, ObjectError> {
        let changes: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE about_key = ? ORDER BY at, seq",
            params![provider_key(owner, provider_id)],
        )?;
        let Some(last) = changes.iter().find(|change| change.kind == "revoke").or(changes.last()) else {
            return Ok(true);
        };
        let Some(original) = self.message(seq)? else { return Ok(true) };
        self.change(owner, &original, last)?;
        Ok(last.kind != "revoke")
    }

    fn change(&self, owner: &Owner, original: &MessageRow, change: &MessageRow) -> Result<(), ObjectError> {
        if original.kind == "revoked" {
            return Ok(());
        }
        let before = self.stored(owner, original)?;
        let (kind, after) = match self.stored(owner, change)?.content {
            Some(Content::Edit { content, .. }) => edited(original, before, *content),
            // A revocation: the words go, the row stays to say so.
            _ => ("revoked".to_owned(), Stored { provider_id: before.provider_id, ..Stored::default() }),
        };
        let content = self.seal_json(owner, Purpose::Message, &original.id.to_string(), "content", &after)?;
        self.core.sql.run(
            "UPDATE messages SET content = ?, kind = ? WHERE seq = ?",
            params![content, kind, original.seq],
        )?;
        if change.kind == "edit" {
            self.empty(owner, change)?;
        }
        Ok(())
    }

    /// The words of an edit are in the message that it changed; a second copy would outlive an erasure of that one.
    fn empty(&self, owner: &Owner, change: &MessageRow) -> Result<(), ObjectError> {
        let content =
            self.seal_json(owner, Purpose::Message, &change.id.to_string(), "content", &Stored::default())?;
        self.core.sql.run("UPDATE messages SET content = ? WHERE seq = ?", params![content, change.seq])?;
        Ok(())
    }
}

/// A caption is edited without its file, so a file stays where the edit brings none.
fn edited(original: &MessageRow, before: Stored, content: Content) -> (String, Stored) {
    let text = content.text().map(str::to_owned);
    let kind = if content.media().is_empty() && original.kind != "text" {
        original.kind.clone()
    } else {
        content.kind().to_owned()
    };
    let kept = if content.media().is_empty() { before.content } else { Some(content) };
    (kind, Stored { text, content: kept, ..before })
}
