//! Calls between the Worker and its objects: JSON over RPC, with a time limit.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use js_sys::Promise;
use js_sys::futures::JsFuture;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::{Env, web_sys};

use crate::error::{During, PlatformError};
use crate::interned::interned;

/// The header that carries the tenant's wrapped data key, base64. An object never stores it, so that rotating a
/// master key has one place to rewrap.
pub const KEY_HEADER: &str = "tenant-key";
/// The header that carries the tenant's jurisdiction, if it has one.
pub const JURISDICTION_HEADER: &str = "tenant-jurisdiction";

/// The header that carries the cursor of a page that opens a socket.
pub const AFTER_HEADER: &str = "live-after";
/// The protocol of the website chat's sockets. Its number grows with what an older page could not read.
pub const LIVE_PROTOCOL: &str = "counterhand.v1";

/// Where one object is: made by one function, so that a tenant's jurisdiction cannot be forgotten anywhere.
pub struct Address<'a> {
    /// The bindings.
    pub env: &'a Env,
    /// The binding of the namespace.
    pub namespace: &'static str,
    /// The object's name.
    pub name: &'a str,
    /// The tenant's jurisdiction, fixed at sign-up.
    pub jurisdiction: Option<&'a str>,
}

// One crossing to JavaScript instead of two dozen: stub, timer and headers are all made there. A stub is made for each
// call: one that failed stays broken. The headers are the three constants above; too late is `undefined`.
#[wasm_bindgen(inline_js = "
function reach(env, binding, jurisdiction, name) {
  const place = env[binding];
  return (jurisdiction === undefined ? place : place.jurisdiction(jurisdiction)).getByName(name);
}
export function call_object(env, binding, jurisdiction, name, question, limit) {
  return new Promise((resolve, reject) => {
    const asked = reach(env, binding, jurisdiction, name).ask(question);
    const timer = setTimeout(resolve, limit);
    const ending = (end) => (value) => { clearTimeout(timer); end(value); };
    asked.then(ending(resolve), ending(reject));
  });
}
export async function open_socket(env, binding, jurisdiction, name, url, key, after) {
  const headers = { 'tenant-key': key, 'live-after': after, upgrade: 'websocket' };
  if (jurisdiction !== undefined) headers['tenant-jurisdiction'] = jurisdiction;
  return await reach(env, binding, jurisdiction, name).fetch(url, { headers });
}")]
extern "C" {
    fn open_socket(
        env: &JsValue,
        binding: &JsValue,
        jurisdiction: Option<&str>,
        name: &str,
        url: &str,
        key: &str,
        after: &str,
    ) -> Promise;
    fn call_object(
        env: &JsValue,
        binding: &JsValue,
        jurisdiction: Option<&str>,
        name: &str,
        question: &str,
        limit: f64,
    ) -> Promise;
}

/// What an object is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The call's name.
    pub name: String,
    /// The tenant's wrapped data key, base64. An object never stores it, so that rotating a master key has one place to
    /// rewrap.
    pub key: String,
    /// The tenant's jurisdiction, if it has one.
    pub jurisdiction: Option<String>,
    /// The call as JSON.
    pub body: String,
}

impl Question {
    /// As an object gets it: one text, because each parameter of a call is copied three times on its way. One line for
    /// each part, the body last.
    fn text(name: &str, key: &str, jurisdiction: Option<&str>, body: &str) -> String {
        [name, key, jurisdiction.unwrap_or_default(), body].join("\n")
    }

    /// Reads what [`call`] sent; `None`: something else did.
    pub fn of(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '\n').map(str::to_owned);
        let (name, key) = (parts.next()?, parts.next()?);
        let jurisdiction = parts.next().filter(|jurisdiction| !jurisdiction.is_empty());
        Some(Self { name, key, jurisdiction, body: parts.next()? })
    }
}

/// An object's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It did what was asked; what it tells, as JSON.
    Done(String),
    /// It declined; why, as JSON.
    Refused(String),
    /// Something below it failed: asking again may help.
    Failed,
}

impl Reply {
    /// As an object hands it over: one text, because an array costs a crossing for each of its parts. What became of the
    /// call is the character after the JSON.
    pub fn into_text(self) -> String {
        let (mut text, mark) = match self {
            Self::Done(json) => (json, DONE),
            Self::Refused(json) => (json, REFUSED),
            Self::Failed => (String::new(), FAILED),
        };
        text.push(mark);
        text
    }

    fn of(mut text: String) -> Option<Self> {
        match text.pop()? {
            DONE => Some(Self::Done(text)),
            REFUSED => Some(Self::Refused(text)),
            FAILED => Some(Self::Failed),
            _ => None,
        }
    }
}

const DONE: char = 'd';
const REFUSED: char = 'r';
const FAILED: char = 'f';

/// Reads the JSON of a reply.
///
/// # Errors
/// If it is not a `T`.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, PlatformError> {
    serde_json::from_str(json).map_err(|_| PlatformError::Unreadable { operation: "object reply" })
}

/// Calls `name` on an object with a JSON body, by RPC: the method `ask`, that each of our objects has. A stub is made for
/// each call: one that failed stays broken.
///
/// Not generic over the call: it is the largest part of every one, and exists once.
///
/// # Errors
/// [`PlatformError::TimedOut`] after `limit`, or the runtime's; the call may have happened all the same, so every
/// call is safe to repeat.
pub async fn call(
    address: &Address<'_>,
    name: &str,
    key: &[u8],
    body: &str,
    limit: Duration,
) -> Result<Reply, PlatformError> {
    crate::meter::call();
    let Address { env, namespace, name: object, jurisdiction } = *address;
    let question = Question::text(name, &STANDARD.encode(key), jurisdiction, body);
    let (binding, limit) = (interned(namespace), limit.as_secs_f64() * 1_000.0);
    let called = call_object(env, &binding, jurisdiction, object, &question, limit);
    let replied = JsFuture::from(called).await.map_err(worker::Error::from).during("object call")?;
    if replied.is_undefined() {
        return Err(PlatformError::TimedOut { operation: "object call" });
    }
    replied.as_string().and_then(Reply::of).ok_or(PlatformError::Unreadable { operation: "object reply" })
}

/// Opens a socket to an object, for a page that has been told what is before `after`. The answer is for the page as it
/// is: 101 with the socket, or a refusal.
///
/// # Errors
/// The runtime's.
pub async fn socket(
    address: &Address<'_>,
    key: &[u8],
    after: i64,
) -> Result<web_sys::Response, PlatformError> {
    crate::meter::call();
    let (key, after) = (STANDARD.encode(key), after.to_string());
    let opened = open_socket(
        address.env.as_ref(),
        &interned(address.namespace),
        address.jurisdiction,
        address.name,
        "http://object/v1/live",
        &key,
        &after,
    );
    let response = JsFuture::from(opened).await.map_err(worker::Error::from).during("open socket")?;
    response.dyn_into().map_err(|_| PlatformError::Unreadable { operation: "open socket" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_survives_its_text() {
        for (jurisdiction, body) in [(None, "{}"), (Some("eu"), "{\"text\":\"one\\ntwo\"}"), (None, "a\nb\n")]
        {
            let text = Question::text("ingest", "a2V5", jurisdiction, body);
            let (name, key, body) = ("ingest".into(), "a2V5".into(), body.into());
            let question = Question { name, key, jurisdiction: jurisdiction.map(str::to_owned), body };
            assert_eq!(Question::of(&text), Some(question));
        }
        assert_eq!(Question::of("ingest\na2V5\n"), None);
    }

    #[test]
    fn a_reply_survives_its_text() {
        for reply in [Reply::Done(r#"{"kept":1}"#.into()), Reply::Refused("\"closed\"".into()), Reply::Failed]
        {
            assert_eq!(Reply::of(reply.clone().into_text()), Some(reply));
        }
        assert_eq!(Reply::of(String::new()), None);
        assert_eq!(Reply::of("{}".into()), None);
    }
}
