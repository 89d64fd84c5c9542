//! Waiting for what is seen only by looking: always bounded, and a failure says what was there instead.

use std::time::{Duration, Instant};

use super::time::PATIENCE;

const PAUSE: Duration = Duration::from_millis(40);
/// Most looks are requests: the longer something takes, the less one more look would find.
const LONGEST: Duration = Duration::from_millis(200);

/// Looks until there is an answer. An `Err` is what was seen instead.
#[track_caller]
pub fn until<T, Fut>(what: &str, mut look: impl FnMut() -> Fut) -> impl Future<Output = T>
where
    Fut: Future<Output = Result<T, String>>,
{
    let caller = std::panic::Location::caller();
    async move {
        let (started, mut pause) = (Instant::now(), PAUSE);
        loop {
            let seen = match look().await {
                Ok(found) => return found,
                Err(seen) => seen,
            };
            assert!(
                started.elapsed() < PATIENCE,
                "{what}: not within {} s ({caller}); there was: {seen}",
                PATIENCE.as_secs()
            );
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(LONGEST);
        }
    }
}

/// Looks for as long as `time`: nothing may change meanwhile. An `Err` is what was seen instead.
#[track_caller]
pub fn stays(
    what: &str,
    time: Duration,
    mut look: impl FnMut() -> Result<(), String>,
) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let started = Instant::now();
        while started.elapsed() < time {
            if let Err(seen) = look() {
                panic!("{what}: no longer after {:?} ({caller}); there was: {seen}", started.elapsed());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
