//! The page's HTML. Everything that somebody wrote is escaped, and stands in its own direction.

use super::Website;
use super::drawing;
use super::goods::Piece;
use super::words::Words;

const TEMPLATE: &str = include_str!("page.html");
/// Behind each piece is one of so many colours (`tone-0` and on in the stylesheet).
const TONES: usize = 6;

pub(super) fn write(website: &Website, words: &Words, direction: &str) -> String {
    let front = &website.front;
    let know_link = if front.facts.is_empty() { String::new() } else { link("#know", words.know) };
    let fields = [
        ("language", words.language.to_owned()),
        ("direction", direction.to_owned()),
        ("name", escape(&front.name)),
        ("skip", words.skip.to_owned()),
        ("pieces", words.pieces.to_owned()),
        ("know_link", know_link),
        ("motto", words.motto.to_owned()),
        ("promise", words.promise.to_owned()),
        ("look", words.look.to_owned()),
        ("end", words.end.to_owned()),
        ("worker", website.worker.clone()),
        ("slug", website.slug.clone()),
        ("goods", front.pieces.iter().enumerate().map(|(place, one)| piece(place, one, words)).collect()),
        ("facts", facts(&front.facts, words)),
    ];
    fill(TEMPLATE, &fields)
}

/// In one pass, so that braces in what somebody wrote stay what they are.
fn fill(template: &str, fields: &[(&str, String)]) -> String {
    let mut parts = template.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = part.split_once('}').and_then(|(name, rest)| {
            fields.iter().find(|(known, _)| *known == name).map(|(_, value)| (value.as_str(), rest))
        });
        match known {
            Some((value, rest)) => filled.extend([value, rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

fn link(to: &str, words: &str) -> String {
    format!("<a href=\"{to}\">{words}</a>")
}

fn piece(place: usize, piece: &Piece, words: &Words) -> String {
    let tone = place % TONES;
    let drawing = drawing::of(&piece.name);
    let gone =
        if piece.is_sold_out { format!("<span class=\"gone\">{}</span>", words.gone) } else { String::new() };
    let name = escape(&piece.name);
    let description = escape(&piece.description);
    let choices = escape(&piece.choices.join(" · "));
    let price = price(piece, words);
    format!(
        "<li class=\"piece\"><div class=\"tile tone-{tone}\">\
         <svg viewBox=\"0 0 64 64\" aria-hidden=\"true\"><path d=\"{drawing}\"/></svg>{gone}</div>\
         <h3 dir=\"auto\">{name}</h3><p class=\"about\" dir=\"auto\">{description}</p>\
         <p class=\"choices\" dir=\"auto\">{choices}</p><p class=\"price\">{price}</p></li>"
    )
}

fn price(piece: &Piece, words: &Words) -> String {
    let amount = escape(&piece.price);
    let Some(reduced) = &piece.sale_price else { return format!("<bdi>{amount}</bdi>") };
    format!(
        "<span class=\"hear\">{}</span> <ins><bdi>{}</bdi></ins> <span class=\"hear\">{}</span> <del><bdi>{amount}</bdi></del>",
        words.now,
        escape(reduced),
        words.was,
    )
}

fn facts(facts: &[(String, String)], words: &Words) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let one = |(topic, text): &(String, String)| {
        format!("<div><dt dir=\"auto\">{}</dt><dd dir=\"auto\">{}</dd></div>", escape(topic), escape(text))
    };
    let rows: String = facts.iter().map(one).collect();
    format!(
        "<section id=\"know\" aria-labelledby=\"know-title\"><h2 id=\"know-title\">{}</h2><dl>{rows}</dl></section>",
        words.know
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_somebody_wrote_never_becomes_markup_or_a_field(name in ".{0,40}") {
            let shown = fill("<b>{name}</b>{other}", &[("name", escape(&name))]);
            prop_assert_eq!(shown.matches('<').count(), 2);
            prop_assert!(shown.ends_with("</b>{other}"), "{}", shown);
            let back = shown.trim_start_matches("<b>").trim_end_matches("</b>{other}");
            let back = back.replace("&quot;", "\"").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&");
            prop_assert_eq!(back, name);
        }
    }
}
