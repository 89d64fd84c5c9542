//! `{"media": {kind, file | link, caption, filename, voice}}`: a file that was stored here, or one that Meta fetches.

use domain::ids::FileId;
use durable_objects::conversation::protocol::Composed;
use meta::graph::{Body, File};
use meta::webhook::MediaKind;
use serde::Deserialize;

use super::{Draft, refused};
use crate::problem::Problem;

/// What the words of a refusal mean.
const PARTS: [(&str, &str); 6] = [
    ("caption", "caption"),
    ("a caption", "caption"),
    ("a file name", "filename"),
    ("a voice note", "voice"),
    ("a link that is not https", "link"),
    ("file", "link"),
];

/// A file to send.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MediaIn {
    kind: MediaKind,
    #[serde(default)]
    file: Option<FileId>,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    filename: Option<String>,
    #[serde(default)]
    voice: bool,
}

impl MediaIn {
    pub(super) fn compose(self) -> Result<Draft, Problem> {
        let Self { kind, file, link, caption, filename, voice } = self;
        let body = |file: &File| {
            let body = Body::media(kind, file, caption.as_deref(), filename.as_deref(), voice);
            body.map_err(|error| refused("media", &PARTS, error))
        };
        match (file, link) {
            (None, Some(link)) => Ok(Draft::new(caption.clone(), body(&File::Link(link))?)),
            (Some(file), None) => {
                // Only its limits: Meta's id of the file is known when it is sent.
                body(&File::Id("0".to_owned()))?;
                let content = Composed::File {
                    file,
                    kind,
                    caption: caption.clone(),
                    filename: filename.clone(),
                    voice,
                };
                Ok(Draft::new(caption, content))
            }
            _ => Err(Problem::invalid("media", "must have either file or link")),
        }
    }
}
