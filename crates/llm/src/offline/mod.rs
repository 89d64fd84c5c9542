//! The responder that needs no language model: for the first run, and for when the provider stays down.
//!
//! It recognises what is asked by words, and answers from the catalog and the owner's facts in sentences that were
//! written by people. It says less than a model would, and nothing that is not so: an amount in its text is the price
//! of a product that it was given, or stands in a fact that the owner wrote.

mod answer;
mod detect;
mod intent;
mod language;
mod lexicon;
mod phrases;
mod product;
mod text;
mod topic;
mod unseen;

#[cfg(test)]
mod tests;

pub use intent::Intent;
pub use language::Language;

use domain::catalog::Product;
use domain::money::Currency;

use crate::fact::Fact;

/// What the responder knows of a shop.
#[derive(Debug, Clone, Copy)]
pub struct OfflineShop<'a> {
    /// Its name.
    pub name: &'a str,
    /// How the assistant is called; may be empty.
    pub agent_name: &'a str,
    /// What it sells in. Hints at the language when the customer's words do not.
    pub currency: Currency,
    /// What the owner wrote down for customers; quoted word for word.
    pub facts: &'a [Fact<'a>],
    /// How else it can be reached.
    pub contact: Option<&'a str>,
    /// A few products to name to who has not asked for one yet. Best those in stock.
    pub showcase: &'a [Product],
}

/// An answer, and why this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfflineReply {
    /// Plain text, never empty.
    pub text: String,
    /// The most important thing that was understood.
    pub intent: Intent,
    /// For the staff, in English: why a person must go on.
    pub hand_over: Option<String>,
    /// The language of the text.
    pub language: Language,
}

/// Answers everything that has no answer yet with one message.
///
/// `products` are the matches of the customer's words, best first, and `total_products` is how many the shop lists
/// in all. `messages` are the customer's words, oldest first; `unseen` are the kinds of the messages without words, by
/// the stable names of the webhook's contents (`image`, `audio`, `order`, …). `greeted` is whether this conversation
/// has had an answer before.
pub fn reply(
    shop: &OfflineShop<'_>,
    products: &[Product],
    total_products: usize,
    messages: &[&str],
    unseen: &[&str],
    greeted: bool,
) -> OfflineReply {
    reply_after(&[], shop, products, total_products, messages, unseen, greeted)
}

/// As [`reply`], for a customer whose `earlier` words, oldest first, were answered before: who sends nothing but a
/// voice note or a picture is answered in the language of those.
pub fn reply_after(
    earlier: &[&str],
    shop: &OfflineShop<'_>,
    products: &[Product],
    total_products: usize,
    messages: &[&str],
    unseen: &[&str],
    greeted: bool,
) -> OfflineReply {
    let said = messages.join("\n");
    let words = text::Words::of(&said);
    let unseen = unseen::Unseen::of(unseen);
    let has_words = said.chars().any(char::is_alphanumeric);
    let telling = if has_words { said.clone() } else { newest_first(earlier) };
    let language = detect::detect(&telling, products.iter().chain(shop.showcase), shop.currency);
    let asked = intent::Asked::of(&words, language, products);
    let answer = answer::Answer {
        shop,
        products,
        total_products,
        words: &words,
        asked: &asked,
        unseen: &unseen,
        greeted,
    };
    // A lone `?` or thumb next to a picture is not a question that can be answered without the picture.
    let (intent, text) = if !unseen.is_empty() && !has_words {
        (Intent::Unseen, answer.write_unseen(language))
    } else {
        (asked.intent(), answer.write(language))
    };
    OfflineReply { text, intent, hand_over: hand_over(&asked, &unseen), language }
}

/// Only the beginning of a long text is looked at, so the newest words must stand there.
fn newest_first(earlier: &[&str]) -> String {
    earlier.iter().rev().copied().collect::<Vec<_>>().join("\n")
}

/// Why a person must go on, if one must.
fn hand_over(asked: &intent::Asked, unseen: &unseen::Unseen) -> Option<String> {
    if asked.has(Intent::Person) {
        return Some("The customer asked for a person.".to_owned());
    }
    if unseen.has_order() {
        return Some("The customer sent a basket from the catalog.".to_owned());
    }
    unseen.has_sound().then(|| "The customer sent a voice message that has no transcript.".to_owned())
}
