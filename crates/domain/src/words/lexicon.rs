//! What a language has to say: its commands, its politeness and its confirmations.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::normal::squeezed;
use super::{Command, Language, Match};
use super::{
    arabic, chinese, english, french, hindi, indonesian, malay, portuguese, russian, spanish, turkish,
};

/// The words of one language, written as they are after folding: lower case and without accents.
pub(super) struct Lexicon {
    pub(super) language: Language,
    pub(super) opt_out: &'static [&'static str],
    pub(super) opt_in: &'static [&'static str],
    /// An erasure is one of the verbs with one of `personal_data`, in either order.
    pub(super) delete: &'static [&'static str],
    pub(super) personal_data: &'static [&'static str],
    pub(super) polite: &'static [&'static str],
    pub(super) confirm_opt_out: &'static str,
    pub(super) confirm_opt_in: &'static str,
    /// With `{code}` and `{url}`. The address comes last and without a full stop, which apps take into the link.
    pub(super) confirm_erase: &'static str,
}

/// Every language.
pub(super) static ALL: [&Lexicon; 13] = [
    &english::LEXICON,
    &malay::LEXICON,
    &indonesian::LEXICON,
    &chinese::SIMPLIFIED,
    &chinese::TRADITIONAL,
    &arabic::LEXICON,
    &spanish::LEXICON,
    &portuguese::LEXICON,
    &russian::LEXICON,
    &french::LEXICON,
    &turkish::LEXICON,
    &hindi::DEVANAGARI,
    &hindi::LATIN,
];

// Asked for the ends of every message, several times: looked up instead of compared.
static POLITE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let phrases = ALL.iter().flat_map(|lexicon| lexicon.polite);
    phrases.map(|phrase| squeezed([*phrase].into_iter()).collect()).collect()
});

/// Whether the words together are politeness in any language; people mix ("stop svp").
pub(super) fn is_polite(words: &[&str]) -> bool {
    let key: String = squeezed(words.iter().copied()).collect();
    POLITE.contains(&key)
}

impl Lexicon {
    /// The command that the key is in this language.
    pub(super) fn recognise(&self, key: &str) -> Option<Match> {
        let command = self.command(key)?;
        Some(Match { command, language: self.language })
    }

    fn command(&self, key: &str) -> Option<Command> {
        if self.opt_out.iter().any(|phrase| is_key(phrase, key)) {
            return Some(Command::OptOut);
        }
        if self.opt_in.iter().any(|phrase| is_key(phrase, key)) {
            return Some(Command::OptIn);
        }
        self.is_erase(key).then_some(Command::Erase)
    }

    fn is_erase(&self, key: &str) -> bool {
        is_key_pair(self.delete, self.personal_data, key) || is_key_pair(self.personal_data, self.delete, key)
    }
}

/// Whether the key is one of the first with one of the second.
fn is_key_pair(first: &[&str], second: &[&str], key: &str) -> bool {
    let mut rests = first.iter().filter_map(|phrase| rest_after(phrase, key));
    rests.any(|rest| second.iter().any(|phrase| is_key(phrase, rest)))
}

fn is_key(phrase: &str, key: &str) -> bool {
    rest_after(phrase, key).is_some_and(str::is_empty)
}

/// What follows the phrase, if the key begins with it. Every message is compared with hundreds of phrases; the first
/// letter rules nearly all of them out.
fn rest_after<'a>(phrase: &str, key: &'a str) -> Option<&'a str> {
    if phrase.as_bytes().first() != key.as_bytes().first() {
        return None;
    }
    let mut rest = key.chars();
    squeezed([phrase].into_iter()).all(|char| rest.next() == Some(char)).then_some(rest.as_str())
}
