//! The databases of the objects of a Worker that is not running.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Env;

/// The class of the businesses' objects.
pub const TENANT: &str = "Tenant";

/// Objects whose databases were made unreadable.
pub struct Broken(Vec<(PathBuf, PathBuf)>);

/// Puts nonsense in the place of every conversation's database.
pub fn break_conversations(env: &Env) -> Broken {
    break_objects(env, "Conversation")
}

/// The files of the databases of all objects of a class; none if there was never one.
pub fn files(env: &Env, class: &str) -> BTreeSet<PathBuf> {
    let paths = fs::read_dir(folder(env, class))
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("a readable folder").path());
    // `metadata` is the runtime's own list of alarms.
    paths
        .filter(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with("metadata")))
        .collect()
}

/// Puts nonsense in the place of the database of every object of a class.
pub fn break_objects(env: &Env, class: &str) -> Broken {
    break_files(env, files(env, class))
}

/// Puts nonsense in the place of these databases.
pub fn break_files(env: &Env, databases: BTreeSet<PathBuf>) -> Broken {
    assert!(!databases.is_empty(), "there is nothing to break");
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
    execute_on(env, &files(env, class), sql).await;
}

/// Runs a statement on these databases, while the Worker is not running.
pub async fn execute_on(env: &Env, files: &BTreeSet<PathBuf>, sql: &str) {
    const SCRIPT: &str = "const { DatabaseSync } = require('node:sqlite');
        for (const file of process.argv.slice(2)) new DatabaseSync(file).exec(process.argv[1]);";
    let is_database = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "sqlite");
    let mut command = std::process::Command::new(&env.ground.tools.node);
    command.args(["--no-warnings", "-e", SCRIPT, sql]).args(files.iter().filter(is_database));
    let output = super::run::blocking(move || command.output()).await.expect("node should start");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// As [`rows_of`], of conversations.
pub fn rows(env: &Env, sql: &str) -> Vec<String> {
    rows_of(env, "Conversation", sql)
}

/// What a question finds in the databases of all objects of a class, while the Worker is not running: a line of JSON
/// for each row. One without our tables has nothing to tell.
pub fn rows_of(env: &Env, class: &str, sql: &str) -> Vec<String> {
    const LOOK: &str = "
        const { DatabaseSync } = require('node:sqlite');
        const fs = require('fs'), path = require('path');
        const [folder, sql] = process.argv.slice(1);
        const isObject = (file) => file.endsWith('.sqlite') && !file.startsWith('metadata');
        for (const file of fs.readdirSync(folder).filter(isObject)) {
            const database = new DatabaseSync(path.join(folder, file));
            const ours = database.prepare(\"SELECT 1 FROM sqlite_master WHERE name = 'schema_version'\").all();
            if (ours.length) for (const row of database.prepare(sql).all()) console.log(JSON.stringify(row));
        }";
    let mut node = Command::new(&env.ground.tools.node);
    node.args(["--no-warnings", "-e", LOOK]).arg(folder(env, class)).arg(sql);
    lines_of(node)
}

/// What the databases of conversations hold, each as one line: tables, or bytes that a table left behind. A database
/// of the own tables of the runtime and its local stand-in only is as good as none.
pub fn leftovers(env: &Env) -> Vec<String> {
    const LOOK: &str = "
        const { DatabaseSync } = require('node:sqlite');
        const fs = require('fs'), path = require('path');
        const folder = process.argv[1];
        for (const file of fs.readdirSync(folder).filter((file) => !file.startsWith('metadata'))) {
            const bytes = fs.readFileSync(path.join(folder, file)).toString('latin1');
            if (bytes.includes('CREATE TABLE messages')) console.log(file, 'has bytes of our schema');
            if (!file.endsWith('.sqlite')) continue;
            const database = new DatabaseSync(path.join(folder, file));
            for (const { name } of database.prepare('SELECT name FROM sqlite_master').all())
                if (!/^_cf_|^__miniflare_/.test(name)) console.log(file, 'has', name);
        }";
    look(env, LOOK)
}

/// The alarms that the runtime has for conversations.
pub fn alarms(env: &Env) -> Vec<String> {
    const LOOK: &str = "
        const { DatabaseSync } = require('node:sqlite');
        const database = new DatabaseSync(require('path').join(process.argv[1], 'metadata.sqlite'));
        for (const row of database.prepare('SELECT * FROM _cf_ALARM').all()) console.log(JSON.stringify(row));";
    look(env, LOOK)
}

/// The keys in the bucket that begin with this.
pub fn stored_keys(env: &Env, prefix: &str) -> Vec<String> {
    const LOOK: &str = "
        const { DatabaseSync } = require('node:sqlite');
        const fs = require('fs'), path = require('path');
        const folder = process.argv[1];
        const isBucket = (file) => file.endsWith('.sqlite') && !file.startsWith('metadata');
        for (const file of fs.readdirSync(folder).filter(isBucket)) {
            const database = new DatabaseSync(path.join(folder, file));
            for (const { key } of database.prepare('SELECT key FROM _mf_objects').all()) console.log(key);
        }";
    let bucket = env.state_folder().join("v3/r2/miniflare-R2BucketObject");
    let mut keys = look_into(env, &bucket, LOOK);
    keys.retain(|key| key.starts_with(prefix));
    keys
}

/// Runs a script of Node's on the folder of the conversations; its lines.
fn look(env: &Env, script: &str) -> Vec<String> {
    look_into(env, &conversations(env), script)
}

fn look_into(env: &Env, folder: &Path, script: &str) -> Vec<String> {
    let mut node = Command::new(&env.ground.tools.node);
    node.args(["--no-warnings", "-e", script]).arg(folder);
    lines_of(node)
}

fn lines_of(mut node: Command) -> Vec<String> {
    let output = node.output().expect("node should start");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the databases were not read: {said}");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

/// Forgets every conversation's alarm, as a runtime that gave up on them does.
pub fn lose_alarms(env: &Env) {
    for entry in fs::read_dir(conversations(env)).expect("a folder of conversations").flatten() {
        if entry.file_name().to_string_lossy().starts_with("metadata") {
            fs::remove_file(entry.path()).expect("the list of alarms should be removed");
        }
    }
}

fn conversations(env: &Env) -> PathBuf {
    folder(env, "Conversation")
}

fn folder(env: &Env, class: &str) -> PathBuf {
    env.state_folder().join(format!("v3/do/counterhand-{class}"))
}
