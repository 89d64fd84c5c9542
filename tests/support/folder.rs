//! Folders of a run.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fs, io};

/// A failed run's folder is kept so long, for who wants to look.
const KEPT: Duration = Duration::from_hours(1);

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// All files in a folder and below; none if there is no such folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Copies the built Worker with its configuration, so that whoever edits the sources meanwhile does not disturb the
/// run: wrangler would build anew, and put the new Worker in the place of the one under test.
pub fn freeze(root: &Path, build: &str, to: &Path) -> io::Result<()> {
    copy(&root.join(build), &to.join("build"))?;
    let configuration = fs::read_to_string(root.join("wrangler.toml"))?;
    fs::write(to.join("wrangler.toml"), without_build(&configuration))?;
    symlink(root.join("node_modules"), to.join("node_modules"))?;
    symlink(root.join("migrations"), to.join("migrations"))
}

/// Everything but the table `[build]`.
fn without_build(configuration: &str) -> String {
    let mut is_build = false;
    let kept = configuration.lines().filter(|line| {
        if line.starts_with('[') {
            is_build = line.trim() == "[build]";
        }
        !is_build
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// Removes what earlier runs left long ago.
pub fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let age =
            entry.metadata().and_then(|data| data.modified()).map(|at| SystemTime::now().duration_since(at));
        if matches!(age, Ok(Ok(age)) if age > KEPT) {
            // Somebody else may be at it; whatever stays is met by the next run.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
