//! `POST /webhooks/meta` without the router: nearly all requests are deliveries, and making one into a request of
//! axum's and back costs as much as verifying and reading it. What is unusual about one takes the long way, to the
//! same end.

use axum::response::IntoResponse;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Array, Promise, Uint8Array};
use worker::{Result, web_sys};

use super::{LARGEST_BODY, receive};
use crate::app::App;
use crate::incoming;

/// The path of the operator's app.
const PATH: &str = "/webhooks/meta";

// One crossing to JavaScript instead of one for each property and header. The path begins at the first slash after the
// scheme; an address with a query does not end there with it.
#[wasm_bindgen(inline_js = "
export function plain_delivery(request, path, largest, signature) {
  const { url, headers } = request;
  if (request.method !== 'POST' || !url.endsWith(path)) return undefined;
  if (url.indexOf('/', url.indexOf('://') + 3) !== url.length - path.length) return undefined;
  const announced = headers.get('content-length');
  if (announced === null || !/^[0-9]+$/.test(announced) || Number(announced) > largest) return undefined;
  return request.arrayBuffer().then((body) => [headers.get(signature), new Uint8Array(body)]);
}")]
extern "C" {
    fn plain_delivery(
        request: &web_sys::Request,
        path: &str,
        largest: u32,
        signature: &str,
    ) -> Option<Promise<Array>>;
}

/// A delivery on its way in.
pub struct Arriving(Promise<Array>);

impl Arriving {
    /// Of a request that is a delivery and announces a length that we take.
    pub fn of(request: &web_sys::Request) -> Option<Self> {
        let largest = u32::try_from(LARGEST_BODY).unwrap_or(u32::MAX);
        plain_delivery(request, PATH, largest, receive::SIGNATURE).map(Self)
    }

    /// Takes it in.
    ///
    /// # Errors
    /// If the body was cut short.
    pub async fn serve(self, app: &App) -> Result<web_sys::Response> {
        let parts = JsFuture::from(self.0).await?;
        let signature = parts.get(0).as_string();
        let body = Uint8Array::new(&parts.get(1)).to_vec();
        match receive::take_operators(app, signature.as_deref(), &body).await {
            Ok(()) => Ok(web_sys::Response::new()?),
            Err(problem) => incoming::answer(problem.into_response()),
        }
    }
}
