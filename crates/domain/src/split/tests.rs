use proptest::prelude::*;

use super::*;

fn chars(text: &str, max: usize) -> Vec<String> {
    split(text, Limit::Chars(max))
}

#[test]
fn one_part_if_it_fits() {
    assert_eq!(chars(" hi\n", 4), [" hi\n"]);
    assert_eq!(chars("مرحبا", 5), ["مرحبا"]);
    assert_eq!(chars(" \n ", 1), Vec::<String>::new());
    assert_eq!(split("é", Limit::Bytes(2)), ["é"]);
}

#[test]
fn the_better_border_wins() {
    assert_eq!(chars("One. Two.\n\nThree. Four five", 20), ["One. Two.", "Three. Four five"]);
    assert_eq!(chars("One two. Three\nfour. Five", 18), ["One two. Three", "four. Five"]);
    assert_eq!(chars("One two three. Four five six", 20), ["One two three.", "Four five six"]);
    assert_eq!(chars("one two three four", 10), ["one two", "three four"]);
    assert_eq!(chars("abcdefghij", 4), ["abcd", "efgh", "ij"]);
}

#[test]
fn a_border_exactly_at_the_limit_is_used() {
    assert_eq!(chars("hello world", 5), ["hello", "world"]);
    assert_eq!(chars("hello      world", 5), ["hello", "world"]);
}

#[test]
fn a_tiny_first_sentence_is_not_sent_alone_when_there_are_later_ones() {
    assert_eq!(
        chars("Hi. We have it in red. And blue too.", 26),
        ["Hi. We have it in red.", "And blue too."]
    );
}

#[test]
fn a_quote_stays_with_its_sentence() {
    assert_eq!(chars("He said \"yes.\" Then he left.", 20), ["He said \"yes.\"", "Then he left."]);
}

#[test]
fn arabic_and_chinese_sentences() {
    assert_eq!(chars("هل تريد الأحمر؟ عندنا منه ثلاث قطع", 20), ["هل تريد الأحمر؟", "عندنا منه ثلاث قطع"]);
    assert_eq!(chars("我们有红色。也有蓝色的，你要哪个", 9), ["我们有红色。", "也有蓝色的，", "你要哪个"]);
    assert_eq!(chars("他说：“好。”然后走了很远", 8), ["他说：“好。”", "然后走了很远"]);
}

#[test]
fn families_and_flags_stay_whole() {
    let family = "👨‍👩‍👧‍👦";
    assert_eq!(chars(&family.repeat(2), 7), [family, family]);
    assert_eq!(split("🇲🇾🇲🇾🇲🇾", Limit::Bytes(16)), ["🇲🇾🇲🇾", "🇲🇾"]);
    let parts = chars(family, 3);
    assert_eq!(parts.concat(), family);
    assert!(parts.iter().all(|part| part.chars().count() <= 3));
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "word",
        "RM 129.00",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        ". ",
        "! ",
        "؟ ",
        "。",
        "，",
        "مرحبا",
        "فستان",
        "红色",
        "👨‍👩‍👧‍👦",
        "🇲🇾",
        "é",
        "e\u{301}",
        " \u{301}",
        "नमस्ते",
        "x",
        "\u{200d}",
        "\u{a0}",
        ")",
        "\"",
    ]);
    prop_oneof![prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat()), any::<String>()]
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![(1_usize..80).prop_map(Limit::Chars), (4_usize..120).prop_map(Limit::Bytes)]
}

fn visible(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

proptest! {
    #[test]
    fn every_part_fits_and_has_content(text in text(), limit in limit()) {
        for part in split(&text, limit) {
            prop_assert!(limit.size(&part) <= limit.max(), "{part:?}");
            prop_assert!(!part.trim().is_empty());
        }
    }

    #[test]
    fn nothing_is_lost_or_reordered_but_white_space(text in text(), limit in limit()) {
        prop_assert_eq!(visible(&split(&text, limit).concat()), visible(&text));
    }

    #[test]
    fn white_space_inside_a_part_is_untouched(text in text(), limit in limit()) {
        let mut from = 0;
        for part in split(&text, limit) {
            let found = text.get(from..).and_then(|rest| rest.find(&part));
            prop_assert!(found.is_some(), "{part:?} is not in {:?}", text.get(from..));
            from = found.and_then(|at| from.checked_add(at)?.checked_add(part.len())).unwrap();
        }
    }

    #[test]
    fn clusters_stay_whole_where_they_fit(text in text(), max in 30_usize..80) {
        let whole: Vec<&str> = text.graphemes(true).filter(|cluster| !is_blank(cluster)).collect();
        prop_assume!(whole.iter().all(|cluster| cluster.chars().count() <= max));
        let mut from = whole.iter();
        for part in chars(&text, max) {
            for cluster in part.graphemes(true).filter(|cluster| !is_blank(cluster)) {
                prop_assert_eq!(Some(&cluster), from.next());
            }
        }
    }
}
