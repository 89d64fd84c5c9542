//! What one body may cost. Meta sends at most a thousand updates at once, and 3 MiB hold a million of nothing: each
//! would become a value many times its size, and one request must not take all memory of its neighbours.

/// The most events and unknowns of one body: twice what Meta sends at most (meta-platform.md, 1.3).
pub const MOST_EVENTS: usize = 2_000;
/// The most objects. Each takes some 400 bytes in WASM however little it holds; the largest bodies of Meta, those of a
/// number's history, have four a message of 300 bytes, so 40 000.
const MOST_OBJECTS: usize = 60_000;
/// The most values, objects included: a history's message has some twenty.
const MOST_VALUES: usize = 300_000;

/// Whether reading this JSON stays within the memory meant for it. Counts what stands outside of texts and makes
/// nothing; a body that is no JSON is counted up to where that shows, and beyond.
pub(super) fn is_bounded(body: &[u8]) -> bool {
    let (mut objects, mut values) = (0_usize, 1_usize);
    let (mut is_text, mut is_escaped) = (false, false);
    for byte in body {
        match (is_text, byte) {
            (true, _) if is_escaped => is_escaped = false,
            (true, b'\\') => is_escaped = true,
            (_, b'"') => is_text = !is_text,
            (false, b'{') => {
                objects = objects.saturating_add(1);
                values = values.saturating_add(1);
            }
            // The first value of a list, and every one after a comma.
            (false, b'[' | b',') => values = values.saturating_add(1),
            _ => {}
        }
    }
    objects <= MOST_OBJECTS && values <= MOST_VALUES
}
