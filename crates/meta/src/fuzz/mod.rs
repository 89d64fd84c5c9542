//! Fuzzing for a bounded time, with the tests: what a stranger may send is read without a panic, in bounded memory, and
//! nothing of it vanishes.
//!
//! `FUZZ_SECONDS` is the time for each target (5 by default), `FUZZ_SEED` where to begin. The seed is printed; after a
//! failure also the one of the very case, which then comes first. Under stable Rust there is no feedback from
//! coverage: the cases are the recorded payloads, changed.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "sizes of inputs that tests make; an overflow is seen as a panic"
)]

mod bytes;
mod json;
mod random;
mod replies;
mod signed_requests;
mod webhooks;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

use random::Random;
use serde_json::Value;

/// Begun with a new seed each time, so that every run tries something new.
fn first_seed() -> u64 {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    setting("FUZZ_SEED").unwrap_or(u64::from(since_epoch.subsec_nanos()) ^ since_epoch.as_secs())
}

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number, not {text:?}")))
}

/// Checks what is made, again and again until the time is over.
fn run(target: &str, make: impl Fn(&mut Random) -> Vec<u8>, check: impl Fn(&[u8])) {
    let seed = first_seed();
    let seconds = setting("FUZZ_SECONDS").unwrap_or(5);
    // Past the test runner, which keeps what is printed until the test ends: an overflowing stack ends everything.
    say(&format!("fuzzing {target} for {seconds} s, FUZZ_SEED={seed}"));
    let end = Instant::now() + Duration::from_secs(seconds);
    for case in 0.. {
        let seed = random::nth_seed(seed, case);
        let input = make(&mut Random::new(seed));
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&input))) {
            let shown = String::from_utf8_lossy(&input[..input.len().min(4_000)]);
            say(&format!(
                "{target}: case {case} failed, repeat it with FUZZ_SEED={seed}; its input: {shown}"
            ));
            resume_unwind(panic);
        }
        if Instant::now() >= end {
            say(&format!("{target}: {} cases", case + 1));
            return;
        }
    }
}

fn say(line: &str) {
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// The recorded payloads by their names.
static RECORDED: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let read = |name: String| {
        let value = serde_json::from_slice(&crate::fixtures::read(&name)).unwrap();
        (name, value)
    };
    crate::fixtures::names().into_iter().map(read).collect()
});

/// A recorded payload whose name has one of the prefixes, after some changes: of its JSON, and in one of three cases of
/// its bytes.
fn changed(random: &mut Random, prefixes: &[&str]) -> Vec<u8> {
    let fits = |name: &str| prefixes.iter().any(|prefix| name.starts_with(prefix));
    let fitting: Vec<&Value> =
        RECORDED.iter().filter(|(name, _)| fits(name)).map(|(_, value)| value).collect();
    let mut value = random.pick(&fitting).clone();
    for _ in 0..random.below(6) {
        json::change(&mut value, random);
    }
    let mut body = value.to_string().into_bytes();
    if random.below(3) == 0 {
        for _ in 0..=random.below(4) {
            bytes::change(&mut body, random);
        }
    }
    body
}
