//! Text in a form in which words can be compared: no case, no accents, no punctuation.

/// The words of a text.
pub(super) struct Words {
    /// Folded, each with a space on either side: ` how much `.
    spaced: String,
    /// The same in their bare form.
    bare: String,
    /// Folded, but split at white space only: `it's` stays one.
    whole: Vec<String>,
    /// Folded, nothing taken out: for scripts without spaces.
    folded: String,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let folded = fold(text);
        let words: Vec<&str> = split(&folded).collect();
        Self {
            spaced: spaced(words.iter().copied()),
            bare: spaced(words.iter().map(|word| bare(word)).collect::<Vec<_>>().iter().map(String::as_str)),
            whole: folded.split_whitespace().map(|word| word.trim_matches(is_gap).to_owned()).collect(),
            folded,
        }
    }

    /// Whether a word or a phrase occurs. It must be folded already, as the tables are.
    pub(super) fn have(&self, phrase: &str) -> bool {
        if phrase.chars().any(is_han) {
            return self.folded.contains(phrase);
        }
        let phrase = format!(" {phrase} ");
        self.spaced.contains(&phrase) || self.bare.contains(&phrase)
    }

    /// Whether any of them occurs.
    pub(super) fn have_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.have(phrase))
    }

    /// Whether the words of a name occur together, in this order. Short ones must stand alone between spaces, or
    /// the `m` of `I'm` would be a size.
    pub(super) fn name(&self, name: &str) -> bool {
        let folded = fold(name);
        let words: Vec<&str> = split(&folded).collect();
        match words.as_slice() {
            [] => false,
            [one] if one.chars().count() < 3 && !one.chars().any(is_han) => {
                self.whole.iter().any(|word| word == one)
            }
            several => self.have(&several.join(" ")),
        }
    }

    /// Whether a word of at least `length` letters occurs in another text too; for Chinese, two characters in a row.
    pub(super) fn share(&self, text: &str, length: usize) -> bool {
        let folded = fold(text);
        let same = split(&folded).any(|word| word.chars().count() >= length && self.has_word(word));
        let characters: Vec<char> = folded.chars().collect();
        let pair = |pair: &[char]| {
            pair.iter().copied().all(is_han) && self.folded.contains(&String::from_iter(pair))
        };
        same || characters.windows(2).any(pair)
    }

    /// The word itself, or the same with a plural `s`.
    fn has_word(&self, word: &str) -> bool {
        let singular = word.strip_suffix('s').unwrap_or(word);
        [word, singular].iter().any(|form| self.have(form)) || self.have(&format!("{word}s"))
    }

    /// All characters, folded.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }
}

/// The catalog's folding, and without the stroke that only stretches an Arabic word.
pub(super) fn fold(text: &str) -> String {
    domain::fold::fold(text).replace('ـ', "")
}

/// The words of a folded text.
pub(super) fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(is_gap).filter(|word| !word.is_empty())
}

/// A folded word without Arabic particles, and without letters that are held down: `hiiii` is `hi`.
pub(super) fn bare(word: &str) -> String {
    let mut calm = String::new();
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let after = rest.trim_start_matches(c);
        let run = rest.chars().take_while(|each| *each == c).count();
        let held = run >= 3 && c.is_alphabetic();
        calm.extend(std::iter::repeat_n(c, if held { 1 } else { run }));
        rest = after;
    }
    without_particles(&calm).to_owned()
}

fn is_gap(c: char) -> bool {
    !c.is_alphanumeric()
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}')
}

/// Arabic writes `and`, `with`, `for` and `the` onto the word: `والسعر` has the same core as `سعر`.
fn without_particles(word: &str) -> &str {
    ["وال", "بال", "فال", "لل", "ال", "و", "ب"]
        .iter()
        .find_map(|particle| word.strip_prefix(particle).filter(|rest| rest.chars().count() >= 3))
        .unwrap_or(word)
}

fn spaced<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.fold(" ".to_owned(), |text, word| text + word + " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_not_parts_of_words() {
        let words = Words::of("¿Cuánto CUESTA el té?\nHi!");
        assert!(words.have("cuanto cuesta") && words.have("te") && words.have("hi"));
        assert!(!words.have("cuest") && !words.have("uanto"));
    }

    #[test]
    fn arabic_with_its_particles() {
        let words = Words::of("ما هو السِّعر والتوصيل؟");
        assert!(words.have("سعر") && words.have("توصيل"));
        assert!(!Words::of("عندكم").have("كم"));
    }

    #[test]
    fn letters_that_are_held_down() {
        assert!(Words::of("hiiii").have("hi") && Words::of("HOLAAA").have("hola"));
        assert_eq!([bare("book"), bare("1000")], ["book", "1000"]);
        assert!(!Words::of("the xxxl one").name("XL") && Words::of("the xxxl one").name("XXXL"));
    }

    #[test]
    fn chinese_has_no_spaces() {
        assert!(Words::of("请问这个多少钱？").have("多少钱"));
        assert!(Words::of("有没有红茶").share("祁门红茶", 3));
    }

    #[test]
    fn a_size_is_not_an_apostrophe() {
        assert!(!Words::of("I'm sure it's fine").name("M"));
        assert!(Words::of("do you have m?").name("M"));
        assert!(Words::of("the sage one, please").name("Sage"));
    }
}
