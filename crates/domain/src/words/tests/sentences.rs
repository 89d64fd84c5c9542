//! The confirmations.

use std::collections::HashSet;

use crate::words::{Command, Language, Match, command, lexicon};

/// The word that a sentence tells the customer to send.
fn named(sentence: &str) -> &str {
    let quotes = ['“', '”', '«', '»', '「', '」'];
    sentence.split(quotes).nth(1).unwrap_or_else(|| panic!("no word is named: {sentence}"))
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
