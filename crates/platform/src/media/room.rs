//! How much of an isolate's memory files may take at once: all objects of an isolate share its 128 MB, and one that
//! takes too much ends all of them.

use std::cell::Cell;

use super::LARGEST_FILE;

/// Bytes of files that are fetched at the same time. Each stands in memory three times over while it is sealed.
const MOST: usize = LARGEST_FILE + LARGEST_FILE / 4;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// Memory for one file; given back when this is dropped.
#[derive(Debug)]
pub struct Room(usize);

impl Room {
    /// Room for a file of this many bytes; `None` while others take too much. The first one always finds room.
    pub fn take(bytes: usize) -> Option<Self> {
        let taken = TAKEN.get();
        let after = taken.saturating_add(bytes);
        if taken > 0 && after > MOST {
            return None;
        }
        TAKEN.set(after);
        Some(Self(bytes))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        TAKEN.set(TAKEN.get().saturating_sub(self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_large_file_or_many_small_ones() {
        let large = Room::take(LARGEST_FILE).unwrap();
        let small = Room::take(LARGEST_FILE / 8).unwrap();
        assert!(Room::take(LARGEST_FILE / 4).is_none());
        drop(large);
        assert!(Room::take(LARGEST_FILE).is_some());
        drop(small);
        assert!(Room::take(usize::MAX).is_some(), "the first one always finds room");
        assert!(Room::take(LARGEST_FILE).is_some(), "everything was given back");
    }
}
