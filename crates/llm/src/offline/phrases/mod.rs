//! The sentences of the responder: one table for each language, all with the same places to fill.

mod arabic;
mod chinese;
mod english;
mod french;
mod indonesian;
mod malay;
mod portuguese;
mod spanish;

use super::language::Language;

/// The sentences of one language. A name in braces is a place to fill.
pub(super) struct Phrases {
    /// Between sentences.
    pub(super) space: &'static str,
    /// Between the items of a list.
    pub(super) comma: &'static str,
    /// `{agent}`, `{shop}`: who writes.
    pub(super) intro: &'static str,
    /// `{shop}`: the same for an assistant without a name.
    pub(super) intro_unnamed: &'static str,
    /// To who greets again.
    pub(super) again: &'static str,
    pub(super) help: &'static str,
    /// `{name}`, `{price}`.
    pub(super) price: &'static str,
    /// `{name}`, `{price}`, `{regular}`.
    pub(super) sale: &'static str,
    pub(super) in_stock: &'static str,
    /// `{count}`: worded so that it fits one and many.
    pub(super) left: &'static str,
    pub(super) sold_out: &'static str,
    /// Put in brackets behind a name.
    pub(super) sold_out_mark: &'static str,
    /// `{variant}`.
    pub(super) variant_in_stock: &'static str,
    /// `{variant}`.
    pub(super) variant_sold_out: &'static str,
    /// `{list}`.
    pub(super) options: &'static str,
    /// Heads a list of matches.
    pub(super) found: &'static str,
    /// `{total}`: heads a list of some.
    pub(super) few: &'static str,
    /// Heads a list of all.
    pub(super) all: &'static str,
    /// To who asks for a discount.
    pub(super) fixed: &'static str,
    /// To who wants to order.
    pub(super) order: &'static str,
    /// `{word}`: how to reach a person.
    pub(super) offer: &'static str,
    /// What to write for that; it must be understood as asking for a person.
    pub(super) word: &'static str,
    pub(super) hand_over: &'static str,
    /// `{contact}`.
    pub(super) contact: &'static str,
    /// The shop has not told about this.
    pub(super) no_fact: &'static str,
    /// The product was not found.
    pub(super) which: &'static str,
    /// Nothing was understood.
    pub(super) unknown: &'static str,
    pub(super) thanks: &'static str,
    pub(super) bye: &'static str,
    pub(super) unseen: Unseen,
}

/// The sentences about what came instead of words. They promise a person only where one is called.
pub(super) struct Unseen {
    pub(super) picture: &'static str,
    pub(super) video: &'static str,
    /// To a voice note that nothing was made of; a person is called.
    pub(super) sound: &'static str,
    pub(super) document: &'static str,
    pub(super) location: &'static str,
    pub(super) contacts: &'static str,
    /// To a basket from the catalog; a person is called.
    pub(super) order: &'static str,
    pub(super) other: &'static str,
    /// To a sticker that came alone.
    pub(super) sticker: &'static str,
    /// Asks for words instead.
    pub(super) ask: &'static str,
}

/// The sentences of a language.
pub(super) const fn of(language: Language) -> &'static Phrases {
    match language {
        Language::English => &english::PHRASES,
        Language::Malay => &malay::PHRASES,
        Language::Indonesian => &indonesian::PHRASES,
        Language::Spanish => &spanish::PHRASES,
        Language::Portuguese => &portuguese::PHRASES,
        Language::French => &french::PHRASES,
        Language::Arabic => &arabic::PHRASES,
        Language::Chinese => &chinese::PHRASES,
    }
}

/// A sentence with its places filled. One pass, so braces in a product's name are only braces.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut parts = template.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, rest) = part.split_once('}').unwrap_or(("", part));
        let value = values.iter().find(|(name, _)| *name == place).map_or("", |(_, value)| *value);
        out.push_str(value);
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::intent::{Asked, Intent};
    use super::super::text::Words;
    use super::*;

    /// Each sentence with places, and the places that it must have.
    fn places(phrases: &Phrases) -> [(&'static str, &'static [&'static str]); 10] {
        [
            (phrases.intro, &["agent", "shop"]),
            (phrases.intro_unnamed, &["shop"]),
            (phrases.price, &["name", "price"]),
            (phrases.sale, &["name", "price", "regular"]),
            (phrases.left, &["count"]),
            (phrases.variant_in_stock, &["variant"]),
            (phrases.variant_sold_out, &["variant"]),
            (phrases.options, &["list"]),
            (phrases.few, &["total"]),
            (phrases.contact, &["contact"]),
        ]
    }

    #[test]
    fn every_language_fills_the_same_places() {
        for language in Language::ALL {
            let phrases = of(language);
            for (template, places) in places(phrases).into_iter().chain([(phrases.offer, &["word"] as &[_])])
            {
                assert_eq!(template.matches('{').count(), places.len(), "{language:?}: {template}");
                for place in places {
                    assert!(
                        template.contains(&format!("{{{place}}}")),
                        "{language:?}: {template} lacks {place}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_word_that_is_offered_reaches_a_person() {
        for language in Language::ALL {
            let words = Words::of(of(language).word);
            assert_eq!(Asked::of(&words, language, &[]).intent(), Intent::Person, "{language:?}");
        }
    }

    #[test]
    fn braces_in_a_value_stay_braces() {
        assert_eq!(
            fill("{name} costs {price}.", &[("name", "A {price} mug"), ("price", "$1")]),
            "A {price} mug costs $1."
        );
    }
}
