//! What customers ask about a shop that is not a product.

use super::language::Language;
use super::lexicon;
use super::text::Words;
use crate::fact::Fact;

/// A topic that nearly every shop is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Delivery,
    Returns,
    Hours,
    Address,
    Payment,
    Contact,
    Warranty,
}

impl Topic {
    pub(super) const ALL: [Self; 7] = [
        Self::Delivery,
        Self::Returns,
        Self::Hours,
        Self::Address,
        Self::Payment,
        Self::Contact,
        Self::Warranty,
    ];
}

/// The topics that are asked about.
pub(super) fn asked(words: &Words, language: Language) -> Vec<Topic> {
    let lexicons = lexicon::understood(language);
    let about = |topic: Topic| lexicons.iter().any(|lexicon| words.have_any(lexicon.topic(topic)));
    Topic::ALL.into_iter().filter(|topic| about(*topic)).collect()
}

/// Whether a fact is about a topic. The owner may write in another language than the customer, so all are tried.
pub(super) fn is_about(fact: &Fact<'_>, topic: Topic) -> bool {
    let heading = Words::of(fact.topic);
    Language::ALL.into_iter().any(|language| heading.have_any(lexicon::of(language).topic(topic)))
}

/// Whether the customer used a word of the fact's heading: topics are the owner's own words, such as `Gift wrapping`.
pub(super) fn is_named(fact: &Fact<'_>, words: &Words) -> bool {
    words.share(fact.topic, 4)
}
