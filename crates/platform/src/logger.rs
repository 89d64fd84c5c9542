//! The log: one JSON line an event, on the runtime's console.
//!
//! A line holds only what its caller named: a fixed sentence and fields from the list in `docs/operations.md`.
//! No token, identifier of a customer or text of a message is ever a field, and no URL.

use log::{Level, LevelFilter, Log, Metadata, Record};
use serde::Serialize;
use wasm_bindgen::JsValue;

struct Console;

/// What a line says, in the order of the alphabet.
#[derive(Serialize)]
struct Line<'a> {
    level: &'static str,
    message: &'a str,
    target: &'a str,
}

impl Log for Console {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let (level, message) = (record.level(), record.args().to_string());
        let line = Line { level: name(level), message: &message, target: record.target() };
        let Ok(line) = serde_json::to_string(&line) else { return };
        let line = JsValue::from_str(&line);
        match level {
            Level::Error => web_sys::console::error_1(&line),
            Level::Warn => web_sys::console::warn_1(&line),
            Level::Info | Level::Debug | Level::Trace => web_sys::console::log_1(&line),
        }
    }

    fn flush(&self) {}
}

const fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug => "debug",
        Level::Trace => "trace",
    }
}

/// Makes the runtime's console the destination of `log`; later calls do nothing.
pub fn install() {
    static CONSOLE: Console = Console;
    if log::set_logger(&CONSOLE).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}
