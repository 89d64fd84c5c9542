//! One hash over everything that decides what the Worker's build gives.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};

/// Entries of the root that the Worker is not made of. What is not listed counts, so that a new folder cannot be
/// forgotten; hidden entries count only when they are in [`HIDDEN`].
const APART: [&str; 10] = [
    "bench",
    "build",
    "docs",
    "migrations",
    "node_modules",
    "simulator",
    "target",
    "tests",
    "widget",
    "xtask",
];
const HIDDEN: [&str; 1] = [".cargo"];
/// What is done to the compiler's output counts too, though it is in a folder that is set apart.
const RECIPE: [&str; 2] = ["xtask/src/build", "xtask/src/build.rs"];
/// Set differently, these give a different build.
const VARIABLES: [&str; 4] = ["CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "WORKER_QUICK"];

/// The fingerprint of the workspace at `root` and of the compiler.
pub fn of(root: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(compiler(root)?);
    for name in VARIABLES {
        hash.update(name);
        hash.update(std::env::var(name).unwrap_or_default());
    }
    sources(root, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn compiler(root: &Path) -> Result<Vec<u8>> {
    let output = Command::new("rustc").arg("-vV").current_dir(root).output();
    Ok(output.context("rustc is missing: install Rust from rustup.rs")?.stdout)
}

fn sources(root: &Path, hash: &mut Sha256) -> Result<()> {
    let mut files = Vec::new();
    for entry in list(root)? {
        if counts(root, &entry) {
            collect(&entry, &mut files)?;
        }
    }
    for entry in RECIPE.map(|name| root.join(name)).iter().filter(|entry| entry.exists()) {
        collect(entry, &mut files)?;
    }
    for file in files {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy();
        // Lengths in front, so that no two trees give the same stream of bytes.
        hash.update(format!("{}:{name}:{}:", name.len(), content.len()));
        hash.update(&content);
    }
    Ok(())
}

fn counts(root: &Path, entry: &Path) -> bool {
    let name = entry.strip_prefix(root).unwrap_or(entry).to_string_lossy();
    if name.starts_with('.') {
        return HIDDEN.contains(&name.as_ref());
    }
    let page = entry.extension().is_some_and(|extension| extension == "md");
    !page && !APART.contains(&name.as_ref())
}

pub(super) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    list(path)?.iter().try_for_each(|entry| collect(entry, files))
}

/// What is in a folder, in an order that does not depend on the machine. Files that vanish while an editor saves are
/// not an error: the next call sees the new ones.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths: Vec<_> =
        entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.exists()).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["src/lib.rs", "docs/page.md", "crates/meta/src/lib.rs", ".cargo/config.toml", "target/x"]
        {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        fs::write(folder.path().join("wrangler.toml"), "main").unwrap();
        folder
    }

    fn changes(name: &str, text: &str) -> bool {
        let folder = tree();
        let before = of(folder.path()).unwrap();
        assert_eq!(before, of(folder.path()).unwrap());
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        before != of(folder.path()).unwrap()
    }

    #[test]
    fn what_the_worker_is_made_of_counts() {
        assert!(changes("src/lib.rs", "other"));
        assert!(changes("crates/meta/src/new.rs", ""));
        assert!(changes("wrangler.toml", "main2"));
        assert!(changes(".cargo/config.toml", ""));
        assert!(changes("assets/logo.svg", "new folder"));
        assert!(changes("xtask/src/build/names.rs", "shorter"));
    }

    #[test]
    fn what_it_is_not_made_of_does_not() {
        for name in [
            "docs/page.md",
            "target/x",
            "README.md",
            ".dev.vars",
            "tests/main.rs",
            "widget/main.js",
            "xtask/src/dev.rs",
        ] {
            assert!(!changes(name, "other"), "{name}");
        }
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(hex(&[0, 15, 255]), "000fff");
    }
}
