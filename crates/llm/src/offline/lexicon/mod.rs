//! The words by which intents and languages are recognised: one table for each language.
//!
//! All are folded (lower case, no accents), as the customer's words are before they are compared.

mod arabic;
mod chinese;
mod english;
mod french;
mod indonesian;
mod malay;
mod portuguese;
mod spanish;

use super::language::Language;
use super::topic::Topic;

/// Picks the words of an intent from a table.
pub(super) type Pick = fn(&Lexicon) -> &'static [&'static str];

/// The words of one language. A phrase matches as whole words in a row.
pub(super) struct Lexicon {
    /// Frequent words that tell this language from others.
    pub(super) common: &'static [&'static str],
    pub(super) greeting: &'static [&'static str],
    pub(super) thanks: &'static [&'static str],
    pub(super) bye: &'static [&'static str],
    pub(super) person: &'static [&'static str],
    pub(super) discount: &'static [&'static str],
    pub(super) order: &'static [&'static str],
    pub(super) price: &'static [&'static str],
    pub(super) stock: &'static [&'static str],
    pub(super) variants: &'static [&'static str],
    pub(super) browse: &'static [&'static str],
    pub(super) topics: &'static [(Topic, &'static [&'static str])],
}

impl Lexicon {
    /// Each list of an intent.
    pub(super) const INTENTS: [Pick; 10] = [
        |lexicon| lexicon.greeting,
        |lexicon| lexicon.thanks,
        |lexicon| lexicon.bye,
        |lexicon| lexicon.person,
        |lexicon| lexicon.discount,
        |lexicon| lexicon.order,
        |lexicon| lexicon.price,
        |lexicon| lexicon.stock,
        |lexicon| lexicon.variants,
        |lexicon| lexicon.browse,
    ];

    /// All words and phrases; some occur more than once.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'static str> {
        let intents = Self::INTENTS.iter().flat_map(|list| list(self));
        let topics = self.topics.iter().flat_map(|(_, words)| *words);
        self.common.iter().chain(intents).chain(topics).copied()
    }

    /// The words of a topic.
    pub(super) fn topic(&self, topic: Topic) -> &'static [&'static str] {
        self.topics.iter().find(|(of, _)| *of == topic).map_or(&[], |(_, words)| *words)
    }
}

/// The table of a language.
pub(super) const fn of(language: Language) -> &'static Lexicon {
    match language {
        Language::English => &english::LEXICON,
        Language::Malay => &malay::LEXICON,
        Language::Indonesian => &indonesian::LEXICON,
        Language::Spanish => &spanish::LEXICON,
        Language::Portuguese => &portuguese::LEXICON,
        Language::French => &french::LEXICON,
        Language::Arabic => &arabic::LEXICON,
        Language::Chinese => &chinese::LEXICON,
    }
}

/// How many languages have a word or phrase.
pub(super) fn sharing(entry: &str) -> usize {
    Language::ALL.into_iter().filter(|language| of(*language).entries().any(|own| own == entry)).count()
}

/// The tables to understand who writes in `language`: customers everywhere mix in English, and Malay and Indonesian
/// share most of their words.
pub(super) fn understood(language: Language) -> Vec<&'static Lexicon> {
    let kin = match language {
        Language::Malay => Some(Language::Indonesian),
        Language::Indonesian => Some(Language::Malay),
        _ => None,
    };
    let english = (language != Language::English).then_some(Language::English);
    [Some(language), kin, english].into_iter().flatten().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::text::fold;
    use super::*;

    #[test]
    fn all_words_are_folded_and_none_is_missing() {
        for language in Language::ALL {
            let lexicon = of(language);
            let topics = lexicon.topics.iter().map(|(_, words)| *words);
            let lists =
                Lexicon::INTENTS.iter().map(|list| list(lexicon)).chain([lexicon.common]).chain(topics);
            for list in lists {
                assert!(!list.is_empty(), "{language:?}");
                for word in list {
                    assert_eq!(*word, fold(word), "{language:?}");
                    assert!(!word.contains('\''), "{word}: words end at an apostrophe");
                }
            }
            for topic in Topic::ALL {
                assert!(!lexicon.topic(topic).is_empty(), "{language:?} {topic:?}");
            }
        }
    }
}
