//! The versions that `Cargo.lock` fixes for the tools outside it.

use std::path::Path;

use anyhow::{Context, Result};

/// What the tools have to match.
#[derive(Debug, PartialEq, Eq)]
pub struct Versions {
    /// The `worker` crate: worker-build is released with it under the same number.
    pub worker: String,
    /// `wasm-bindgen`: its command line must be of the very same version, the schema between them changes.
    pub wasm_bindgen: String,
}

impl Versions {
    /// Reads them from `Cargo.lock`.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text)
    }

    fn parse(lock: &str) -> Result<Self> {
        let of = |name| version(lock, name).with_context(|| format!("Cargo.lock has no package {name}"));
        Ok(Self { worker: of("worker")?, wasm_bindgen: of("wasm-bindgen")? })
    }
}

fn version(lock: &str, name: &str) -> Option<String> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_of_the_exact_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.79\"\n\n[[package]]\nname = \
                    \"wasm-bindgen\"\nversion = \"0.2.129\"\n\n[[package]]\nname = \"worker\"\nversion = \"0.8.7\"\n";
        let versions = Versions::parse(lock).unwrap();
        assert_eq!(versions, Versions { worker: "0.8.7".to_owned(), wasm_bindgen: "0.2.129".to_owned() });
    }

    #[test]
    fn a_lock_without_the_package_says_so() {
        assert_eq!(Versions::parse("").unwrap_err().to_string(), "Cargo.lock has no package worker");
    }

    #[test]
    fn our_own_lock_has_them() {
        Versions::read(&crate::workspace_root().join("Cargo.lock")).unwrap();
    }
}
