//! One message that answers everything that was asked.

use std::collections::BTreeSet;

use domain::catalog::Product;

use super::OfflineShop;
use super::intent::{Asked, Intent};
use super::language::Language;
use super::phrases::{self, Phrases, fill};
use super::product::{line, sentences, shared_words};
use super::text::Words;
use super::topic::{self, Topic};
use super::unseen::Unseen;
use crate::fact::Fact;

/// More products than this are not read on a phone.
const LISTED: usize = 5;
/// More facts than this are not an answer any more.
const FACTS: usize = 4;

/// All that an answer depends on.
pub(super) struct Answer<'a> {
    pub(super) shop: &'a OfflineShop<'a>,
    pub(super) products: &'a [Product],
    pub(super) total_products: usize,
    pub(super) words: &'a Words,
    pub(super) asked: &'a Asked,
    pub(super) unseen: &'a Unseen,
    pub(super) greeted: bool,
}

impl Answer<'_> {
    /// The message, in paragraphs.
    pub(super) fn write(&self, language: Language) -> String {
        let phrases = phrases::of(language);
        let answers: Vec<String> = [self.products(phrases), self.facts(phrases), self.showcase(phrases)]
            .into_iter()
            .chain([self.discount(phrases), self.order(phrases)])
            .flatten()
            .collect();
        let lost = answers.is_empty().then(|| self.lost(phrases)).flatten();
        let offer = self.offer(lost.is_some(), phrases);
        [self.opening(phrases)]
            .into_iter()
            .chain(answers.into_iter().map(Some))
            .chain([self.unseen.note(phrases), lost, offer, self.hand_over(phrases), self.closing(phrases)])
            .flatten()
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    /// The message to who sent no words.
    pub(super) fn write_unseen(&self, language: Language) -> String {
        let phrases = phrases::of(language);
        let offer = !self.unseen.is_gesture() && !self.unseen.calls_person();
        let offer = offer.then(|| fill(phrases.offer, &[("word", phrases.word)]));
        let opening = (!self.greeted).then(|| self.introduction(phrases));
        [opening, self.unseen.alone(phrases), offer, self.hand_over(phrases)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    fn has(&self, intent: Intent) -> bool {
        self.asked.has(intent)
    }

    /// The first answer of a conversation says who writes, and that it is no person.
    fn opening(&self, phrases: &Phrases) -> Option<String> {
        let thanks = self.has(Intent::Thanks).then(|| phrases.thanks.to_owned());
        let hello = if !self.greeted || self.has(Intent::Identity) {
            Some(self.introduction(phrases))
        } else {
            self.has(Intent::Greeting).then(|| phrases.again.to_owned())
        };
        let parts: Vec<String> = hello.into_iter().chain(thanks).collect();
        (!parts.is_empty()).then(|| parts.join(phrases.space))
    }

    fn introduction(&self, phrases: &Phrases) -> String {
        let (agent, shop) = (self.shop.agent_name.trim(), self.shop.name.trim());
        let template = if agent.is_empty() { phrases.intro_unnamed } else { phrases.intro };
        fill(template, &[("agent", agent), ("shop", shop)])
    }

    fn products(&self, phrases: &Phrases) -> Option<String> {
        let describe = self.asked.intent() == Intent::Product;
        match self.relevant().as_slice() {
            [] => None,
            [one] => Some(sentences(one, self.words, describe, phrases)),
            several => Some(list(phrases.found.to_owned(), several.iter().copied(), phrases)),
        }
    }

    /// The matches that the customer means. A search also finds words of a description, so a product whose name was
    /// used goes before, and one whose whole name was used stands for the words in it.
    fn relevant(&self) -> Vec<&Product> {
        let named: Vec<(&Product, Vec<String>)> = self
            .products
            .iter()
            .map(|product| (product, shared_words(product, self.words)))
            .filter(|(_, shared)| !shared.is_empty())
            .collect();
        let asks = self.asked.about_product() && self.asked.topics.is_empty();
        if named.is_empty() && (asks || self.asked.is_empty()) {
            return self.products.iter().collect();
        }
        let whole = |product: &Product| self.words.name(&product.name);
        let taken: BTreeSet<&String> =
            named.iter().filter(|(product, _)| whole(product)).flat_map(|(_, shared)| shared).collect();
        let meant = |(product, shared): &&(&Product, Vec<String>)| {
            whole(product) || shared.iter().any(|word| !taken.contains(word))
        };
        named.iter().filter(meant).map(|(product, _)| *product).collect()
    }

    fn facts(&self, phrases: &Phrases) -> Option<String> {
        let topics = &self.asked.topics;
        let about = |fact: &&Fact<'_>| {
            topics.iter().any(|topic| topic::is_about(fact, *topic)) || topic::is_named(fact, self.words)
        };
        let told = self.shop.facts.iter().filter(|fact| !fact.text.trim().is_empty()).filter(about);
        let mut lines: Vec<String> = told.take(FACTS).map(|fact| fact.text.trim().to_owned()).collect();
        let contact = self.shop.contact.filter(|_| topics.contains(&Topic::Contact));
        lines.extend(contact.map(|contact| fill(phrases.contact, &[("contact", contact.trim())])));
        // Who asks for a person gets one, and need not be told that there is no answer here.
        if lines.is_empty() && !topics.is_empty() && !self.has(Intent::Person) {
            lines.push(phrases.no_fact.to_owned());
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// A few products for who asks what there is, greets, or asks about one that was not found.
    fn showcase(&self, phrases: &Phrases) -> Option<String> {
        let open = self.has(Intent::Browse) || self.asked.intent() == Intent::Greeting;
        if !open || !self.relevant().is_empty() {
            return None;
        }
        let help = if self.has(Intent::Browse) { None } else { Some(phrases.help.to_owned()) };
        let parts: Vec<String> = help.into_iter().chain(self.few(phrases)).collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }

    fn few(&self, phrases: &Phrases) -> Option<String> {
        let shown = self.shop.showcase.len().min(LISTED);
        if shown == 0 {
            return None;
        }
        let header = if shown < self.total_products {
            fill(phrases.few, &[("total", &self.total_products.to_string())])
        } else {
            phrases.all.to_owned()
        };
        Some(list(header, self.shop.showcase.iter(), phrases))
    }

    fn discount(&self, phrases: &Phrases) -> Option<String> {
        self.has(Intent::Discount).then(|| phrases.fixed.to_owned())
    }

    fn order(&self, phrases: &Phrases) -> Option<String> {
        self.has(Intent::Order).then(|| phrases.order.to_owned())
    }

    /// Says that it did not understand, if there was something to understand.
    fn lost(&self, phrases: &Phrases) -> Option<String> {
        if self.asked.about_product() {
            let few = self.few(phrases);
            return Some(
                [Some(phrases.which.to_owned()), few].into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
            );
        }
        let polite = [Intent::Person, Intent::Identity, Intent::Thanks, Intent::Bye, Intent::Greeting];
        let understood = polite.into_iter().any(|intent| self.has(intent));
        (!understood).then(|| phrases.unknown.to_owned())
    }

    /// Offers a person where this answer may not be enough.
    fn offer(&self, lost: bool, phrases: &Phrases) -> Option<String> {
        let untold = self.facts(phrases).is_some_and(|told| told == phrases.no_fact);
        let wanted = lost || untold || self.has(Intent::Discount) || self.has(Intent::Order);
        let called = self.has(Intent::Person) || self.unseen.calls_person();
        (wanted && !called).then(|| fill(phrases.offer, &[("word", phrases.word)]))
    }

    fn hand_over(&self, phrases: &Phrases) -> Option<String> {
        // The sentence about a basket calls a person already.
        if !self.has(Intent::Person) && !self.unseen.has_sound() {
            return None;
        }
        let told = self.asked.topics.contains(&Topic::Contact);
        let contact = self.shop.contact.filter(|contact| !told && !contact.trim().is_empty());
        let contact = contact.map(|contact| fill(phrases.contact, &[("contact", contact.trim())]));
        Some(
            [Some(phrases.hand_over.to_owned()), contact]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(phrases.space),
        )
    }

    fn closing(&self, phrases: &Phrases) -> Option<String> {
        self.has(Intent::Bye).then(|| phrases.bye.to_owned())
    }
}

fn list<'a>(header: String, products: impl Iterator<Item = &'a Product>, phrases: &Phrases) -> String {
    let lines = products.take(LISTED).map(|product| line(product, phrases));
    [header].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}
