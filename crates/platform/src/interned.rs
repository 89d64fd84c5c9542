//! Words that are handed to the runtime over and over.

use std::cell::RefCell;
use std::collections::BTreeMap;

use wasm_bindgen::JsValue;

thread_local! {
    // By address: a constant's never changes.
    static WORDS: RefCell<BTreeMap<(usize, usize), JsValue>> = const { RefCell::new(BTreeMap::new()) };
}

/// The word as a string of JavaScript's, made once an isolate: the runtime decodes each text anew, which takes longer
/// than most of what is done with it.
pub(crate) fn interned(word: &'static str) -> JsValue {
    let at = (word.as_ptr().addr(), word.len());
    WORDS.with_borrow_mut(|words| words.entry(at).or_insert_with(|| JsValue::from_str(word)).clone())
}
