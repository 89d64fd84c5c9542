//! The file of an outgoing message: fetched from its address while the call lasts, and kept for tests to look at.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use crate::client;
use crate::graph::attachment::is_local;
use crate::graph::errors::GraphError;
use crate::media::store::StoredFile;
use crate::media::types::{contradicts, essence};
use crate::state::{Shared, text_at};

const KINDS: [&str; 4] = ["image", "video", "audio", "document"];
/// Bytes of any file.
const LARGEST: usize = 25 << 20;

/// Fetches what stands on this machine; the rest of the world is out of reach and taken as it is.
pub(super) async fn fetch(shared: &Arc<Shared>, line: &str, shown: &mut Value) -> Result<(), GraphError> {
    for (kind, object) in files(shown) {
        let Some(address) = text_at(object, "/link").filter(|link| is_local(link)) else { continue };
        let (bytes, mime_type) = get(address).await?;
        judge(kind, &bytes, &mime_type)?;
        let mut file = StoredFile::new(line, &mime_type, bytes);
        file.uploaded = true;
        // So that the phone shows it.
        object["id"] = json!(shared.change(|world| world.media.add(file)));
    }
    Ok(())
}

/// The objects that a file is named in: the pictures of cards, or the message's own.
fn files(shown: &mut Value) -> Vec<(&'static str, &mut Value)> {
    let kind = text_at(shown, "/type").and_then(|kind| KINDS.into_iter().find(|known| *known == kind));
    if let Some(kind) = kind {
        return shown.get_mut(kind).map(|object| (kind, object)).into_iter().collect();
    }
    let cards = shown.pointer_mut("/interactive/cards").and_then(Value::as_array_mut);
    let pictures = cards.into_iter().flatten().filter_map(|card| card.get_mut("image"));
    pictures.map(|object| ("image", object)).collect()
}

async fn get(link: &str) -> Result<(Bytes, String), GraphError> {
    let headers = [("user-agent", "facebookexternalua")];
    let failed = || GraphError::messaging(100, 2_018_008, "Failed to fetch the file from the url");
    let reply = client::send(Method::GET, link, &headers, Bytes::new()).await.map_err(|_| failed())?;
    if reply.status != 200 {
        return Err(failed());
    }
    Ok((reply.body, reply.content_type.unwrap_or_default()))
}

fn judge(kind: &str, bytes: &Bytes, mime_type: &str) -> Result<(), GraphError> {
    if bytes.len() > LARGEST {
        return Err(GraphError::messaging(100, 2_018_109, "Attachment size exceeds allowable limit"));
    }
    // A card's picture is an image like any other.
    let fits = kind == "document" || essence(mime_type).starts_with(&format!("{kind}/"));
    if !fits || contradicts(bytes, mime_type) {
        return Err(GraphError::messaging(100, 2_018_047, "Upload attachment failure."));
    }
    Ok(())
}
