//! What the runtime sees of the Worker: `entry.js`, in the place of worker-build's exports.
//!
//! An object can be asked by its methods only if its class extends `DurableObject` of `cloudflare:workers`
//! (<https://developers.cloudflare.com/durable-objects/best-practices/create-durable-object-stubs-and-send-requests/>),
//! which worker-build's classes do not; and its proxies cost a tenth of a webhook's time. See docs/decisions/0010.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const IMPORT: &str = "import { DurableObject } from \"cloudflare:workers\";\n";
const ENTRY: &str = include_str!("entry.js");

/// Puts our exports in the place of those of the script at `path`.
///
/// # Errors
/// When it cannot be read or written, or does not end as worker-build's scripts do.
pub fn replace_in(path: &Path) -> Result<()> {
    let name = || format!("cannot replace the exports of {}", path.display());
    let script = fs::read_to_string(path).with_context(name)?;
    let script = replaced(&script).context("it does not end with its exports").with_context(name)?;
    fs::write(path, script).with_context(name)
}

/// The bundler writes all exports at the end: `export{a as Conversation,b as default};`.
fn replaced(script: &str) -> Option<String> {
    let (inside, exports) = script.trim_end().rsplit_once("export")?;
    let names = exports.trim_start().strip_prefix('{')?.strip_suffix("};")?;
    let built = names.split(',').map(|export| {
        let (local, exported) = export.trim().split_once(" as ")?;
        Some(format!("{exported}: {local}"))
    });
    let built = built.collect::<Option<Vec<_>>>()?.join(", ");
    Some(format!("{IMPORT}{inside}\nconst built = {{ {built} }};\n{ENTRY}"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn our_exports_take_the_place_of_the_bundlers() {
        let script = "var a=1,b=2;export{a as Conversation,b as default};\n";
        let replaced = replaced(script).unwrap();
        assert!(replaced.contains("var a=1,b=2;\nconst built = { Conversation: a, default: b };"));
        assert_eq!(replaced.matches("export {").count(), 1, "{replaced}");
    }

    #[test]
    fn a_trap_costs_one_call_and_nothing_else() {
        let script = include_str!("entry_test.js").replace("// ENTRY", ENTRY);
        let file = tempfile::Builder::new().suffix(".mjs").tempfile().unwrap();
        fs::write(file.path(), script).unwrap();
        let ran = Command::new("node").arg(file.path()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }

    #[test]
    fn a_script_without_exports_is_refused() {
        assert!(replaced("var a=1;").is_none());
        assert!(replaced("export{a};").is_none());
    }
}
