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

fn wanted_words(text: &str) -> Vec<String> {
    let mut wanted: Vec<String> =
        words(&fold(text)).into_iter().filter(|word| !NOISE.contains(&word.as_str())).map(singular).collect();
    wanted.sort();
    wanted.dedup();
    wanted
}

fn score(product: &Product, wanted: &[String]) -> u32 {
    let indexed = |text: &str| words(&fold(text)).into_iter().map(singular).collect::<Vec<_>>();
    let variants = product.variants.iter().flat_map(|variant| indexed(&variant.name)).collect();
    let fields = [
        (IN_NAME, indexed(&product.name)),
        (IN_VARIANT, variants),
        (IN_DESCRIPTION, indexed(&product.description)),
    ];
    let best = |word: &String| {
        fields.iter().map(|(weight, texts)| weight_of(word, texts, *weight)).max().unwrap_or_default()
    };
    wanted.iter().map(best).fold(0, u32::saturating_add)
}

fn weight_of(word: &str, texts: &[String], weight: u32) -> u32 {
    if texts.iter().any(|text| text == word) {
        return weight;
    }
    if texts.iter().any(|text| is_slip(word, text)) { weight.div_ceil(2) } else { 0 }
}

/// An English plural to its singular, roughly. Both sides go through it, so it need not be right, only the same.
fn singular(word: String) -> String {
    if word.len() < 4 || !word.is_ascii() {
        return word;
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let hissing = ["ses", "xes", "zes", "ches", "shes"];
    let stem = if hissing.iter().any(|ending| word.ends_with(ending)) {
        word.strip_suffix("es")
    } else if word.ends_with("ss") {
        None
    } else {
        word.strip_suffix('s')
    };
    // "blouses" and "blouse" meet without their last e.
    let stem = stem.unwrap_or(&word);
    stem.strip_suffix('e').filter(|stem| stem.len() > 3).unwrap_or(stem).to_owned()
}

/// Whether two different words are one slip apart: a letter more, less, other, or two swapped. Short words and
/// words with digits are not: `40` is not `41`.
fn is_slip(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let exact = |word: &[char]| word.len() < 5 || word.iter().any(|char| char.is_numeric());
    if exact(&one) || other.len() < 4 || exact_digits(&other) {
        return false;
    }
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

fn exact_digits(word: &[char]) -> bool {
    word.iter().any(|char| char.is_numeric())
}
