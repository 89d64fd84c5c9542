//! Which language a customer writes.
//!
//! Words are weighed by how much they tell: one that only one language has counts fully, one that several share counts
//! for each of them in part, and one that is written everywhere (`Hi`, `size`) only where nothing else does. The names
//! of products do not count: a customer copies them in the language of the catalog.

use std::collections::BTreeSet;

use domain::catalog::Product;
use domain::money::Currency;

use super::language::Language;
use super::lexicon;
use super::product::is_common;
use super::text::{self, is_arabic, is_han};

/// By then it is clear, and a long text costs no more than this.
const MOST_TOKENS: usize = 300;
/// What a word counts that only one language has. Divides well among two, three and four.
const OWN: usize = 12;

/// Written by customers of every language, so they tell nearly nothing.
const WORLDWIDE: &[&str] = &[
    "admin",
    "bye",
    "cash",
    "catalog",
    "catalogue",
    "checkout",
    "chat",
    "cod",
    "color",
    "colour",
    "cs",
    "delivery",
    "discount",
    "email",
    "hello",
    "hey",
    "hi",
    "menu",
    "nego",
    "no",
    "ok",
    "okay",
    "online",
    "order",
    "please",
    "pls",
    "postage",
    "price",
    "promo",
    "promotion",
    "ready",
    "refund",
    "size",
    "sizes",
    "stock",
    "thank you",
    "thanks",
    "thx",
    "tq",
    "voucher",
];

/// The language of a text; where its words do not tell, the one that is likely for the shop's currency.
pub(super) fn detect<'a>(
    text: &str,
    products: impl Iterator<Item = &'a Product>,
    currency: Currency,
) -> Language {
    let said: Vec<String> = tokens(text).into_iter().take(MOST_TOKENS).collect();
    let told = Names::of(products).cut_from(&said);
    let home = home(currency);
    most_told(&told, home).or_else(|| by_script(&said)).unwrap_or_else(|| unless_told(home))
}

/// Folded: one token for each word, and for each Chinese character. No addresses, whose `.com` is no Portuguese.
fn tokens(text: &str) -> Vec<String> {
    let is_address = |chunk: &&str| chunk.contains('@') || chunk.contains("://") || chunk.starts_with("www.");
    let folded = text::fold(text);
    let words = folded.split_whitespace().filter(|chunk| !is_address(chunk)).flat_map(text::split);
    words.flat_map(by_character).map(|token| text::bare(&token)).collect()
}

/// A word cut so that its Chinese characters stand alone.
fn by_character(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for c in word.chars() {
        match parts.last_mut() {
            Some(last) if !is_han(c) && !last.chars().any(is_han) => last.push(c),
            _ => parts.push(c.into()),
        }
    }
    parts
}

/// What the products and their variants are called.
#[derive(Default)]
struct Names {
    words: BTreeSet<String>,
    pairs: BTreeSet<(String, String)>,
}

impl Names {
    fn of<'a>(products: impl Iterator<Item = &'a Product>) -> Self {
        let mut names = Self::default();
        for product in products {
            names.add(&product.name);
            product.variants.iter().for_each(|variant| names.add(&variant.name));
        }
        names
    }

    fn add(&mut self, name: &str) {
        let name = tokens(name);
        // The `for` of `Mug for two` is only a name next to its other words.
        let alone = |word: &&String| name.len() == 1 || !is_common(word) && word.chars().count() >= 3;
        self.words.extend(name.iter().filter(alone).cloned());
        self.pairs.extend(name.iter().cloned().zip(name.iter().skip(1).cloned()));
    }

    /// The tokens, with empty ones in place of names: what stood apart must not become a phrase.
    fn cut_from(&self, said: &[String]) -> Vec<String> {
        let pair = |first: Option<&String>, second: Option<&String>| {
            first
                .zip(second)
                .is_some_and(|(first, second)| self.pairs.contains(&(first.clone(), second.clone())))
        };
        let is_name = |at: usize, token: &String| {
            let before = at.checked_sub(1).and_then(|at| said.get(at));
            self.words.contains(token)
                || pair(before, Some(token))
                || pair(Some(token), said.get(at.saturating_add(1)))
        };
        said.iter()
            .enumerate()
            .map(|(at, token)| if is_name(at, token) { String::new() } else { token.clone() })
            .collect()
    }
}

/// The language that is told most of. Equal: one with a script of its own, then the shop's, then the one that stands
/// first.
fn most_told(tokens: &[String], home: Language) -> Option<Language> {
    let scores = Language::ALL.into_iter().rev().map(|language| (score(language, tokens), language));
    scores
        .filter(|(score, _)| *score > 0)
        .max_by_key(|(score, language)| (*score, script(*language).is_some(), *language == home))
        .map(|(_, language)| language)
}

fn by_script(tokens: &[String]) -> Option<Language> {
    Language::ALL.into_iter().find(|language| tokens.iter().any(|token| is_written(*language, token, tokens)))
}

/// Adds up what each token tells at best, whether alone or in a phrase.
fn score(language: Language, tokens: &[String]) -> usize {
    let mut told: Vec<usize> =
        tokens.iter().map(|token| if is_written(language, token, tokens) { OWN } else { 0 }).collect();
    let mut worldwide = 0;
    for entry in lexicon::of(language).entries() {
        let phrase: Vec<&str> = entry.split(' ').collect();
        let places = tokens.windows(phrase.len()).enumerate();
        let places = places.filter(|(_, window)| *window == phrase).map(|(at, _)| at);
        for at in places {
            if WORLDWIDE.contains(&entry) {
                worldwide = 1;
                continue;
            }
            let weight = OWN.checked_div(lexicon::sharing(entry)).unwrap_or(OWN);
            told.iter_mut().skip(at).take(phrase.len()).for_each(|best| *best = weight.max(*best));
        }
    }
    let told = told.into_iter().fold(0, usize::saturating_add);
    if told == 0 { worldwide } else { told }
}

/// Whether a token is in the script that only this language has. With kana next to it, Chinese is Japanese.
fn is_written(language: Language, token: &str, tokens: &[String]) -> bool {
    let kana = || language == Language::Chinese && tokens.iter().any(|token| token.chars().any(is_kana));
    script(language).is_some_and(|is| token.chars().any(is)) && !kana()
}

fn script(language: Language) -> Option<fn(char) -> bool> {
    match language {
        Language::Arabic => Some(is_arabic),
        Language::Chinese => Some(is_han),
        _ => None,
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

/// Where a currency is used, this is most often written. English where several languages are as likely.
fn home(currency: Currency) -> Language {
    match currency.code() {
        "MYR" | "BND" => Language::Malay,
        "IDR" => Language::Indonesian,
        "BRL" | "AOA" | "MZN" => Language::Portuguese,
        "ARS" | "BOB" | "CLP" | "COP" | "CRC" | "CUP" | "DOP" | "GTQ" | "HNL" | "MXN" | "NIO" | "PEN"
        | "PYG" | "UYU" | "VES" => Language::Spanish,
        "XOF" | "XAF" => Language::French,
        "AED" | "BHD" | "DZD" | "EGP" | "IQD" | "JOD" | "KWD" | "LYD" | "MAD" | "OMR" | "QAR" | "SAR"
        | "SYP" | "TND" | "YER" => Language::Arabic,
        "CNY" | "TWD" => Language::Chinese,
        _ => Language::English,
    }
}

/// The language for who wrote nothing that tells one. In Malaysia that is as often a reader of English, Chinese or
/// Tamil, and English serves most of them.
fn unless_told(home: Language) -> Language {
    if home == Language::Malay { Language::English } else { home }
}
