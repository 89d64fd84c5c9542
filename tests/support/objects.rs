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

/// Runs a statement on the database of every object of a class, while the Worker is not running.
pub async fn execute(env: &Env, class: &str, sql: &str) {
    const SCRIPT: &str = "const { DatabaseSync } = require('node:sqlite');
        for (const file of process.argv.slice(2)) new DatabaseSync(file).exec(process.argv[1]);";
    let folder = env.state_folder().join(format!("v3/do/counterhand-{class}"));
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let databases = paths.filter(|path| {
        path.extension().is_some_and(|extension| extension == "sqlite")
            && path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with("metadata"))
    });
    let mut command = std::process::Command::new(&env.ground.tools.node);
    command.args(["--no-warnings", "-e", SCRIPT, sql]).args(databases);
    let output = super::run::blocking(move || command.output()).await.expect("node should start");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
