//! Calls between the Worker and its objects: JSON over the stub's fetch, with a time limit.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::{Either, select};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::{Delay, Headers, Method, ObjectNamespace, Request, RequestInit, Stub};

use crate::error::{During, PlatformError};

/// The header that carries the tenant's wrapped data key, base64. An object never stores it, so that rotating a
/// master key has one place to rewrap.
pub const KEY_HEADER: &str = "tenant-key";
/// The header that carries the tenant's jurisdiction, if it has one.
pub const JURISDICTION_HEADER: &str = "tenant-jurisdiction";

/// Where one object is: made by one function, so that a tenant's jurisdiction cannot be forgotten anywhere.
pub struct Address<'a> {
    /// Binding's namespace.
    pub namespace: &'a ObjectNamespace,
    /// The object's name.
    pub name: &'a str,
    /// The tenant's jurisdiction, fixed at sign-up.
    pub jurisdiction: Option<&'a str>,
}

impl Address<'_> {
    fn stub(&self) -> worker::Result<Stub> {
        let Some(jurisdiction) = self.jurisdiction else { return self.namespace.get_by_name(self.name) };
        let raw: &JsValue = self.namespace.as_ref();
        let bound = raw.unchecked_ref::<Jurisdictional>().jurisdiction(jurisdiction)?;
        bound.unchecked_into::<ObjectNamespace>().get_by_name(self.name)
    }
}

#[wasm_bindgen]
extern "C" {
    type Jurisdictional;

    // Missing from worker 0.8.7. https://developers.cloudflare.com/durable-objects/reference/data-location/
    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &Jurisdictional, name: &str) -> Result<JsValue, JsValue>;
}

/// An object's answer: its HTTP status and body, both ours.
pub struct Reply {
    /// 200, or a refusal or failure.
    pub status: u16,
    /// JSON.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as `T`.
    ///
    /// # Errors
    /// If it is not one.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, PlatformError> {
        serde_json::from_slice(&self.body)
            .map_err(|_| PlatformError::Unreadable { operation: "object reply" })
    }
}

/// Calls `name` on an object with a JSON body. A stub is made for each call: one that failed stays broken.
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
    let exchange = std::pin::pin!(exchange(address, name, key, body));
    match select(exchange, Delay::from(limit)).await {
        Either::Left((reply, _)) => reply,
        Either::Right(((), _)) => Err(PlatformError::TimedOut { operation: "object call" }),
    }
}

async fn exchange(address: &Address<'_>, name: &str, key: &[u8], body: &str) -> Result<Reply, PlatformError> {
    let headers = Headers::new();
    headers.set(KEY_HEADER, &STANDARD.encode(key)).during("object call")?;
    if let Some(jurisdiction) = address.jurisdiction {
        headers.set(JURISDICTION_HEADER, jurisdiction).during("object call")?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(JsValue::from_str(body)));
    let request = Request::new_with_init(&format!("http://object/v1/{name}"), &init).during("object call")?;
    let stub = address.stub().during("object stub")?;
    let mut response = stub.fetch_with_request(request).await.during("object call")?;
    let body = response.bytes().await.during("object reply")?;
    Ok(Reply { status: response.status_code(), body })
}
