//! The databases of the objects of a Worker that is not running.

use std::fs;
use std::path::PathBuf;

use super::Env;

/// The class of the businesses' objects.
pub const TENANT: &str = "Tenant";

/// Objects whose databases were made unreadable.
pub struct Broken(Vec<(PathBuf, PathBuf)>);

/// Puts nonsense in the place of every conversation's database.
pub fn break_conversations(env: &Env) -> Broken {
    break_objects(env, "Conversation")
}

/// Puts nonsense in the place of the database of every object of a class.
pub fn break_objects(env: &Env, class: &str) -> Broken {
    let folder = env.state_folder().join(format!("v3/do/counterhand-{class}"));
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    // `metadata` is the runtime's own list of alarms.
    let databases: Vec<_> = paths
        .filter(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with("metadata")))
        .collect();
    assert!(!databases.is_empty(), "nothing in {}", folder.display());
    let kept = env.state_folder().join("kept");
    fs::create_dir_all(&kept).expect("a folder should be made");
    let mut moved = Vec::new();
    for path in databases {
        let safe = kept.join(path.file_name().unwrap_or_default());
        fs::rename(&path, &safe).expect("a database should be moved");
        if path.extension().is_some_and(|extension| extension == "sqlite") {
            fs::write(&path, "This is no database. ".repeat(1_000)).expect("nonsense should be written");
        }
        moved.push((safe, path));
    }
    Broken(moved)
}

impl Broken {
    /// Puts them back.
    pub fn mend(self) {
        for (safe, path) in self.0 {
            fs::rename(safe, path).expect("a database should be put back");
        }
    }
}
