//! The directory of a Worker that is not running, to do to it what no door allows.

use std::process::Stdio;

use super::Env;
use super::run::blocking;

/// Runs statements on the D1 database of a stopped Worker.
pub async fn execute(env: &Env, sql: &str) {
    let mut command = env.ground.tools.wrangler();
    command.args(["d1", "execute", "DIRECTORY", "--local", "--yes", "--persist-to"]).arg(env.state_folder());
    command.args(["--command", sql]).env("WRANGLER_LOG_PATH", env.state_folder().join("wrangler-logs"));
    command.stdin(Stdio::null());
    let output = blocking(move || command.output()).await.expect("wrangler should start");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the directory was not changed: {said}");
}
