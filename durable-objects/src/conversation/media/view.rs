//! Files as the API shows them.

use domain::ids::FileId;

use super::FileRow;
use crate::call::Refusal;
use crate::conversation::Conversation;
use crate::conversation::protocol::{FileSource, MediaView};
use crate::conversation::store::Stored;
use crate::object::{ObjectError, Owner};

impl FileRow {
    pub(super) fn view(self, filename: Option<String>) -> MediaView {
        MediaView {
            id: self.id,
            kind: self.kind,
            mime_type: self.mime_type,
            size: self.size.and_then(|size| u64::try_from(size).ok()),
            filename,
            state: self.state,
            reason: self.reason,
        }
    }
}

impl Conversation {
    /// The files of a message.
    pub(in crate::conversation) fn media_view(&self, stored: &Stored) -> Result<Vec<MediaView>, ObjectError> {
        let sent = stored.upload.as_ref().and_then(|upload| upload.file);
        let mut views = Vec::new();
        for id in stored.files.iter().copied().chain(sent) {
            let Some(file) = self.file(id)? else { continue };
            let filename = filename(stored, &file);
            views.push(file.view(filename));
        }
        Ok(views)
    }

    /// Where a file's bytes are, for the Worker to open them: they need not pass through the object.
    pub(in crate::conversation) fn file_source(
        &self,
        owner: &Owner,
        id: FileId,
    ) -> Result<FileSource, ObjectError> {
        self.begun()?;
        let file = self.file(id)?.ok_or_else(|| Refusal::not_found("file"))?;
        let message = if file.seq > 0 { self.message(file.seq)? } else { None };
        let stored = message.map(|row| self.stored(owner, &row)).transpose()?;
        let filename = stored.as_ref().and_then(|stored| filename(stored, &file));
        Ok(FileSource { home: file.home.clone(), media: file.view(filename) })
    }
}

fn filename(stored: &Stored, file: &FileRow) -> Option<String> {
    if let Some(upload) = &stored.upload {
        return upload.filename.clone();
    }
    let part = usize::try_from(file.part).ok()?;
    super::fetchable(stored.content.as_ref()?).get(part)?.filename.clone()
}
