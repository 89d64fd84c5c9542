//! The time. On Workers it stands still between I/O, so it orders nothing: arrival numbers do.

use domain::time::Timestamp;

/// The moment of the last I/O.
pub fn now() -> Timestamp {
    #[expect(clippy::cast_possible_wrap, reason = "milliseconds since 1970 fit 63 bits")]
    let millis = worker::Date::now().as_millis() as i64;
    Timestamp::from_millis(millis)
}
