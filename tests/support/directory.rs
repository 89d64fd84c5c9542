//! The directory of a Worker that is not running, to do to it what no door allows.

use super::{Env, folder, objects};

/// Runs statements on the D1 database of a stopped Worker.
pub async fn execute(env: &Env, sql: &str) {
    // D1 is an object of the local runtime's own.
    let files = folder::files(&env.state_folder().join("v3/d1/miniflare-D1DatabaseObject"));
    let is_runtimes = |name: &str| name.starts_with("metadata");
    let ours = files
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| !is_runtimes(&name.to_string_lossy())));
    objects::execute_on(env, &ours.collect(), sql).await;
}
