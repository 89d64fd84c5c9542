//! `.dev.vars`: the secrets of a local Counterhand, made once and never committed.

use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::build::hex;
use crate::env_file;

/// The file's name in the workspace root.
pub const FILE: &str = ".dev.vars";

/// Writes `.dev.vars` with fresh random secrets and the address of the simulator, unless there is one.
/// `true`: it was written.
pub fn ensure(root: &Path, simulator_url: &str) -> Result<bool> {
    let path = root.join(FILE);
    if path.exists() {
        return Ok(false);
    }
    env_file::write_private(&path, &content(simulator_url)?)?;
    Ok(true)
}

fn content(simulator_url: &str) -> Result<String> {
    let mut text = String::from(
        "# Made by cargo xtask; never commit it. Every name is explained in .dev.vars.example.\n\
         # Without a provider's key the offline responder answers.\n",
    );
    let lines = [
        ("MASTER_KEYS", format!("dev1:{}", STANDARD.encode(random::<32>()?))),
        ("META_APP_ID", digits()?),
        ("META_APP_SECRET", hex(&random::<16>()?)),
        ("META_VERIFY_TOKEN", hex(&random::<16>()?)),
        ("GRAPH_URL", simulator_url.to_owned()),
        ("INSTAGRAM_GRAPH_URL", simulator_url.to_owned()),
    ];
    for (name, value) in lines {
        text.extend([name, "=\"", &value, "\"\n"]);
    }
    Ok(text)
}

/// `N` random bytes.
fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().context("the system gives no random bytes")?;
    Ok(bytes)
}

/// A random password for the owner of the demo shop.
pub(crate) fn password() -> Result<String> {
    Ok(hex(&random::<16>()?))
}

/// Sixteen digits, as Meta's app ids look. The first is not zero.
fn digits() -> Result<String> {
    let number = u64::from_le_bytes(random::<8>()?);
    Ok((1_000_000_000_000_000 + number % 9_000_000_000_000_000).to_string())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const URL: &str = "http://127.0.0.1:8788";

    fn value<'a>(vars: &'a [(String, String)], name: &str) -> &'a str {
        &vars.iter().find(|(known, _)| known == name).unwrap().1
    }

    #[test]
    fn fresh_secrets_have_the_shapes_that_the_worker_reads() {
        let vars = env_file::parse(&content(URL).unwrap()).unwrap();
        let (id, key) = value(&vars, "MASTER_KEYS").split_once(':').unwrap();
        assert_eq!(id, "dev1");
        assert_eq!(STANDARD.decode(key).unwrap().len(), 32);
        assert_eq!(value(&vars, "META_APP_ID").len(), 16);
        assert_eq!(value(&vars, "GRAPH_URL"), URL);
    }

    #[test]
    fn no_two_files_are_alike() {
        assert_ne!(content(URL).unwrap(), content(URL).unwrap());
    }

    #[test]
    fn an_existing_file_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, "MINE=1\n").unwrap();
        assert!(!ensure(folder.path(), URL).unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "MINE=1\n");
    }

    #[test]
    fn only_the_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(ensure(folder.path(), URL).unwrap());
        let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
