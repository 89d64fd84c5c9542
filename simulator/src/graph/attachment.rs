//! The files that an outgoing message names, wherever it does: in its own part, in a header, in a template.

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::check::rule;
use super::errors::GraphError;
use crate::client;
use crate::media::store::MediaStore;
use crate::media::types::{contradicts, fits, kind_of};
use crate::state::text_at;

const KINDS: [&str; 5] = ["image", "video", "audio", "document", "sticker"];

/// Every file with the kind that it is sent as.
pub(crate) fn all(body: &Value) -> Vec<(&str, &Value)> {
    match body {
        Value::Array(items) => items.iter().flat_map(all).collect(),
        Value::Object(fields) => fields.iter().flat_map(|(key, value)| of_field(key, value)).collect(),
        _ => Vec::new(),
    }
}

fn of_field<'a>(key: &'a str, value: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let is_file = KINDS.contains(&key) && (value["id"].is_string() || value["link"].is_string());
    if is_file { vec![(key, value)] } else { all(value) }
}

/// Files that are named by id were uploaded by this number, and can be sent as this kind.
pub(super) fn check(store: &MediaStore, number: &str, body: &Value) -> Result<(), GraphError> {
    for (kind, object) in all(body) {
        let Some(id) = text_at(object, "/id") else { continue };
        let file = store.files.get(id).filter(|file| file.number == number);
        let file = file.ok_or_else(|| {
            GraphError::invalid(&format!("Param {kind}['id'] is not the id of an uploaded media"))
        })?;
        rule(fits(kind, &file.mime_type), || {
            GraphError::whatsapp(131_053, &format!("A file of type {} is no {kind}", file.mime_type))
        })?;
    }
    Ok(())
}

/// The links that this machine can look at, as Meta would: those of the machine itself.
pub(super) fn links(body: &Value) -> Vec<(String, String)> {
    let found = all(body).into_iter().filter_map(|(kind, object)| {
        let link = text_at(object, "/link").filter(|link| is_local(link));
        link.map(|link| (kind.to_owned(), link.to_owned()))
    });
    found.collect()
}

pub(super) fn is_local(link: &str) -> bool {
    ["http://127.0.0.1", "http://localhost"].iter().any(|host| link.starts_with(host))
}

/// Fetches a link as Meta would; the error is what a `failed` status tells.
pub(super) async fn fetch(kind: &str, link: &str) -> Result<(), String> {
    let headers = [("user-agent", "facebookexternalua")];
    let reply = client::send(Method::GET, link, &headers, Bytes::new()).await;
    let reply = reply.map_err(|_| "The link could not be opened".to_owned())?;
    let mime_type = reply.content_type.unwrap_or_default();
    match kind_of(&mime_type) {
        _ if reply.status != 200 => Err(format!("The link answered {}", reply.status)),
        Some((_, most)) if reply.body.len() > most => Err(format!("The file is larger than {most} bytes")),
        _ if !fits(kind, &mime_type) || contradicts(&reply.body, &mime_type) => {
            Err(format!("A file of type {mime_type:?} is no {kind}"))
        }
        _ => Ok(()),
    }
}
