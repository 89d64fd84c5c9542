//! What happens when something panics in spite of the lints.
//!
//! On `wasm32-unknown-unknown` a panic aborts the instance. In an object that would leave the caller waiting for
//! ever and the alarm unrepeated (workers-rs.md, section 0, facts 1 and 2), so the hook ends the object: its caller
//! gets an error at once, the event's writes are discarded, its alarm is retried.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::State;

thread_local! {
    static CURRENT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

// A microtask, because aborting inside the hook leaves the whole isolate dead (tested, workers-rs.md A.6).
#[wasm_bindgen(inline_js = "export function end_soon(s,why){queueMicrotask(()=>s.abort(why))}")]
extern "C" {
    /// Ends an object as soon as the code that runs comes to a wait: before what it wrote is committed, which is discarded.
    pub(crate) fn end_soon(state: &JsValue, reason: &str);
}

/// Runs one handler of an object, so that a panic in it ends the object instead of hanging its caller.
pub async fn guarded<T>(state: &State, handler: impl Future<Output = T>) -> T {
    let raw = JsValue::from(state.as_raw());
    let mut handler = pin!(handler);
    poll_fn(move |context| {
        CURRENT.set(Some(raw.clone()));
        let polled = handler.as_mut().poll(context);
        CURRENT.set(None);
        polled
    })
    .await
}

/// Reports a panic and ends the object in which it happened; the runtime's own recovery, installed before, still
/// runs first.
pub fn install_hook() {
    let runtime = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        runtime(info);
        CURRENT.with(|current| {
            let Ok(current) = current.try_borrow() else { return };
            if let Some(state) = current.as_ref() {
                end_soon(state, "panic");
            }
        });
    }));
}
