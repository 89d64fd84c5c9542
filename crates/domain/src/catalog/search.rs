//! Finding products by a customer's words.

use super::Product;
use crate::fold::{fold, words};

/// What a match is worth by where it is found; a misspelt one is worth half.
const IN_NAME: u32 = 12;
const IN_VARIANT: u32 = 8;
const IN_DESCRIPTION: u32 = 2;

/// Words that a question is made of and no product. Folded, in the languages that shops here mostly speak.
const NOISE: &[&str] = &[
    // English
    "a", "an", "and", "any", "are", "can", "do", "does", "for", "get", "got", "have", "hello", "hi", "how",
    "i", "id", "im", "in", "is", "it", "me", "much", "my", "of", "on", "or", "please", "price", "the",
    "there", "this", "to", "want", "what", "with", "you", "your", // Malay and Indonesian
    "ada", "adakah", "apa", "berapa", "boleh", "dan", "harga", "ini", "itu", "nak", "saya", "untuk", "yang",
    "mau", // Spanish and Portuguese
    "de", "del", "el", "en", "hay", "hola", "la", "las", "los", "para", "por", "que", "quiero", "tiene",
    "tienen", "un", "una", "y", "o", "os", "as", "e", "em", "tem", "um", "uma", "quero", "ola", "quanto",
    "cuanto", "precio", "preco", // French
    "avez", "bonjour", "combien", "des", "du", "est", "et", "je", "le", "les", "une", "vous", "veux", "prix",
    // Turkish
    "bir", "bu", "mi", "ne", "ve", "var", "kac", "fiyat",
];

/// The products that match `words`, best first, at most `limit`; none if no word matches.
///
/// Case and accents do not matter, nor does a plural, nor one slip of the finger in a word of five letters or more.
/// A match in the name weighs more than one in a variant, and that more than one in the description. Products that
/// match equally well keep their order.
pub fn search<'p>(products: &'p [Product], words: &str, limit: usize) -> Vec<&'p Product> {
    let wanted = wanted_words(words);
    let mut found: Vec<(u32, &Product)> = products
        .iter()
        .map(|product| (score(product, &wanted), product))
        .filter(|(score, _)| *score > 0)
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().take(limit).map(|(_, product)| product).collect()
}

fn same_word(one: &str, other: &str) -> bool {
    one == other || is_plural(one, other) || is_plural(other, one)
}

/// Whether `plural` is an English plural of `word`: blouses, dresses, ladies. One or two letters are sizes and have
/// none.
fn is_plural(plural: &str, word: &str) -> bool {
    let ending = plural.strip_prefix(word);
    let regular = matches!(ending, Some("s" | "es"));
    let with_y = || plural.strip_suffix("ies").is_some_and(|stem| word.strip_suffix('y') == Some(stem));
    word.len() > 2 && (regular || with_y())
}

/// Whether a word that a customer typed is one slip away from `text`, singular or plural. Short words and words with
/// digits must be right: `40` is not `41`.
fn is_slip_of(typed: &str, text: &str) -> bool {
    let long = typed.chars().count() >= 5 && text.chars().count() >= 4;
    if !long || typed.contains(char::is_numeric) || text.contains(char::is_numeric) {
        return false;
    }
    let bare = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    is_slip(typed, text) || is_slip(&bare(typed), &bare(text))
}

fn indexed(text: &str) -> Vec<String> {
    words(&fold(text))
}

fn wanted_words(text: &str) -> Vec<String> {
    let mut wanted = indexed(text);
    wanted.retain(|word| !NOISE.contains(&word.as_str()));
    wanted.sort();
    wanted.dedup_by(|one, other| same_word(one, other));
    wanted
}

fn score(product: &Product, wanted: &[String]) -> u32 {
    let fields = [
        (IN_NAME, indexed(&product.name)),
        (IN_VARIANT, product.variants.iter().flat_map(|variant| indexed(&variant.name)).collect()),
        (IN_DESCRIPTION, indexed(&product.description)),
    ];
    let best = |word: &String| {
        fields.iter().map(|(weight, texts)| weight_of(word, texts, *weight)).max().unwrap_or_default()
    };
    wanted.iter().map(best).fold(0, u32::saturating_add)
}

fn weight_of(word: &str, texts: &[String], weight: u32) -> u32 {
    if texts.iter().any(|text| same_word(word, text)) {
        return weight;
    }
    if texts.iter().any(|text| is_slip_of(word, text)) { weight.div_ceil(2) } else { 0 }
}

/// Whether two words differ by one letter more, less or other, or by two neighbours swapped.
fn is_slip(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let same_start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let one = one.get(same_start..).unwrap_or_default();
    let other = other.get(same_start..).unwrap_or_default();
    match (one, other) {
        ([_, rest @ ..], shorter) if rest == shorter => true,
        (shorter, [_, rest @ ..]) if rest == shorter => true,
        ([_, one @ ..], [_, other @ ..]) if one == other => true,
        ([a, b, one @ ..], [c, d, other @ ..]) => a == d && b == c && one == other,
        _ => false,
    }
}
