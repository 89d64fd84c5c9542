//! What one event of an object costs, for the benchmark: rows, calls to other objects and outgoing fetches, counted
//! while it runs and logged as one line of counts and fixed names.
//!
//! Counted only where the variable `METER` is `on`. Each line is one request to an object as the platform bills them
//! (a call or an alarm); a row is what SQLite reports, plus one for each alarm that is set or deleted.

use std::cell::{Cell, OnceCell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;

use worker::Env;

/// What one event has cost so far.
#[derive(Default)]
struct Meter {
    event: RefCell<String>,
    rows_written: Cell<u32>,
    rows_read: Cell<u32>,
    calls: Cell<u32>,
    fetches: Cell<u32>,
}

thread_local! {
    // Events of one isolate take turns at every wait, so this is set anew for each piece of one.
    static CURRENT: RefCell<Option<Rc<Meter>>> = const { RefCell::new(None) };
    static IS_ON: OnceCell<bool> = const { OnceCell::new() };
}

/// Runs one event of an object, and logs what it cost. `event` is how its name begins, see [`name`].
pub async fn metered<T>(env: &Env, object: &'static str, event: &str, handler: impl Future<Output = T>) -> T {
    let meter =
        is_on(env).then(|| Rc::new(Meter { event: RefCell::new(event.to_owned()), ..Meter::default() }));
    let mut handler = pin!(handler);
    let outcome = poll_fn(|context| {
        CURRENT.set(meter.clone());
        let polled = handler.as_mut().poll(context);
        CURRENT.set(None);
        polled
    })
    .await;
    if let Some(meter) = meter {
        meter.log(object);
    }
    outcome
}

/// Adds the name of a step to that of the event under way.
pub fn name(part: &str) {
    with(|meter| {
        let mut event = meter.event.borrow_mut();
        if !event.is_empty() {
            event.push('+');
        }
        event.push_str(part);
    });
}

/// Counts the rows that a statement wrote and read, asked only where somebody counts.
pub(crate) fn statement(rows: impl FnOnce() -> (u32, u32)) {
    with(|meter| {
        let (written, read) = rows();
        add(&meter.rows_written, written);
        add(&meter.rows_read, read);
    });
}

/// Counts an alarm that is set or deleted: the platform bills a row for it.
pub(crate) fn alarm() {
    with(|meter| add(&meter.rows_written, 1));
}

/// Counts a call to another object.
pub(crate) fn call() {
    with(|meter| add(&meter.calls, 1));
}

/// Counts an outgoing fetch.
pub(crate) fn fetch() {
    with(|meter| add(&meter.fetches, 1));
}

impl Meter {
    fn log(&self, object: &str) {
        log::info!(
            "meter object={object} event={} rows_written={} rows_read={} calls={} fetches={}",
            self.event.borrow(),
            self.rows_written.get(),
            self.rows_read.get(),
            self.calls.get(),
            self.fetches.get()
        );
    }
}

fn with(count: impl FnOnce(&Meter)) {
    CURRENT.with_borrow(|current| {
        if let Some(meter) = current {
            count(meter);
        }
    });
}

fn add(to: &Cell<u32>, count: u32) {
    to.set(to.get().saturating_add(count));
}

/// Bindings cannot change under a running isolate, so they are asked once.
fn is_on(env: &Env) -> bool {
    IS_ON.with(|is_on| *is_on.get_or_init(|| env.var("METER").is_ok_and(|value| value.to_string() == "on")))
}
