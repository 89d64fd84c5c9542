//! Pictures in requests, in the form of either wire.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::anthropic::require;
use super::serve::Refusal;
use crate::media::types::sniff;
use crate::state::text_at;

const TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];
/// Bytes of one picture, on both wires.
const MOST: usize = 5 << 20;

/// An `image` block with a `base64` source.
pub(super) fn check_block(place: usize, block: &Value) -> Result<(), Refusal> {
    let kind = text_at(block, "/source/type");
    require(kind == Some("base64"), &format!("messages.{place}: image.source.type: must be base64"))?;
    let media_type = text_at(block, "/source/media_type").unwrap_or_default();
    check(&format!("messages.{place}: image"), media_type, text_at(block, "/source/data").unwrap_or_default())
}

/// An `image_url` part with a data URL: the stand-in fetches nothing.
pub(super) fn check_part(place: usize, part: &Value) -> Result<(), Refusal> {
    let place = format!("messages[{place}].image_url");
    let detail = text_at(part, "/image_url/detail").unwrap_or("auto");
    require(["auto", "low", "high"].contains(&detail), &format!("{place}.detail: invalid value"))?;
    let url = text_at(part, "/image_url/url").unwrap_or_default();
    let data = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    let (media_type, data) = data.ok_or_else(|| Refusal::bad(format!("{place}.url: must be a data URL")))?;
    check(&place, media_type, data)
}

fn check(place: &str, media_type: &str, data: &str) -> Result<(), Refusal> {
    require(TYPES.contains(&media_type), &format!("{place}: unsupported type {media_type:?}"))?;
    let bytes = STANDARD.decode(data).map_err(|_| Refusal::bad(format!("{place}: invalid base64 data")))?;
    require((1..=MOST).contains(&bytes.len()), &format!("{place}: allowed are 1 byte to 5 MB"))?;
    let same = sniff(&bytes) == Some(media_type);
    require(same, &format!("{place}: the picture is not of the type {media_type}"))
}
