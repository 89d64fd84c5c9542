//! What the Workers printed, after everything else: no secret, no person, no word of a message.

use crate::support::Run;

crate::suite![no_log_holds_a_secret_an_identifier_or_the_words_of_a_message];

async fn no_log_holds_a_secret_an_identifier_or_the_words_of_a_message(run: &'static Run) {
    run.collect_seen();
    let logs = run.logs();
    assert!(run.seen.count() > 5, "the tests used only {} values", run.seen.count());
    // An empty log would hold nothing either.
    let spoke =
        logs.iter().any(|(_, text)| text.contains("delivery kept=") || text.contains("/api/v1/signup"));
    assert!(spoke, "no Worker wrote a log: {:?}", logs.iter().map(|(file, _)| file).collect::<Vec<_>>());
    for (file, text) in logs {
        let found = run.seen.found_in(&text);
        assert!(found.is_empty(), "{} holds {found:?}", file.display());
    }
}
