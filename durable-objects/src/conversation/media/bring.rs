//! Fetching one file from Meta: where it is, then the file itself, judged before it is kept.

use std::time::Duration;

use futures_util::future::join;
use http::Request;
use meta::errors::{Action, AlertKind};
use meta::graph::whatsapp::{self, MediaFile};
use meta::graph::{Endpoint, media};
use meta::webhook::Media;
use platform::directory::channels::Channel;
use platform::fetch::{self, Answer};
use platform::media::{LARGEST_FILE, Room};
use platform::{PlatformError, config::Config};

use super::allowance::NO_ROOM;
use crate::conversation::wire;
use crate::object::Owner;

/// Graph tells an address within a second or two.
const ASK: Duration = Duration::from_secs(10);
/// A file of the largest size at half a megabyte a second.
const DOWNLOAD: Duration = Duration::from_secs(35);
/// More redirects than this lead nowhere.
const MOST_REDIRECTS: u32 = 3;

/// A file that was fetched and is what was announced.
pub(super) struct Brought {
    pub bytes: Vec<u8>,
    pub mime_type: Option<String>,
    /// Held until it is kept.
    pub _room: Option<Room>,
}

/// Why there is no file, by a stable name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Trying again gives the same.
    Never(&'static str),
    /// It may pass.
    Again(&'static str),
    /// Too many files are in memory: a moment later, which counts as no try.
    Crowded,
    /// Other bytes came than were announced: a cut connection passes soon, anything else never.
    Damaged,
}

impl Trouble {
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Never(reason) | Self::Again(reason) => reason,
            Self::Crowded => "crowded",
            Self::Damaged => "damaged",
        }
    }
}

/// What a download came to.
enum Loaded {
    File {
        bytes: Vec<u8>,
        /// As its host calls it.
        mime_type: Option<String>,
        room: Option<Room>,
    },
    /// The address has run out: Graph gives a new one.
    Stale,
}

/// The ways to Meta's files with one channel's token.
pub(super) struct Source<'a> {
    graph: Endpoint,
    token: String,
    channel: &'a Channel,
}

impl<'a> Source<'a> {
    pub fn of(config: &Config, owner: &Owner, channel: &'a Channel) -> Option<Self> {
        let wire = wire::Wire { config, owner, channel };
        Some(Self { graph: wire.endpoint(), token: wire.token().ok()?, channel })
    }

    /// Fetches a file. An address lives five minutes: one that has run out is asked for again, once.
    ///
    /// `room_left` tells how many bytes may be kept. It is asked beside the first question to Graph, and costs no time.
    pub async fn bring(
        &self,
        wanted: &Media,
        room_left: impl Future<Output = Result<u64, Trouble>>,
    ) -> Result<Brought, Trouble> {
        let (found, room_left) = join(self.find(wanted), room_left).await;
        let (mut found, room_left) = (Some(found?), room_left?);
        for _ in 0..2 {
            let (file, request) = match found.take() {
                Some(found) => found,
                None => self.find(wanted).await?,
            };
            let fits = |size: u64| usize::try_from(size).is_ok_and(|size| size <= LARGEST_FILE);
            if !file.file_size.is_none_or(fits) {
                return Err(Trouble::Never("too_large"));
            }
            // Where the size is not known it is judged once the file is here.
            if room_left == 0 || file.file_size.is_some_and(|size| size > room_left) {
                return Err(NO_ROOM);
            }
            let Loaded::File { bytes, mime_type, room } = self.load(request).await? else { continue };
            if bytes.is_empty() || media::check_media(&bytes, &file, wanted.sha256.as_deref()).is_err() {
                return Err(Trouble::Damaged);
            }
            // A signed address is all that is told of a file on Messenger and Instagram: its type comes with it.
            let mime_type = file.mime_type.or(mime_type);
            return Ok(Brought { bytes, mime_type, _room: room });
        }
        Err(Trouble::Again("expired_address"))
    }

    /// WhatsApp's files are named by an id, those of Messenger and Instagram by a signed address.
    async fn find(&self, wanted: &Media) -> Result<(MediaFile, Request<Vec<u8>>), Trouble> {
        const MALFORMED: Trouble = Trouble::Never("malformed");
        if let Some(id) = &wanted.id {
            let request = whatsapp::media(&self.graph, &self.token, id, &self.channel.external_id);
            let answer = fetch::send("find file", request.map_err(|_| MALFORMED)?, ASK, None).await;
            let answer = answer.map_err(|_| Trouble::Again("unreachable"))?;
            let file = whatsapp::read_media(answer.status, &answer.body)
                .map_err(|error| declined(error.action()))?;
            let request = media::download(&self.graph, &self.token, &file.url);
            return Ok((file, request.map_err(|_| Trouble::Never("foreign_address"))?));
        }
        let url = wanted.url.clone().ok_or(MALFORMED)?;
        let request = media::download_signed(&self.graph, &url);
        let file = MediaFile { url, mime_type: None, sha256: None, file_size: None };
        Ok((file, request.map_err(|_| Trouble::Never("foreign_address"))?))
    }

    async fn load(&self, mut request: Request<Vec<u8>>) -> Result<Loaded, Trouble> {
        for _ in 0..=MOST_REDIRECTS {
            let answer = download(request.clone()).await?;
            match (answer.status, answer.location) {
                (200, _) => {
                    let Answer { body: bytes, content_type: mime_type, room, .. } = answer;
                    return Ok(Loaded::File { bytes, mime_type, room });
                }
                (300..=399, Some(location)) => {
                    request = media::redirected(&self.graph, &request, &location)
                        .map_err(|_| Trouble::Never("foreign_address"))?;
                }
                (401 | 403 | 404 | 410, _) => return Ok(Loaded::Stale),
                _ => return Err(Trouble::Again("unavailable")),
            }
        }
        Err(Trouble::Never("too_many_redirects"))
    }
}

async fn download(request: Request<Vec<u8>>) -> Result<Answer, Trouble> {
    fetch::download("fetch file", request, DOWNLOAD, LARGEST_FILE).await.map_err(|error| match error {
        PlatformError::TooLarge { .. } => Trouble::Never("too_large"),
        PlatformError::Crowded { .. } => Trouble::Crowded,
        _ => Trouble::Again("unreachable"),
    })
}

/// Meta keeps a file for a week; after that it does not know its id any more.
const fn declined(action: Action) -> Trouble {
    match action {
        Action::Never(_) => Trouble::Never("expired"),
        // The owner may reconnect any minute.
        Action::Alert(AlertKind::Reconnect) => Trouble::Again("reconnect"),
        Action::Retry(_) | Action::Delay(_) | Action::Alert(_) => Trouble::Again("unavailable"),
    }
}
