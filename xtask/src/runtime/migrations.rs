//! The directory's schema in a local state folder.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};

use super::Lines;
use crate::build::hex;
use crate::process::Group;
use crate::tools::Tools;

/// Remembers in the state folder which migrations it has: asking wrangler takes seconds, each start asks.
const STAMP: &str = ".migrations";
const LIMIT: Duration = Duration::from_mins(2);

/// Applies the migrations of the D1 database `DIRECTORY` to the local state in `state_dir`.
///
/// # Errors
/// With wrangler's own words when it refuses one.
pub fn migrate(tools: &Tools, state_dir: &Path) -> Result<()> {
    fs::create_dir_all(state_dir).with_context(|| format!("cannot create {}", state_dir.display()))?;
    let wanted = fingerprint(&tools.root.join("migrations"))?;
    let stamp = state_dir.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    apply(tools, state_dir)?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

fn apply(tools: &Tools, state_dir: &Path) -> Result<()> {
    let mut command = tools.wrangler();
    command.args(["d1", "migrations", "apply", "DIRECTORY", "--local", "--persist-to"]).arg(state_dir);
    command.env("WRANGLER_LOG_PATH", state_dir.join("wrangler-logs"));
    let group = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let lines = Lines::of(&group, &state_dir.join("migrations.log"))?;
    match group.wait(Some(LIMIT))? {
        Some(status) if status.success() => Ok(()),
        Some(_) => bail!("the migrations were not applied:\n{}", lines.tail(20).join("\n")),
        None => bail!("the migrations took longer than {} s", LIMIT.as_secs()),
    }
}

fn fingerprint(folder: &Path) -> Result<String> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    let mut hash = Sha256::new();
    for path in paths {
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        hash.update(format!("{}:{}:", path.file_name().unwrap_or_default().display(), text.len()));
        hash.update(&text);
    }
    Ok(hex(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sql_counts_and_every_byte_of_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("0001_first.sql"), "CREATE TABLE a (b TEXT) STRICT;").unwrap();
        let first = fingerprint(folder.path()).unwrap();
        fs::write(folder.path().join("README.md"), "how").unwrap();
        assert_eq!(fingerprint(folder.path()).unwrap(), first);
        fs::write(folder.path().join("0002_second.sql"), "").unwrap();
        assert_ne!(fingerprint(folder.path()).unwrap(), first);
    }
}
