//! Pages of templates. A cursor names a template, so that one deleted meanwhile shifts nothing.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::object;
use crate::graph::call::Incoming;
use crate::graph::errors::GraphError;
use crate::templates::{Account, StoredTemplate};

/// How many come without `limit`.
const USUAL: usize = 25;

pub(super) fn list(account: Option<&Account>, call: &Incoming, base: &str) -> Result<Value, GraphError> {
    let Some(account) = account else { return Ok(json!({ "data": [] })) };
    let fits = |template: &&StoredTemplate| {
        ["status", "name", "language", "category"]
            .iter()
            .all(|field| call.query.get(*field).is_none_or(|wanted| template.text(field) == wanted))
    };
    let mut found: Vec<&StoredTemplate> = account.templates.iter().filter(fits).collect();
    found.sort_by_key(|template| template.id);
    if let Some(after) = call.query.get("after") {
        let last = read(after).ok_or_else(|| GraphError::parameter("Invalid cursor in parameter after"))?;
        found.retain(|template| template.id > last);
    }
    let asked = match call.query.get("limit").map(|limit| limit.parse::<usize>()) {
        None => USUAL,
        Some(Ok(limit)) if limit > 0 => limit,
        Some(_) => return Err(GraphError::parameter("Param limit must be a positive number")),
    };
    let size = account.page.map_or(asked, |page| page.min(asked));
    let more = found.len() > size;
    found.truncate(size);
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return Ok(json!({ "data": [] })) };
    let mut paging = json!({ "cursors": { "before": cursor(first.id), "after": cursor(last.id) } });
    if more {
        paging["next"] = json!(next(call, base, last.id));
    }
    let data = found.into_iter().map(|template| object(template, call)).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "data": data, "paging": paging }))
}

/// The same question about what follows. Meta puts the token there too; a client must not need it.
fn next(call: &Incoming, base: &str, last: u64) -> String {
    let mut address = format!("{base}{}?", call.path);
    for (name, value) in &call.query {
        if !["after", "access_token"].contains(&name.as_str()) {
            // Writing to a String cannot fail.
            let _ = write!(address, "{name}={}&", value.replace(',', "%2C"));
        }
    }
    let _ = write!(address, "after={}", cursor(last));
    address
}

fn cursor(id: u64) -> String {
    URL_SAFE_NO_PAD.encode(id.to_string())
}

fn read(cursor: &str) -> Option<u64> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?.parse().ok()
}
