use proptest::prelude::*;

use super::*;

/// Something told of a comment: what, at which second, and the words.
type Told = (Verb, i64, u8);

fn standing(told: &[Told]) -> Standing {
    let mut standing = Standing::default();
    for (verb, second, words) in told {
        standing.hear(*verb, at(*second), said(*words));
    }
    standing
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second.saturating_mul(1_000))
}

fn said(words: u8) -> Said {
    Said { text: Some(words.to_string()), photo_url: None }
}

/// One comment's whole life, each change in a second of its own, and the same shuffled with repetitions.
fn lives() -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    let change = prop_oneof![Just(Verb::Edited), Just(Verb::Hidden), Just(Verb::Shown)];
    prop::collection::vec((change, any::<u8>()), 0..6).prop_flat_map(|changes| {
        let later = (1_i64..).zip(changes).map(|(second, (verb, words))| (verb, second, words));
        let life: Vec<Told> = std::iter::once((Verb::Added, 0, 0)).chain(later).collect();
        let twice: Vec<Told> = life.iter().chain(&life).copied().collect();
        (Just(life), Just(twice).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn whatever_comes_late_or_twice_ends_the_same((life, told) in lives()) {
        prop_assert!(standing(&life) == standing(&told));
    }

    #[test]
    fn it_says_what_was_said_last((life, told) in lives()) {
        let last = life.iter().rfind(|(verb, ..)| matches!(verb, Verb::Added | Verb::Edited));
        let standing = standing(&told);
        prop_assert_eq!(standing.said().text.clone(), last.map(|(_, _, words)| words.to_string()));
        prop_assert_eq!(standing.is_edited(), life.iter().any(|(verb, ..)| *verb == Verb::Edited));
        let seen = life.iter().rfind(|(verb, ..)| matches!(verb, Verb::Hidden | Verb::Shown));
        prop_assert_eq!(standing.is_hidden(), seen.is_some_and(|(verb, ..)| *verb == Verb::Hidden));
    }
}

#[test]
fn an_edit_in_the_second_of_the_comment_counts_in_either_order() {
    let (added, edited) = ((Verb::Added, 1, 1), (Verb::Edited, 1, 2));
    assert_eq!(standing(&[added, edited]).said().text.as_deref(), Some("2"));
    assert_eq!(standing(&[edited, added]).said().text.as_deref(), Some("2"));
}

#[test]
fn hiding_it_does_not_change_what_it_says() {
    let standing = standing(&[(Verb::Added, 1, 1), (Verb::Hidden, 2, 9)]);
    assert_eq!((standing.said().text.as_deref(), standing.is_hidden()), (Some("1"), true));
}

#[test]
fn it_is_read_back_as_it_was_written() {
    let standing = standing(&[(Verb::Added, 1, 1), (Verb::Edited, 2, 2), (Verb::Hidden, 3, 0)]);
    let written = serde_json::to_string(&standing).unwrap();
    assert!(serde_json::from_str::<Standing>(&written).unwrap() == standing);
}
