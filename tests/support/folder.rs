//! Folders of a run.

use std::path::Path;
use std::time::{Duration, SystemTime};
use std::{fs, io};

/// A failed run's folder is kept so long, for who wants to look.
const KEPT: Duration = Duration::from_secs(60 * 60);

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
