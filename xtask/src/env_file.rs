//! Files of `NAME=value` lines, as wrangler reads them (`.dev.vars`, `--env-file`).

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Reads the lines `NAME=value`; blank lines, comments and one pair of quotes around a value are taken off.
///
/// Values of several lines are not supported: nothing that Counterhand keeps in such a file has them.
pub fn parse(text: &str) -> Result<Vec<(String, String)>> {
    let mut vars = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.strip_prefix("export ").unwrap_or(line).split_once('=') else {
            bail!("line {} has no '='", index + 1);
        };
        vars.push((name.trim().to_owned(), unquote(value.trim())));
    }
    Ok(vars)
}

/// Reads a file with [`parse`]; its name is part of any error, its content never.
pub fn read(path: &Path) -> Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text).with_context(|| format!("{} is malformed", path.display()))
}

/// Writes a file that only its owner can read.
///
/// # Errors
/// When it cannot be written, or when a value cannot be quoted so that wrangler reads it back unchanged.
pub fn write(path: &Path, vars: &[(String, String)]) -> Result<()> {
    let mut text = String::new();
    for (name, value) in vars {
        let quoted = quote(value).with_context(|| format!("{name} cannot be written to an env file"))?;
        text.extend([name, "=", &quoted, "\n"]);
    }
    write_private(path, &text)
}

/// Writes `text` to `path` with mode 0600, replacing what was there.
pub fn write_private(path: &Path, text: &str) -> Result<()> {
    let name = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(name)?;
    }
    let staged = path.with_extension(format!("tmp{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&staged).with_context(name)?;
    file.write_all(text.as_bytes()).with_context(name)?;
    std::fs::rename(&staged, path).with_context(name)
}

/// Puts `changes` over `base`: the later value of a name wins, its first place is kept.
pub fn merge(base: &[(String, String)], changes: &[(String, String)]) -> Vec<(String, String)> {
    let mut merged: Vec<(String, String)> = Vec::new();
    for (name, value) in base.iter().chain(changes) {
        match merged.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => old.clone_from(value),
            None => merged.push((name.clone(), value.clone())),
        }
    }
    merged
}

fn unquote(value: &str) -> String {
    for quote in ['"', '\'', '`'] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner.0.replace("\\$", "$");
        }
    }
    let bare = value.split(" #").next().unwrap_or(value);
    bare.trim().replace("\\$", "$")
}

/// dotenv keeps what stands between quotes that do not occur in it, except that wrangler expands `$NAME` afterwards.
fn quote(value: &str) -> Result<String> {
    if value.contains(['\n', '\r']) || value.contains("\\$") || value.ends_with('\\') {
        bail!("it has a line break, an escaped dollar or a backslash at its end");
    }
    let Some(quote) = ['\'', '`'].into_iter().find(|quote| !value.contains(*quote)) else {
        bail!("it has every kind of quote");
    };
    Ok(format!("{quote}{}{quote}", value.replace('$', "\\$")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn comments_quotes_and_spaces() {
        let text = "# keys\nA=\"x=y\"\n\n export B = 'it' \nC=plain # why\nD=\n";
        let vars = parse(text).unwrap();
        let expected = [("A", "x=y"), ("B", "it"), ("C", "plain"), ("D", "")];
        assert_eq!(vars, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_line_without_a_value_is_named() {
        let error = parse("A=1\nnonsense").unwrap_err();
        assert_eq!(error.to_string(), "line 2 has no '='");
    }

    #[test]
    fn merging_keeps_order_and_the_last_value() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let merged = merge(&[pair("A", "1"), pair("B", "2")], &[pair("A", "3"), pair("C", "4")]);
        assert_eq!(merged, [pair("A", "3"), pair("B", "2"), pair("C", "4")]);
    }

    #[test]
    fn the_file_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vars.env");
        write(&path, &[("A".to_owned(), "1".to_owned())]).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in "[ -~]{0,40}") {
            let Ok(quoted) = quote(&value) else { return Ok(()); };
            let vars = parse(&format!("NAME={quoted}")).unwrap();
            prop_assert_eq!(&vars[0].1, &value);
        }
    }
}
