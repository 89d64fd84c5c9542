//! From an async function to a test of the run.

use std::time::Duration;

use libtest_mimic::{Failed, Trial};

use super::{Run, time};

/// A test under the name of its module and function.
pub fn trial<F, Fut>(run: &'static Run, module: &str, name: &str, test: F) -> Trial
where
    F: FnOnce(&'static Run) -> Fut + Send + 'static,
    Fut: Future<Output = ()>,
{
    trial_within(time::TEST, run, module, name, test)
}

/// As [`trial`], for one that takes longer than others may.
pub fn trial_within<F, Fut>(limit: Duration, run: &'static Run, module: &str, name: &str, test: F) -> Trial
where
    F: FnOnce(&'static Run) -> Fut + Send + 'static,
    Fut: Future<Output = ()>,
{
    let module = module.trim_start_matches("e2e::");
    Trial::test(format!("{module}::{name}"), move || {
        // Building the Worker may take minutes, and is not the test's.
        run.runtime.block_on(run.ground())?;
        let limited = async { tokio::time::timeout(limit, test(run)).await };
        let outcome = run.runtime.block_on(limited);
        outcome.map_err(|_| Failed::from(format!("not done after {} s", limit.as_secs())))
    })
}

/// Makes the function `suite` of a module from its tests.
#[macro_export]
macro_rules! suite {
    ($($name:ident),+ $(,)?) => {
        /// The tests of this module.
        pub fn suite(run: &'static $crate::support::Run) -> Vec<libtest_mimic::Trial> {
            vec![$($crate::support::suite::trial(run, module_path!(), stringify!($name), $name)),+]
        }
    };
}
