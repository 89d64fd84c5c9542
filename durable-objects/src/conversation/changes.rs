//! Edits and revocations: what the customer changed is changed here too, in whichever order the two come.

use meta::webhook::{Content, Media};
use platform::{clock, params};
use vault::Purpose;

use super::Conversation;
use super::media;
use super::store::{MessageRow, Stored, provider_key};
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// Applies what is known of changes to a message, after a change or the message itself came. True if the message
    /// is here and still waits for its answer: then the answer must be thought anew.
    pub(super) fn apply_changes(&self, owner: &Owner, original_id: &str) -> Result<bool, ObjectError> {
        let key = provider_key(owner, original_id);
        let original: Option<MessageRow> =
            self.core.sql.first("SELECT * FROM messages WHERE provider_key = ?", params![key.clone()])?;
        let changes: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE about_key = ? AND kind IN ('edit', 'revoke') ORDER BY at, seq",
            params![key],
        )?;
        let is_revoked = changes.iter().any(|change| change.kind == "revoke");
        if let Some(original) = &original {
            if is_revoked {
                self.revoke(owner, original)?;
            } else if let Some(last) = changes.last() {
                self.edit(owner, original, last)?;
            }
        }
        if original.is_some() || is_revoked {
            self.empty(owner, &changes)?;
        }
        let answered = self.standing()?.map_or(0, |standing| standing.answered_seq);
        Ok(original.is_some_and(|original| {
            original.direction == "inbound" && original.seq > answered && original.past == 0
        }))
    }

    /// The words and files go, the row stays to say so.
    fn revoke(&self, owner: &Owner, original: &MessageRow) -> Result<(), ObjectError> {
        let Stored { provider_id, files, .. } = self.stored(owner, original)?;
        self.drop_files(&files)?;
        self.rewrite(owner, original, "revoked", &Stored { provider_id, ..Stored::default() })
    }

    fn edit(&self, owner: &Owner, original: &MessageRow, change: &MessageRow) -> Result<(), ObjectError> {
        // An edit that was applied before is empty by now.
        let Some(Content::Edit { content, .. }) = self.stored(owner, change)?.content else { return Ok(()) };
        let before = self.stored(owner, original)?;
        let (files, now) = (before.files.clone(), clock::now());
        let has_new_file = brings_file(&before, &content);
        let (kind, mut after) = edited(original, before, *content);
        if has_new_file && let Some(content) = &after.content {
            self.drop_files(&files)?;
            after.transcript = None;
            after.files = media::file_ids(content, now);
            self.want_files(original.seq, &after.files, content, original.direction == "inbound", now)?;
        }
        self.rewrite(owner, original, &kind, &after)
    }

    /// The words of an edit are in the message that it changed; a copy here would outlive that one's end.
    fn empty(&self, owner: &Owner, changes: &[MessageRow]) -> Result<(), ObjectError> {
        for change in changes.iter().filter(|change| change.kind == "edit") {
            self.rewrite(owner, change, "edit", &Stored::default())?;
        }
        Ok(())
    }

    /// Seals a message's content anew.
    pub(super) fn rewrite(
        &self,
        owner: &Owner,
        row: &MessageRow,
        kind: &str,
        stored: &Stored,
    ) -> Result<(), ObjectError> {
        let content = self.seal_json(owner, Purpose::Message, &row.id.to_string(), "content", stored)?;
        self.core.sql.run(
            "UPDATE messages SET content = ?, kind = ? WHERE seq = ?",
            params![content, kind, row.seq],
        )?;
        Ok(())
    }
}

/// Whether an edit brings another file, and not only other words below the one that is here.
fn brings_file(before: &Stored, content: &Content) -> bool {
    let before = before.content.as_ref().map(Content::media).unwrap_or_default();
    let is_here = |new: &Media| {
        before.iter().any(|old| {
            (old.id.is_some() && old.id == new.id) || (old.sha256.is_some() && old.sha256 == new.sha256)
        })
    };
    content.media().into_iter().any(|new| !is_here(new))
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
