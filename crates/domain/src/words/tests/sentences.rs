//! The confirmations.

use std::collections::HashSet;

use crate::words::{Command, Language, Match, command, lexicon};

/// The word that a sentence tells the customer to send.
fn named(sentence: &str) -> &str {
    let quotes = ['“', '”', '«', '»', '「', '」'];
    sentence.split(quotes).nth(1).unwrap_or_else(|| panic!("no word is named: {sentence}"))
}

/// The languages that the product promises, by their tags; Chinese and Hindi in both of their scripts.
const PROMISED: [&str; 13] =
    ["en", "ms", "id", "zh-Hans", "zh-Hant", "ar", "es", "pt", "ru", "fr", "tr", "hi", "hi-Latn"];

#[test]
fn every_promised_language_is_there() {
    let tags = lexicon::ALL.map(|lexicon| serde_json::to_value(lexicon.language).unwrap());
    assert_eq!(tags.len(), PROMISED.len());
    assert!(PROMISED.iter().all(|promised| tags.iter().any(|tag| tag == promised)), "{tags:?}");
}

#[test]
fn start_and_stop_are_understood_in_every_language() {
    // Meta's own words; a customer who is told «INICIAR» may know only these.
    for (word, meant) in [("START", Command::OptIn), ("STOP", Command::OptOut)] {
        assert_eq!(command(word), Some(meant));
    }
}

#[test]
fn a_confirmation_is_no_command_itself() {
    // It comes back as an echo, or is forwarded.
    for lexicon in lexicon::ALL {
        let language = lexicon.language;
        let erase = language.confirm_erase("AB12", "https://shop.example/");
        for sentence in [language.confirm_opt_out(), language.confirm_opt_in(), &erase] {
            assert_eq!(command(sentence), None, "{sentence}");
        }
    }
}

#[test]
fn each_confirmation_names_a_word_that_undoes_it() {
    for lexicon in lexicon::ALL {
        let language = lexicon.language;
        assert_eq!(command(named(language.confirm_opt_out())), Some(Command::OptIn), "{language:?}");
        assert_eq!(command(named(language.confirm_opt_in())), Some(Command::OptOut), "{language:?}");
    }
}

#[test]
fn an_erasure_names_the_code_and_ends_with_the_address() {
    let url = "https://shop.example/deletion-status?code=AB12";
    for lexicon in lexicon::ALL {
        let sentence = lexicon.language.confirm_erase("AB12", url);
        assert!(
            sentence.ends_with(&format!(" {url}")) || sentence.ends_with(&format!("：{url}")),
            "{sentence}"
        );
        assert_eq!(sentence.matches("AB12").count(), 2, "{sentence}");
        assert!(!sentence.contains(['{', '}']), "{sentence}");
    }
}

#[test]
fn no_two_languages_share_a_sentence_or_are_one() {
    let mut seen = HashSet::new();
    for lexicon in lexicon::ALL {
        let language = lexicon.language;
        let sentences = [language.confirm_opt_out(), language.confirm_opt_in(), lexicon.confirm_erase];
        assert_eq!(sentences[0], lexicon.confirm_opt_out, "{language:?} speaks another language");
        assert!(sentences.into_iter().all(|sentence| seen.insert(sentence)), "{language:?}");
        assert!(sentences.iter().all(|sentence| sentence.chars().count() <= 160), "{language:?}");
    }
}

#[test]
fn a_match_is_stored_as_words_and_a_language_tag() {
    let found = Match { command: Command::OptOut, language: Language::TraditionalChinese };
    let json = serde_json::to_value(found).unwrap();
    assert_eq!(json, serde_json::json!({ "command": "opt_out", "language": "zh-Hant" }));
    assert_eq!(serde_json::from_value::<Match>(json).unwrap(), found);
}
