//! A product in words.

use domain::catalog::{Product, Variant};

use super::language::Language;
use super::lexicon;
use super::phrases::{Phrases, fill};
use super::text::{Words, fold, is_han};

/// From this many on, the count is not told: nobody needs it, and a competitor may.
const PLENTY: u32 = 6;
/// More variants than this do not fit into a short message.
const VARIANTS: usize = 20;
/// A description is cut after this many characters.
const DESCRIPTION_CHARS: usize = 300;

/// What is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stock {
    Out,
    Left(u32),
    Plenty,
}

impl Stock {
    fn of(quantity: Option<u32>) -> Self {
        match quantity {
            Some(0) => Self::Out,
            Some(left) if left < PLENTY => Self::Left(left),
            Some(_) | None => Self::Plenty,
        }
    }

    fn of_variant(variant: &Variant, product: &Product) -> Self {
        Self::of(variant.quantity.or(product.quantity))
    }

    /// With variants, those decide: a product all of whose sizes are gone is gone.
    fn of_product(product: &Product) -> Self {
        let own: Option<Vec<u32>> = product.variants.iter().map(|variant| variant.quantity).collect();
        match own {
            Some(own) if !own.is_empty() => Self::of(Some(own.into_iter().fold(0, u32::saturating_add))),
            _ => Self::of(product.quantity),
        }
    }
}

/// The words of a product's name that the customer used.
pub(super) fn shared_words(product: &Product, words: &Words) -> Vec<String> {
    let name = fold(&product.name);
    let mut shared: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3 && !is_common(word) && words.share(word, 3))
        .map(str::to_owned)
        .collect();
    let characters: Vec<char> = name.chars().collect();
    let pairs = characters.windows(2).filter(|pair| pair.iter().copied().all(is_han)).map(String::from_iter);
    shared.extend(pairs.filter(|pair| words.folded().contains(pair)));
    shared
}

/// Whether a word is one of those that sentences are built with.
pub(super) fn is_common(word: &str) -> bool {
    Language::ALL.into_iter().any(|language| lexicon::of(language).common.contains(&word))
}

/// Everything a customer may want to know about one product, in sentences.
pub(super) fn sentences(product: &Product, words: &Words, describe: bool, phrases: &Phrases) -> String {
    let mut parts = vec![price(product, phrases)];
    let chosen: Vec<&Variant> = product.variants.iter().filter(|variant| words.name(&variant.name)).collect();
    if chosen.is_empty() {
        parts.push(stock(Stock::of_product(product), phrases));
        parts.extend(options(product, phrases));
    } else {
        parts.extend(chosen.into_iter().map(|variant| one_variant(variant, product, phrases)));
    }
    parts.extend(describe.then(|| description(product)).flatten());
    parts.join(phrases.space)
}

/// One line of a list.
pub(super) fn line(product: &Product, phrases: &Phrases) -> String {
    let sold_out = Stock::of_product(product) == Stock::Out;
    let mark = if sold_out { format!(" ({})", phrases.sold_out_mark) } else { String::new() };
    format!("• {}: {}{mark}", one_line(&product.name), product.current_price())
}

fn price(product: &Product, phrases: &Phrases) -> String {
    let (name, regular) = (one_line(&product.name), product.price.to_string());
    match product.sale_price {
        Some(sale) => {
            fill(phrases.sale, &[("name", &name), ("price", &sale.to_string()), ("regular", &regular)])
        }
        None => fill(phrases.price, &[("name", &name), ("price", &regular)]),
    }
}

fn stock(stock: Stock, phrases: &Phrases) -> String {
    match stock {
        Stock::Out => phrases.sold_out.to_owned(),
        Stock::Left(left) => fill(phrases.left, &[("count", &left.to_string())]),
        Stock::Plenty => phrases.in_stock.to_owned(),
    }
}

fn one_variant(variant: &Variant, product: &Product, phrases: &Phrases) -> String {
    let template = match Stock::of_variant(variant, product) {
        Stock::Out => phrases.variant_sold_out,
        Stock::Left(_) | Stock::Plenty => phrases.variant_in_stock,
    };
    fill(template, &[("variant", &with_price(variant, product))])
}

fn options(product: &Product, phrases: &Phrases) -> Option<String> {
    let option = |variant: &Variant| {
        let out = Stock::of_variant(variant, product) == Stock::Out;
        let mark = if out { format!(" ({})", phrases.sold_out_mark) } else { String::new() };
        with_price(variant, product) + &mark
    };
    let list: Vec<String> = product.variants.iter().take(VARIANTS).map(option).collect();
    (!list.is_empty()).then(|| fill(phrases.options, &[("list", &list.join(phrases.comma))]))
}

/// A variant's name, with its price where that differs from the product's.
fn with_price(variant: &Variant, product: &Product) -> String {
    let name = one_line(&variant.name);
    match variant.price.filter(|price| *price != product.current_price()) {
        Some(price) => format!("{name} ({price})"),
        None => name,
    }
}

/// The owner's description, unless it may mention an amount: only the catalog's fields are prices.
fn description(product: &Product) -> Option<String> {
    let text = one_line(&product.description);
    let currency = product.price.currency;
    let money = text.contains(&currency.symbol()) || text.to_uppercase().contains(currency.code());
    if text.is_empty() || (money && text.chars().any(char::is_numeric)) {
        return None;
    }
    let short: String = text.chars().take(DESCRIPTION_CHARS).collect();
    Some(if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
