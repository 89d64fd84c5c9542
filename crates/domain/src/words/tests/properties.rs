use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::words::{Command, command, lexicon};

/// Any phrase of the tables with what it means.
fn phrase() -> impl Strategy<Value = (String, Command)> {
    prop::sample::select(phrases())
}

fn phrases() -> Vec<(String, Command)> {
    let mut phrases = Vec::new();
    for lexicon in lexicon::ALL {
        phrases.extend(lexicon.opt_out.iter().map(|phrase| (phrase.to_string(), Command::OptOut)));
        phrases.extend(lexicon.opt_in.iter().map(|phrase| (phrase.to_string(), Command::OptIn)));
        for verb in lexicon.delete {
            let orders = lexicon.personal_data.iter().map(|data| (format!("{verb} {data}"), Command::Erase));
            phrases.extend(orders);
        }
    }
    phrases
}

/// Around a command, nothing that is said.
const AROUND: &str = "[ .,!…:;~*_\"'«»“”‘’「」()\\-\u{200b}\u{200f}\u{feff}\n\t🙏🛑😡👍🏽।،。！]{0,6}";

/// An emoji as keyboards send it: alone, with a skin tone, joined, a flag, a heart with its selector. Not a keycap or a
/// circled number: that is a digit, and "stop 1" orders something.
fn emoji() -> impl Strategy<Value = String> {
    let alone = prop::char::ranges(
        vec![
            '\u{1f300}'..='\u{1f3fa}',
            '\u{1f400}'..='\u{1f64f}',
            '\u{1f680}'..='\u{1f6d7}',
            '\u{1f900}'..='\u{1f9ff}',
            '☀'..='❵',
        ]
        .into(),
    );
    prop_oneof![
        4 => alone.prop_map(String::from),
        1 => prop::sample::select(vec!["👍🏿", "👨\u{200d}👩\u{200d}👧", "🇲🇾", "❤\u{fe0f}", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"]).prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn emoji_do_not_matter((phrase, expected) in phrase(), before in emoji(), after in prop::collection::vec(emoji(), 0..5)) {
        // A question mark is written as an emoji too, and does matter.
        let is_question = |text: &str| text.contains(['❓', '❔']);
        prop_assume!(!is_question(&before) && !after.iter().any(|after| is_question(after)));
        let after = after.concat();
        for text in [format!("{before}{phrase}{after}"), format!("{before} {phrase}"), format!("{phrase}{before}{after}")] {
            prop_assert_eq!(command(&text), Some(expected), "{}", text);
        }
    }

    #[test]
    fn two_commands_are_none((one, first) in phrase(), (other, second) in phrase()) {
        // Who says STOP and START at once has said neither, and nothing is erased for a guess.
        if let Some(found) = command(&format!("{one}, {other}")) {
            prop_assert!(first == second && found == first, "{one}, {other}");
        }
    }

    #[test]
    fn a_word_in_the_middle_makes_it_a_sentence(
        (phrase, _) in phrase(), other in "[qxz]{2}[a-z]{0,6}|[0-9]{1,4}|заказ|طلب|订单|ऑर्डर", gap: prop::sample::Index,
    ) {
        let words: Vec<&str> = phrase.split(' ').collect();
        let (before, after) = words.split_at(gap.index(words.len()));
        let text = format!("{} {other} {}", before.join(" "), after.join(" "));
        prop_assert_eq!(command(&text), None, "{}", text);
    }

    #[test]
    fn writing_does_not_matter(
        (phrase, expected) in phrase(), before in AROUND, after in AROUND, gap in "[ \u{a0}\u{3000}\n.,_-]{1,3}",
        capitals in prop::collection::vec(any::<bool>(), 64), invisible in "[\u{200b}\u{200d}\u{2060}]{0,2}",
    ) {
        let cased = phrase.chars().zip(capitals.iter().cycle()).map(|(char, capital)| {
            if *capital { char.to_uppercase().collect() } else { char.to_string() }
        });
        let written = cased.collect::<Vec<_>>().join(&invisible).replace(' ', &gap);
        let text = format!("{before}{written}{after}");
        prop_assert_eq!(command(&text), Some(expected), "{}", text);
    }

    #[test]
    fn accents_do_not_matter((phrase, expected) in phrase(), accent in "[\u{300}\u{301}\u{303}\u{308}]") {
        let is_bare = |char: &char| char.is_ascii_alphabetic();
        let text: String = phrase.chars().flat_map(|char| {
            [Some(char), is_bare(&char).then(|| accent.chars().next()).flatten()].into_iter().flatten()
        }).collect();
        prop_assert_eq!(command(&text), Some(expected), "{}", text);
        prop_assert_eq!(command(&text.nfc().collect::<String>()), Some(expected), "{}", text);
    }

    #[test]
    fn wide_letters_do_not_matter((phrase, expected) in phrase()) {
        let wide = |char: char| match char {
            '!'..='~' => u32::from(char).checked_add(0xfee0).and_then(char::from_u32).unwrap(),
            _ => char,
        };
        let text: String = phrase.chars().map(wide).collect();
        prop_assert_eq!(command(&text), Some(expected), "{}", text);
    }

    #[test]
    fn politeness_in_any_language_does_not_matter(
        (phrase, expected) in phrase(),
        polite in prop::sample::select(lexicon::ALL.iter().flat_map(|lexicon| lexicon.polite).collect::<Vec<_>>()),
    ) {
        let texts = [format!("{polite}, {phrase}"), format!("{phrase} {polite}!"), format!("{polite} {phrase} {polite}")];
        for text in texts {
            prop_assert_eq!(command(&text), Some(expected), "{}", text);
        }
    }

    #[test]
    fn inside_a_sentence_it_is_no_command(
        (phrase, _) in phrase(), other in "[qxz]{2}[a-z]{0,6}|[0-9]{1,4}|order|pesanan|pedido|заказ|commande|طلب|订单|ऑर्डर|not|never",
    ) {
        for text in [format!("{phrase} {other}"), format!("{other} {phrase}"), format!("{phrase}, {other} please"),
            format!("{other} {phrase} {other}")] {
            prop_assert_eq!(command(&text), None, "{}", text);
        }
    }

    #[test]
    fn what_cannot_be_undone_is_not_done_on_a_question((phrase, expected) in phrase(), mark in "[?？؟❓]") {
        let firm = (expected == Command::OptOut).then_some(expected);
        prop_assert_eq!(command(&format!("{phrase}{mark}")), firm);
    }

    #[test]
    fn any_text_is_read(text: String, other in "\\PC{0,200}") {
        prop_assert!(command(&text).is_none() || text.chars().count() > 1 || text == "停");
        let _read = command(&other);
        prop_assert_eq!(command(&other), command(&format!(" {other} ")));
    }
}

#[test]
fn a_long_text_is_no_command() {
    assert_eq!(command(&"please stop ".repeat(400)), None);
    assert_eq!(command(&format!("stop{}", "!".repeat(4_000))), Some(Command::OptOut));
}
