//! End to end: signed webhooks in, Graph calls out, on the real runtime, with real D1, R2 and objects.
//!
//! Tests run once for each kind of channel that has what they are about: the table is in `support/channel.rs`. Folders
//! mirror the doors (`webhooks`, `api`, `privacy`, `chat`), what is seen of them (`browser`), what happens behind them
//! (`conversation`, `identity`, `contacts`, `comments`, `dead_ends`, `channels`, `templates`, `media`), and what nobody
//! plans (`faults`). Most tests share one Worker, each with its own tenant; those that restart or configure one have
//! their own. At the end the logs and the stored bytes of all of them are searched for everything that the tests used.

mod api;
mod browser;
mod channels;
mod chat;
mod comments;
mod contacts;
mod conversation;
mod dead_ends;
mod faults;
mod identity;
mod leaks;
mod media;
mod messaging;
mod privacy;
mod support;
mod templates;
mod webhooks;

use std::process::ExitCode;

use libtest_mimic::Arguments;
use support::Run;

/// Tests mostly wait, so more of them run at once than there are processors.
const AT_ONCE: usize = 8;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    // For the whole program, as tests run on threads of their own.
    let run: &'static Run = Box::leak(Box::new(Run::new()));
    let suites = [
        webhooks::suite(run),
        conversation::suite(run),
        media::suite(run),
        identity::suite(run),
        contacts::suite(run),
        comments::suite(run),
        dead_ends::suite(run),
        api::suite(run),
        channels::suite(run),
        templates::suite(run),
        privacy::suite(run),
        messaging::suite(run),
        chat::suite(run),
        browser::suite(run),
        faults::suite(run),
    ];
    let tests = suites.into_iter().flatten().collect();
    let outcome = libtest_mimic::run(&arguments, tests);
    // Whichever tests ran: nothing of theirs may lie open.
    let last = Arguments { filter: None, ..arguments.clone() };
    let has_traces = run.has_started() || arguments.list;
    let leaks = has_traces.then(|| libtest_mimic::run(&last, leaks::suite(run)));
    let is_green = !outcome.has_failed() && !leaks.is_some_and(|outcome| outcome.has_failed());
    run.end(is_green);
    if is_green { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
