//! Words made comparable: case, accents and compatibility forms do not matter.

use unicode_normalization::UnicodeNormalization;

/// The text in a form in which equal words are equal: lower case, without accents, width and ligatures folded.
///
/// Vowel signs of Indic and Thai scripts are kept: there they are letters, not accents.
pub fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|char| !is_accent(*char)).flat_map(char::to_lowercase);
    // Lower-casing can give marks back (İ), hence a second look; recomposed, so that a letter is one character.
    let plain = plain.filter(|char| !is_accent(*char)).map(undecomposable);
    plain.collect::<String>().replace('ß', "ss").nfc().collect()
}

/// The words of a folded text, in order. Scripts without spaces give overlapping pairs of characters.
pub(crate) fn words(folded: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut run = String::new();
    let mut run_unspaced = false;
    // An apostrophe joins: "ana's" is one word.
    let chars = folded.chars().filter(|char| !matches!(char, '\'' | '\u{2019}' | '\u{2bc}'));
    for char in chars.chain([' ']) {
        let unspaced = is_unspaced(char);
        let in_word = char.is_alphanumeric() || unicode_normalization::char::is_combining_mark(char);
        if !in_word || (unspaced != run_unspaced) {
            push_run(&mut words, &std::mem::take(&mut run), run_unspaced);
            run_unspaced = unspaced;
        }
        if in_word {
            run.push(char);
        }
    }
    words
}

fn push_run(words: &mut Vec<String>, run: &str, unspaced: bool) {
    let chars: Vec<char> = run.chars().collect();
    if unspaced && chars.len() > 2 {
        words.extend(chars.windows(2).map(|pair| pair.iter().collect()));
    } else if !run.is_empty() {
        words.push(run.to_owned());
    }
}

/// Letters that a keyboard without them replaces by a plain one, and that Unicode does not decompose.
fn undecomposable(char: char) -> char {
    match char {
        'ı' => 'i',
        'ø' | 'œ' => 'o',
        'đ' | 'ð' => 'd',
        'ł' => 'l',
        'ħ' => 'h',
        'ŧ' => 't',
        'æ' => 'a',
        // Persian and Urdu forms of Arabic letters, and the final form of alef.
        'ی' | 'ى' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        'ς' => 'σ',
        _ => char,
    }
}

/// Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel marks and the stretching of Arabic letters.
fn is_accent(char: char) -> bool {
    matches!(char,
        '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05bd}' | '\u{05bf}' | '\u{05c1}' | '\u{05c2}' | '\u{05c4}'
        | '\u{05c5}' | '\u{05c7}' | '\u{0610}'..='\u{061a}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}'
        | '\u{06d6}'..='\u{06dc}' | '\u{06df}'..='\u{06e4}' | '\u{06e7}' | '\u{06e8}' | '\u{06ea}'..='\u{06ed}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Scripts that do not put spaces between words: Han, Kana, Thai, Lao, Burmese, Khmer.
pub(crate) fn is_unspaced(char: char) -> bool {
    matches!(char,
        '\u{0e01}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_word_written_differently() {
        let pairs = [
            ("Crème Brûlée", "creme brulee"),
            ("ＤＲＥＳＳ", "dress"),
            ("İSTANBUL", "istanbul"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("فُسْتَان", "فستان"),
            ("إلى", "الي"),
            ("ﬁne", "fine"),
        ];
        for (written, plain) in pairs {
            assert_eq!(fold(written), fold(plain), "{written}");
        }
        assert_eq!(fold("Crème"), "creme");
    }

    #[test]
    fn vowel_signs_are_letters() {
        assert_ne!(fold("की"), fold("का"));
        assert_ne!(fold("ガ"), fold("カ"));
    }

    #[test]
    fn words_and_pairs() {
        assert_eq!(words("ana's t-shirt, 2x"), ["anas", "t", "shirt", "2x"]);
        assert_eq!(words("红色衣服 m"), ["红色", "色衣", "衣服", "m"]);
        assert_eq!(words("iphone手机"), ["iphone", "手机"]);
        assert_eq!(words("लाल कपड़े"), ["लाल", "कपड़े"]);
        assert_eq!(words(" ,.!"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text: String) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn case_does_not_matter(text in "[a-zA-Zа-яА-Яα-ωΑ-Ω ]{0,20}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text.to_lowercase()));
        }
    }
}
