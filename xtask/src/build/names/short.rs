//! What is worth reading of a Rust function's name.

/// Longer than this, a name tells nothing more. In characters.
const LONGEST: usize = 72;

/// A demangled name without hashes and type arguments, with types called by their last word:
/// `<alloc::vec::Vec<T,A> as core::ops::drop::Drop>::drop::h0123456789abcdef` becomes `<Vec as Drop>::drop`.
pub fn short(name: &str) -> String {
    let plain = with_short_types(&without_arguments(&without_crate_ids(without_ending(name))));
    // A sixth of all functions are these; everybody knows where they live.
    let known = if plain.starts_with("core::ptr::drop_in_place<") { "core::ptr::" } else { "" };
    plain.trim_start_matches(known).chars().take(LONGEST).collect()
}

/// Takes off what tells copies of one function apart (`::h0123456789abcdef`, `.llvm.123`, `.42`) and the name that an
/// imported function has on the other side, which repeats the Rust one.
fn without_ending(name: &str) -> &str {
    let mut name = name.split_once("::__wbg_").map_or(name, |(own, _)| own);
    while let Some((rest, end)) = name.rsplit_once('.')
        && !rest.is_empty()
        && (end == "llvm" || is_all(end, |c| c.is_ascii_digit()))
    {
        name = rest;
    }
    match name.rsplit_once("::h") {
        Some((rest, hash)) if hash.len() == 16 && is_all(hash, |c| c.is_ascii_hexdigit()) => rest,
        _ => name,
    }
}

/// `core[c5930c85a12de822]::fmt` is `core::fmt`.
fn without_crate_ids(name: &str) -> String {
    let mut pieces = name.split('[');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let id = piece.split_once(']').filter(|(id, _)| is_all(id, |c| c.is_ascii_hexdigit()));
        match id {
            Some((_, rest)) if plain.ends_with(is_word) => plain.push_str(rest),
            _ => plain.extend(["[", piece]),
        }
    }
    plain
}

/// `Vec<T,A>::push` is `Vec::push`. What else stands between angle brackets says whose function it is, and stays:
/// `<Vec<T> as Drop>::drop`, `<impl Drop for X>::drop`, `drop_in_place<X>`.
fn without_arguments(name: &str) -> String {
    let mut plain = String::new();
    let mut open = Vec::new();
    for (at, c) in name.char_indices() {
        let (before, after) = (name.get(..at).unwrap_or_default(), name.get(at + 1..).unwrap_or_default());
        let closes = c == '>' && !before.ends_with('-') && !open.is_empty();
        if c == '<' {
            open.push(!is_list_of_arguments(before, after));
        }
        if open.iter().all(|kept| *kept) {
            plain.push(c);
        }
        if closes {
            open.pop();
        }
    }
    plain
}

fn is_list_of_arguments(before: &str, after: &str) -> bool {
    let follows_a_path = before.ends_with(|c| is_word(c) || matches!(c, ':' | '}' | '>'));
    follows_a_path && !before.ends_with("drop_in_place") && !after.starts_with("impl ")
}

/// Between angle brackets, `alloc::vec::Vec` is `Vec`.
fn with_short_types(name: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
        let names_a_module = depth > 0
            && !word.is_empty()
            && after.strip_prefix("::").is_some_and(|next| next.starts_with(is_word));
        if names_a_module {
            rest = after.strip_prefix("::").unwrap_or(after);
        } else if word.is_empty() {
            let closes = c == '>' && !plain.ends_with('-');
            depth = if closes { depth.saturating_sub(1) } else { depth + usize::from(c == '<') };
            plain.push(c);
            rest = rest.strip_prefix(c).unwrap_or_default();
        } else {
            plain.push_str(word);
            rest = after;
        }
    }
    plain
}

fn is_all(text: &str, is: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_tells_copies_apart_goes() {
        assert_eq!(short("domain::split::trim_start::h69b88bfc785379d2"), "domain::split::trim_start");
        assert_eq!(short("a::b::h69b88bfc785379d2.llvm.1234"), "a::b");
        assert_eq!(
            short("<core[c5930c85a12de822]::fmt::Formatter>::write_fmt.1709"),
            "<Formatter>::write_fmt"
        );
        assert_eq!(short("url::__wbg_url_7bfada5c2297bc70::h1af096a45790e7c7"), "url");
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for name in
            ["a::hello", "__wbg_conversation_free", "F64 -> Externref", "memory.grow", "<[u8] as Ord>::cmp"]
        {
            assert_eq!(short(name), name);
        }
    }

    #[test]
    fn type_arguments_go_and_whose_function_it_is_stays() {
        assert_eq!(short("alloc::vec::Vec<T,A>::push::hd48eb6a66af44c4f"), "alloc::vec::Vec::push");
        assert_eq!(
            short("<alloc::vec::Vec<T,A> as core::ops::drop::Drop>::drop::h0123456789abcdef"),
            "<Vec as Drop>::drop"
        );
        assert_eq!(
            short("a::store::<impl a::Conversation>::seal::{{closure}}::h3437db886ae47ce3"),
            "a::store::<impl Conversation>::seal::{{closure}}"
        );
        assert_eq!(
            short("core::ptr::drop_in_place<core::option::Option<alloc::vec::Vec<u8>>>::h47b102a6987b15cb"),
            "drop_in_place<Option>"
        );
        assert_eq!(short("a::call<fn(b::X) -> b::Y>::go"), "a::call::go");
        assert_eq!(
            short("drop_in_place<<a::read as b::Handler<(c::X,),S>>::call::{{closure}}>"),
            "drop_in_place<<read as Handler>::call::{{closure}}>"
        );
    }

    #[test]
    fn long_names_end_between_two_characters() {
        let name = format!("a::{}", "é".repeat(100));
        assert_eq!(short(&name).chars().count(), LONGEST);
    }

    proptest! {
        #[test]
        fn any_name_is_taken_and_never_grows(name in "[a-c:<>,\\[\\]. é-]{0,60}") {
            prop_assert!(short(&name).len() <= name.len());
        }

        #[test]
        fn a_short_name_is_not_shortened_again(name in "(a::){0,3}(b<c::d>::)?(<e::f<g> as h::i>::)?[j-m]{1,9}") {
            prop_assert_eq!(short(&short(&name)), short(&name));
        }
    }
}
