//! Parameters of statements.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use crate::interned::interned;

/// A parameter. Built by `From`, so that a `bool` becomes 0 or 1 (the runtime would store the text `true`).
#[derive(Debug, Clone)]
pub struct Param(pub(super) JsValue);

macro_rules! param_from {
    ($($type:ty => |$value:ident| $js:expr),+ $(,)?) => {$(
        impl From<$type> for Param {
            fn from($value: $type) -> Self {
                Self($js)
            }
        }
    )+};
}

param_from! {
    i64 => |value| JsValue::from_f64(number(value)),
    u32 => |value| JsValue::from_f64(f64::from(value)),
    bool => |value| JsValue::from_f64(f64::from(u8::from(value))),
    &str => |value| JsValue::from_str(value),
    String => |value| JsValue::from_str(&value),
    &String => |value| JsValue::from_str(value),
    Vec<u8> => |value| Uint8Array::from(value.as_slice()).into(),
    &[u8] => |value| Uint8Array::from(value).into(),
    domain::time::Timestamp => |value| JsValue::from_f64(number(value.millis())),
}

/// SQLite's integers come and go as JavaScript's numbers.
#[expect(clippy::cast_precision_loss, reason = "what is counted or timed here is below 2^53")]
pub(super) const fn number(value: i64) -> f64 {
    value as f64
}

impl Param {
    /// A constant of ours, such as a status.
    pub fn word(word: &'static str) -> Self {
        Self(interned(word))
    }
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(JsValue::NULL), Into::into)
    }
}

/// The parameters of a statement: `params![id, at, text]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::sql::Param::from($value)),*] };
}
