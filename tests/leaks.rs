//! What the Workers printed and stored, after everything else: no secret, no person, no word of a message lies open.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::support::Run;
use crate::support::folder;
use crate::support::run::log_file;

crate::suite![
    no_log_holds_a_secret_an_identifier_or_the_words_of_a_message,
    no_database_and_no_file_holds_them_unsealed,
];

/// What was found in each of these files.
fn found_in(run: &Run, files: Vec<PathBuf>) -> BTreeMap<PathBuf, Vec<String>> {
    run.collect_seen();
    assert!(run.seen.count() > 0, "the tests used no values");
    let (search, mut found) = (run.seen.search(), BTreeMap::new());
    for file in files {
        // A journal may have ended meanwhile.
        let bytes = fs::read(&file).unwrap_or_default();
        let values = search.found_in(&bytes);
        if !values.is_empty() {
            found.insert(file, values.into_iter().collect());
        }
    }
    found
}

async fn no_log_holds_a_secret_an_identifier_or_the_words_of_a_message(run: &'static Run) {
    let logs: Vec<_> = run.states().iter().map(|state| log_file(state)).collect();
    // An empty log would hold nothing either. What the Worker says goes where its runtime says that it listens.
    let spoke = |log: &PathBuf| fs::read_to_string(log).is_ok_and(|text| text.contains("Ready on"));
    assert!(logs.iter().all(spoke), "a Worker wrote no log: {logs:?}");
    let found = found_in(run, logs);
    assert!(found.is_empty(), "{found:#?}");
}

async fn no_database_and_no_file_holds_them_unsealed(run: &'static Run) {
    // The directory, the objects and the bucket; the runtime's own traces beside them are not where it is deployed.
    let stores =
        run.states().into_iter().flat_map(|state| ["v3/d1", "v3/do", "v3/r2"].map(|store| state.join(store)));
    let files: Vec<_> = stores.flat_map(|store| folder::files(&store)).collect();
    assert!(!files.is_empty(), "no Worker stored anything");
    let found = found_in(run, files);
    assert!(found.is_empty(), "{found:#?}");
}
