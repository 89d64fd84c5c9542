//! Which way the program is obtained, with the programs that would do it played by a fake.

use std::cell::RefCell;
use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::process::{Exit, Job, System};

const WANTED: &str = "1.2.3";

/// Plays worker-build and cargo; asks for versions are answered by really running the (shell) program.
struct World {
    root: PathBuf,
    downloads: Option<String>,
    builds: Option<String>,
    asked: RefCell<Vec<&'static str>>,
}

impl World {
    fn new(root: &Path, downloads: Option<&str>, builds: Option<&str>) -> Self {
        let own = |version: Option<&str>| version.map(str::to_owned);
        let (downloads, builds) = (own(downloads), own(builds));
        Self { root: root.to_path_buf(), downloads, builds, asked: RefCell::default() }
    }

    fn worker_build(&self, job: &Job) {
        self.asked.borrow_mut().push("download");
        assert!(job.limit.is_some(), "the attempt must be bounded");
        assert!(!job.env.contains_key("WASM_BINDGEN_BIN"), "it would not download then");
        let Some(version) = &self.downloads else { return };
        let cache = PathBuf::from(&job.env["XDG_CACHE_HOME"]);
        let folder = cache.join(format!("worker-build/wasm-bindgen-x86_64-unknown-linux-musl-{WANTED}"));
        program(&folder.join("wasm-bindgen"), version);
    }

    fn cargo(&self, job: &Job) {
        self.asked.borrow_mut().push("build");
        assert!(job.args.iter().any(|arg| arg == "--locked"));
        assert!(job.args.iter().any(|arg| arg.to_str() == Some(&format!("={WANTED}"))));
        if let Some(version) = &self.builds {
            program(&self.root.join("target/tools/bin/wasm-bindgen"), version);
        }
    }
}

impl Runner for World {
    fn run(&self, job: &Job) -> Result<Exit> {
        if job.args.first().is_some_and(|arg| arg == "--version") {
            return System.run(job);
        }
        match job.args.first().and_then(|arg| arg.to_str()) {
            Some("install") => self.cargo(job),
            _ => self.worker_build(job),
        }
        Ok(Exit { success: job.args.first().is_some_and(|arg| arg == "install"), lines: Vec::new() })
    }
}

/// A program that says it has this version.
fn program(path: &Path, version: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\necho wasm-bindgen {version}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn obtain(world: &World) -> (Result<Origin>, Vec<&'static str>) {
    let tools = Tools::paths(&world.root).unwrap();
    let origin = ensure(world, &tools, WANTED);
    (origin, world.asked.take())
}

#[test]
fn the_right_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    program(&folder.path().join("target/tools/bin/wasm-bindgen"), WANTED);
    let (origin, asked) = obtain(&World::new(folder.path(), Some(WANTED), Some(WANTED)));
    assert_eq!((origin.unwrap(), asked), (Origin::Present, vec![]));
}

#[test]
fn a_working_download_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, asked) = obtain(&World::new(folder.path(), Some(WANTED), None));
    assert_eq!((origin.unwrap(), asked), (Origin::Downloaded, vec!["download"]));
    assert!(folder.path().join("target/tools/bin/wasm-bindgen").is_file());
    assert!(!folder.path().join("target/tools/download").exists());
}

#[test]
fn an_old_version_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    program(&folder.path().join("target/tools/bin/wasm-bindgen"), "1.2.2");
    let (origin, _) = obtain(&World::new(folder.path(), Some(WANTED), None));
    assert_eq!(origin.unwrap(), Origin::Downloaded);
    let tools = Tools::paths(folder.path()).unwrap();
    assert_eq!(install::version(&System, &tools.wasm_bindgen, &tools.root).as_deref(), Some(WANTED));
}

#[test]
fn without_a_download_it_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, asked) = obtain(&World::new(folder.path(), None, Some(WANTED)));
    assert_eq!((origin.unwrap(), asked), (Origin::Built, vec!["download", "build"]));
}

#[test]
fn a_download_that_does_not_fit_is_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, _) = obtain(&World::new(folder.path(), Some("cut short"), Some(WANTED)));
    assert_eq!(origin.unwrap(), Origin::Built);
}

#[test]
fn when_both_ways_fail_it_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, _) = obtain(&World::new(folder.path(), None, Some("9.9.9")));
    let error = format!("{:#}", origin.unwrap_err());
    assert!(error.contains("of version 9.9.9, not 1.2.3"), "{error}");
}
