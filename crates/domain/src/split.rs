//! Cutting a reply that is longer than the channel takes, where a reader would pause.

#[cfg(test)]
mod tests;

use unicode_segmentation::UnicodeSegmentation;

/// How much one message holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Unicode scalar values, as WhatsApp (4096) and Messenger (2000) count.
    Chars(usize),
    /// Bytes of UTF-8, as Instagram (1000) counts.
    Bytes(usize),
}

impl Limit {
    /// How many of its units.
    pub const fn amount(self) -> usize {
        match self {
            Self::Chars(amount) | Self::Bytes(amount) => amount,
        }
    }

    fn size(self, text: &str) -> usize {
        match self {
            Self::Chars(_) => text.chars().count(),
            Self::Bytes(_) => text.len(),
        }
    }

    // A limit below four bytes could not hold every character; nothing could then be sent at all.
    fn max(self) -> usize {
        match self {
            Self::Chars(most) => most.max(1),
            Self::Bytes(most) => most.max(4),
        }
    }
}

/// The messages to send for `text`, in order: one, untouched, if it fits; none if it is blank.
///
/// Cuts fall between paragraphs, lines, sentences or words, in this order of preference, and never inside what a
/// reader sees as one character, unless that alone is over the limit. Only white space at a cut is dropped.
pub fn split(text: &str, limit: Limit) -> Vec<String> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    if limit.size(text) <= limit.max() {
        return vec![text.to_owned()];
    }
    let clusters: Vec<&str> = text.graphemes(true).collect();
    let mut rest = trim_start(&clusters);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        rest = take_part(rest, limit, &mut parts);
    }
    parts
}

/// Moves the next part out of `rest`, which does not start with white space, and returns what is left.
fn take_part<'r, 't>(rest: &'r [&'t str], limit: Limit, parts: &mut Vec<String>) -> &'r [&'t str] {
    let fitting = count_fitting(rest, limit);
    if trim_end(rest).len() <= fitting {
        parts.push(trim_end(rest).concat());
        return &[];
    }
    let Some((head, tail)) =
        rest.split_at_checked(best_cut(rest, fitting)).filter(|(head, _)| !head.is_empty())
    else {
        return take_oversized(rest, limit, parts);
    };
    parts.push(trim_end(head).concat());
    trim_start(tail)
}

/// A single cluster over the limit, such as a letter with a hundred accents: its characters are spread.
fn take_oversized<'r, 't>(rest: &'r [&'t str], limit: Limit, parts: &mut Vec<String>) -> &'r [&'t str] {
    let Some((cluster, rest)) = rest.split_first() else { return &[] };
    let mut part = String::new();
    for char in cluster.chars() {
        let mut longer = part.clone();
        longer.push(char);
        if limit.size(&longer) > limit.max() {
            push_visible(parts, std::mem::take(&mut part));
            part.push(char);
        } else {
            part = longer;
        }
    }
    push_visible(parts, part);
    trim_start(rest)
}

// Channels refuse a message of white space, which a space cut off from its accent would be.
fn push_visible(parts: &mut Vec<String>, part: String) {
    if !part.trim().is_empty() {
        parts.push(part);
    }
}

fn count_fitting(clusters: &[&str], limit: Limit) -> usize {
    let mut size: usize = 0;
    let fits = |cluster: &&&str| {
        size = size.saturating_add(limit.size(cluster));
        size <= limit.max()
    };
    clusters.iter().take_while(fits).count()
}

/// A place to pause, the best one greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Border {
    Word,
    Sentence,
    Line,
    Paragraph,
}

/// After how many clusters to cut: the last border of the best kind past the first third, so that parts do not
/// get tiny; else the last one of the best kind anywhere; else the limit itself.
fn best_cut(clusters: &[&str], fitting: usize) -> usize {
    let third = fitting.div_ceil(3);
    let borders: Vec<(Border, usize)> =
        (1..=fitting).filter_map(|cut| border_at(clusters, cut).map(|border| (border, cut))).collect();
    let late = borders.iter().filter(|(border, cut)| *cut >= third && *border > Border::Word).max();
    let best = late.or_else(|| borders.iter().max());
    best.map_or(fitting, |(_, cut)| *cut)
}

/// What kind of border lies before the cluster number `cut`.
fn border_at(clusters: &[&str], cut: usize) -> Option<Border> {
    let (before, after) = clusters.split_at_checked(cut)?;
    let last = before.last()?;
    let next = after.first()?;
    if is_blank(last) {
        return None;
    }
    if is_blank(next) {
        return Some(blank_border(before, after));
    }
    // Chinese and Japanese write no space after a full stop or a comma.
    if is_closing(next) || ends_sentence(&[next]) {
        None
    } else if ends_wide_sentence(before) {
        Some(Border::Sentence)
    } else {
        is_wide_comma(last).then_some(Border::Word)
    }
}

fn blank_border(before: &[&str], after: &[&str]) -> Border {
    let newlines =
        after.iter().take_while(|cluster| is_blank(cluster)).filter(|cluster| cluster.contains('\n'));
    match newlines.count() {
        0 if ends_sentence(before) => Border::Sentence,
        0 => Border::Word,
        1 => Border::Line,
        _ => Border::Paragraph,
    }
}

/// Latin, Greek, Armenian, Devanagari, Arabic, Urdu, Khmer, Ethiopic, Burmese, Chinese and Japanese marks, even
/// within quotes or brackets.
fn ends_sentence(clusters: &[&str]) -> bool {
    let mark = clusters.iter().rev().find(|cluster| !is_closing(cluster));
    mark.and_then(|cluster| cluster.chars().next()).is_some_and(|char| {
        let spaced = matches!(char, '.' | '!' | '?' | '…' | '։' | '؟' | '۔' | '।' | '॥' | '។' | '።' | '။');
        spaced || is_wide_stop(char)
    })
}

fn ends_wide_sentence(clusters: &[&str]) -> bool {
    let mark = clusters.iter().rev().find(|cluster| !is_closing(cluster));
    mark.and_then(|cluster| cluster.chars().next()).is_some_and(is_wide_stop)
}

fn is_wide_stop(char: char) -> bool {
    matches!(char, '。' | '！' | '？' | '｡' | '．')
}

fn is_wide_comma(cluster: &str) -> bool {
    matches!(cluster, "，" | "、" | "；" | "：")
}

fn is_closing(cluster: &str) -> bool {
    matches!(cluster, "\"" | "'" | ")" | "]" | "*" | "_" | "”" | "’" | "»" | "」" | "』" | "）" | "】")
}

// A space that carries an accent is a visible cluster.
fn is_blank(cluster: &str) -> bool {
    cluster.chars().all(char::is_whitespace)
}

fn trim_start<'r, 't>(clusters: &'r [&'t str]) -> &'r [&'t str] {
    let blank = clusters.iter().take_while(|cluster| is_blank(cluster)).count();
    clusters.get(blank..).unwrap_or_default()
}

fn trim_end<'r, 't>(clusters: &'r [&'t str]) -> &'r [&'t str] {
    let blank = clusters.iter().rev().take_while(|cluster| is_blank(cluster)).count();
    clusters.get(..clusters.len().saturating_sub(blank)).unwrap_or_default()
}
