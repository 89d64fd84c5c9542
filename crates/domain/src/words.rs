//! Words before the model: a message that is nothing but STOP, START or "delete my data", in any language we speak.
//!
//! The whole message must be the command. Inside a sentence the same word is about something else ("Stop, I want the
//! red one"), and so are the words that shops hear about orders: cancel, end, quit, exit and their translations stand
//! alone in no table.

mod arabic;
mod chinese;
mod english;
mod french;
mod hindi;
mod indonesian;
mod language;
mod lexicon;
mod malay;
mod normal;
mod portuguese;
mod russian;
mod spanish;
#[cfg(test)]
mod tests;
mod turkish;

use serde::{Deserialize, Serialize};

pub use language::Language;

/// What a customer can order by a word alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// The business may no longer begin: no follow-ups, broadcasts or templates. Questions are still answered.
    OptOut,
    /// The business may begin again.
    OptIn,
    /// Everything about the person is to be deleted.
    Erase,
}

/// A command and the language of its words, in which it is to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Match {
    /// What is ordered.
    pub command: Command,
    /// The language of the words; of those that share them (STOP, "parar", "berhenti"), one.
    pub language: Language,
}

/// The command that the message is, if it is one and nothing else.
pub fn command(text: &str) -> Option<Command> {
    recognise(text).map(|found| found.command)
}

/// The command that the message is, with its language.
///
/// Case, accents, width, punctuation, emoji, invisible characters, spaces, drawn-out letters ("stooop"), repetition
/// ("stop stop") and words of politeness at either end do not matter. A question mark does, except for opting out:
/// an erasure cannot be undone and consent must be clear, so a person or the model answers "delete my data?".
pub fn recognise(text: &str) -> Option<Match> {
    let normal = normal::normal(text);
    let key = normal::key(&normal)?;
    let found = lexicon::ALL.iter().find_map(|lexicon| lexicon.recognise(&key))?;
    let is_firm = found.command == Command::OptOut || !normal::is_question(text);
    is_firm.then_some(found)
}
