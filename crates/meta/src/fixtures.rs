//! The shared payload files, read where they are.

use std::path::PathBuf;

fn folder() -> PathBuf {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/fixtures");
    std::env::var("WEBHOOK_FIXTURES").map_or_else(|_| default.into(), PathBuf::from)
}

/// The bytes of one file, by its name without `.json`.
pub(crate) fn read(name: &str) -> Vec<u8> {
    let path = folder().join(format!("{name}.json"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file's name without `.json`, sorted.
pub(crate) fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).expect("the folder of fixtures (WEBHOOK_FIXTURES)");
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    names.sort();
    names
}

/// A table of files and what each must become. `found` tells what one does become.
pub(crate) fn agree(expected: &[(&str, &str)], found: impl Fn(&str) -> String) {
    let wrong: Vec<String> = expected
        .iter()
        .map(|(name, expected)| (name, expected, found(name)))
        .filter(|(_, expected, found)| found != *expected)
        .map(|(name, expected, found)| format!("{name}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every file that the table is about is in it.
pub(crate) fn cover(
    expected: &[(&str, &str)],
    is_meant: impl Fn(&str) -> bool,
    found: impl Fn(&str) -> String,
) {
    let is_listed = |name: &str| expected.iter().any(|(listed, _)| *listed == name);
    let missing: Vec<String> = names()
        .into_iter()
        .filter(|name| is_meant(name) && !is_listed(name))
        .map(|name| format!("    (\"{name}\", \"{}\"),", found(&name)))
        .collect();
    assert!(missing.is_empty(), "not in the table:\n{}", missing.join("\n"));
}
