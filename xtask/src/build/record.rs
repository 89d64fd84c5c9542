//! What a finished build was made from and how large it is, kept beside it.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

const NAME: &str = ".fingerprint.json";
/// The module, in the folder of the build.
pub const WASM: &str = "index_bg.wasm";
/// The script that loads it, beside it.
pub const SCRIPT: &str = "index.js";

/// A build of the Worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// Bytes of the WASM module.
    pub raw: u64,
    /// Its bytes after gzip at the highest level, as a deployment counts them.
    pub gzip: u64,
    /// Whether it was built by this call.
    pub fresh: bool,
}

/// The build in `out`, if it is complete and of the fingerprint `wanted`.
pub fn read(out: &Path, wanted: &str) -> Option<Built> {
    let record: Value = serde_json::from_str(&fs::read_to_string(out.join(NAME)).ok()?).ok()?;
    let number = |name: &str| record.get(name).and_then(Value::as_u64);
    let same = |name: &str| fs::metadata(out.join(name)).is_ok_and(|file| Some(file.len()) == number(name));
    let fits =
        record.get("fingerprint").and_then(Value::as_str) == Some(wanted) && same(WASM) && same(SCRIPT);
    fits.then_some(Built { raw: number(WASM)?, gzip: number("gzip")?, fresh: false })
}

/// Measures what worker-build has just written.
pub fn measure(out: &Path) -> Result<Built> {
    let wasm = fs::read(out.join(WASM)).with_context(|| format!("worker-build left no {WASM}"))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&wasm).context("cannot compress the WASM")?;
    let gzip = encoder.finish().context("cannot compress the WASM")?;
    Ok(Built { raw: length(&wasm), gzip: length(&gzip), fresh: true })
}

/// Remembers the build, so that the same sources are not built again.
pub fn write(out: &Path, fingerprint: &str, built: &Built) -> Result<()> {
    let script = fs::metadata(out.join(SCRIPT)).with_context(|| format!("worker-build left no {SCRIPT}"))?;
    let record = json!({
        "fingerprint": fingerprint,
        "gzip": built.gzip,
        (WASM): built.raw,
        (SCRIPT): script.len(),
    });
    fs::write(out.join(NAME), record.to_string()).context("cannot write build/.fingerprint.json")
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(WASM), vec![7; 10_000]).unwrap();
        fs::write(folder.path().join(SCRIPT), "export default {}").unwrap();
        folder
    }

    #[test]
    fn a_recorded_build_is_recognised() {
        let folder = build();
        let built = measure(folder.path()).unwrap();
        assert_eq!(built.raw, 10_000);
        assert!(built.gzip < 200);
        write(folder.path(), "abc", &built).unwrap();
        assert_eq!(read(folder.path(), "abc"), Some(Built { fresh: false, ..built }));
        assert_eq!(read(folder.path(), "abd"), None);
    }

    #[test]
    fn a_damaged_build_is_not() {
        let folder = build();
        let built = measure(folder.path()).unwrap();
        write(folder.path(), "abc", &built).unwrap();
        fs::write(folder.path().join(SCRIPT), "").unwrap();
        assert_eq!(read(folder.path(), "abc"), None);
    }

    #[test]
    fn a_build_without_output_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(measure(folder.path()).unwrap_err().to_string().contains(WASM));
    }
}
