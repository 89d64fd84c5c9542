//! What `wrangler.toml` says, for those who run the Worker without wrangler: one place decides how it runs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// A setting at the top of the file: texts and lists of texts are written there as in JSON.
///
/// # Errors
/// When the file cannot be read, or has no such setting.
pub fn setting(root: &Path, name: &str) -> Result<Value> {
    let text = fs::read_to_string(root.join("wrangler.toml")).context("cannot read wrangler.toml")?;
    read(&text, name).with_context(|| format!("wrangler.toml has no {name}"))
}

fn read(text: &str, name: &str) -> Option<Value> {
    let top = text.lines().take_while(|line| !line.starts_with('['));
    let (_, value) = top.filter_map(|line| line.split_once(" = ")).find(|(found, _)| *found == name)?;
    serde_json::from_str(value).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_those_before_the_first_table() {
        let text = "name = \"a\"\nflags = [\"b\", \"c\"]\n\n[vars]\nother = \"d\"\n";
        assert_eq!(read(text, "name"), Some(json!("a")));
        assert_eq!(read(text, "flags"), Some(json!(["b", "c"])));
        assert_eq!(read(text, "other"), None);
    }

    #[test]
    fn the_worker_has_its_date_and_flags() {
        let root = crate::workspace_root();
        assert!(setting(&root, "compatibility_date").unwrap().is_string());
        assert!(setting(&root, "compatibility_flags").unwrap().is_array());
        assert!(setting(&root, "nothing").unwrap_err().to_string().contains("nothing"));
    }
}
