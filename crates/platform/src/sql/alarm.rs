//! The object's one alarm.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use worker::Storage;

use super::param::number;
use crate::error::{During, PlatformError};

/// What an instance knows of its object's alarm, so that it need not ask each time. Memory only: a new instance asks.
#[derive(Default)]
pub struct Alarm {
    /// In milliseconds, as it was set last.
    at: Cell<Option<i64>>,
}

impl Alarm {
    /// Whether it is known to ring by then.
    pub fn covers(&self, due: domain::time::Timestamp) -> bool {
        self.known().is_some_and(|at| at <= due.millis())
    }

    /// It rings, or is gone: the runtime must be asked.
    pub fn forget(&self) {
        self.at.set(None);
    }

    /// Makes the alarm ring in time. `due` is asked after the wait for the current one, so that nothing scheduled
    /// meanwhile is forgotten.
    ///
    /// An alarm that rings earlier stays: setting one costs a row and a call to the runtime's scheduler, for each message
    /// of a burst. Who is woken too early looks, and sets the next one then.
    ///
    /// # Errors
    /// The runtime's.
    pub async fn move_to(
        &self,
        storage: &Storage,
        due: impl FnOnce() -> Result<Option<domain::time::Timestamp>, PlatformError>,
    ) -> Result<(), PlatformError> {
        let current = match self.known() {
            Some(at) => Some(at),
            None => storage.get_alarm().await.during("get alarm")?,
        };
        // An alarm in the past that is still set has been lost on the way; setting it again wakes it.
        let current = current.filter(|at| *at > crate::clock::now().millis());
        match due()?.map(domain::time::Timestamp::millis) {
            None if current.is_some() => {
                crate::meter::alarm();
                self.forget();
                storage.delete_alarm().await.during("delete alarm")
            }
            Some(due) if current.is_none_or(|at| due < at) => {
                crate::meter::alarm();
                let at = js_sys::Date::new(&JsValue::from_f64(number(due)));
                // Before the wait: whoever moves it meanwhile has the last word.
                self.at.set(Some(due));
                let set = storage.set_alarm(worker::ScheduledTime::new(at)).await.during("set alarm");
                set.inspect_err(|_| self.forget())
            }
            _ => Ok(()),
        }
    }

    /// Only while it lies ahead: one that is due may have rung.
    fn known(&self) -> Option<i64> {
        self.at.get().filter(|at| *at > crate::clock::now().millis())
    }
}
