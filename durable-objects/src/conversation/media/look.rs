//! Pictures for a model that may look at them: the newest of the burst, as many as fit into one request.

use std::collections::BTreeMap;

use domain::ids::FileId;
use llm::{Image, MOST_IMAGE_BYTES, MOST_IMAGES, MOST_IMAGES_BYTES};

use super::FileRow;
use crate::conversation::Conversation;
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// The pictures of these messages, given newest last, by the message's number. What is not here yet, or cannot be
    /// opened, is left out: the model is told that something came which it cannot see.
    pub(in crate::conversation) async fn pictures<'a>(
        &self,
        owner: &Owner,
        messages: impl DoubleEndedIterator<Item = (i64, &'a [FileId])>,
    ) -> Result<BTreeMap<i64, Vec<Image>>, ObjectError> {
        let mut pictures: BTreeMap<i64, Vec<Image>> = BTreeMap::new();
        let (mut count, mut room) = (0, MOST_IMAGES_BYTES);
        for (seq, ids) in messages.rev() {
            for file in self.files(ids)?.into_iter().filter(is_picture) {
                let size = file.size.and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
                let taken = size.saturating_add(3);
                if count == MOST_IMAGES || size > MOST_IMAGE_BYTES || taken > room {
                    continue;
                }
                let Some(image) = self.picture(owner, &file).await else { continue };
                pictures.entry(seq).or_default().push(image);
                count = count.saturating_add(1);
                room = room.saturating_sub(taken);
            }
        }
        Ok(pictures)
    }

    async fn picture(&self, owner: &Owner, file: &FileRow) -> Option<Image> {
        match self.open_file(owner, file).await {
            Ok(bytes) => Image::new(&bytes?).ok(),
            Err(error) => {
                log::warn!("picture not opened: {error}");
                None
            }
        }
    }
}

fn is_picture(file: &FileRow) -> bool {
    file.kind == "image" && file.state == "stored"
}
