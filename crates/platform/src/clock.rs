//! The time. On Workers it stands still between I/O, so it orders nothing: arrival numbers do.

use domain::time::Timestamp;

/// The moment of the last I/O.
pub fn now() -> Timestamp {
    // Not worker's: it makes an object each time.
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds since 1970 fit 53 bits")]
    let millis = js_sys::Date::now() as i64;
    Timestamp::from_millis(millis)
}
