//! The file of an outgoing message: fetched from its address while the call lasts, and kept for tests to look at.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use crate::client;
use crate::graph::attachment::links;
use crate::graph::errors::GraphError;
use crate::media::store::StoredFile;
use crate::media::types::{contradicts, essence};
use crate::state::Shared;

/// Bytes of any file.
const LARGEST: usize = 25 << 20;

/// Fetches what stands on this machine; the rest of the world is out of reach and taken as it is.
pub(super) async fn fetch(shared: &Arc<Shared>, line: &str, shown: &Value) -> Result<(), GraphError> {
    for (kind, link) in links(shown) {
        let (bytes, mime_type) = get(&link).await?;
        judge(&kind, &bytes, &mime_type)?;
        let mut file = StoredFile::new(line, &mime_type, bytes);
        file.uploaded = true;
        shared.change(|world| world.media.add(file));
    }
    Ok(())
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
