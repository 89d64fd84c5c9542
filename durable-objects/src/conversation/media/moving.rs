//! Files of a conversation that becomes part of an older one: their rows move with their messages, their bytes stay.

use platform::{PlatformError, params};

use crate::conversation::Conversation;
use crate::conversation::jobs::{MEDIA, PURGE};
use crate::conversation::protocol::MovingFile;
use domain::time::Timestamp;

impl Conversation {
    /// The rows of these messages' files.
    pub(in crate::conversation) fn files_of(
        &self,
        messages: impl Iterator<Item = i64>,
    ) -> Result<Vec<MovingFile>, PlatformError> {
        let mut files = Vec::new();
        for seq in messages {
            let of_message: Vec<MovingFile> =
                self.core.sql.rows("SELECT * FROM files WHERE seq = ? ORDER BY id", params![seq])?;
            files.extend(of_message);
        }
        Ok(files)
    }

    /// Takes over the files of a message that has this number here, and what is left to do for them.
    pub(in crate::conversation) fn adopt_files<'a>(
        &self,
        files: impl Iterator<Item = &'a MovingFile>,
        seq: i64,
        now: Timestamp,
    ) -> Result<(), PlatformError> {
        for file in files {
            self.core.sql.run(
                "INSERT INTO files (id, seq, part, home, state, kind, mime_type, size, reason, words, attempt, due_at, at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                params![
                    file.id.to_string(),
                    seq,
                    file.part,
                    file.home.as_str(),
                    file.state.as_str(),
                    file.kind.as_str(),
                    file.mime_type.clone(),
                    file.size,
                    file.reason.clone(),
                    file.words.clone(),
                    file.attempt,
                    file.due_at,
                    file.at
                ],
            )?;
            if file.due_at.is_some() {
                let job = if file.state == "gone" { PURGE } else { MEDIA };
                self.schedule(job, now, None)?;
            }
        }
        Ok(())
    }
}
