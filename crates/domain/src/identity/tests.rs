//! What is known of a person, whatever the order in which it becomes known.

use proptest::prelude::*;

use super::*;

fn alias(kind: AliasKind, value: &str) -> Alias {
    Alias { kind, value: value.to_owned() }
}

fn phone(number: &str) -> Alias {
    alias(AliasKind::Phone, number)
}

fn bsuid(id: &str) -> Alias {
    alias(AliasKind::Bsuid, id)
}

const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn told(aliases: &[Alias]) -> Told<'_> {
    Told { name: None, username: None, aliases }
}

fn nobody() -> Person {
    Person::default()
}

#[test]
fn a_number_that_is_hidden_is_kept_and_not_written_to() {
    let mut person = nobody();
    person.heard(&told(&[bsuid("MY.1"), phone("601")]), at(1));
    assert_eq!(person.clone().reachable(), [bsuid("MY.1"), phone("601")]);
    person.heard(&told(&[bsuid("MY.1")]), at(2));
    assert_eq!(person.aliases, [bsuid("MY.1"), phone("601")]);
    assert_eq!(person.clone().reachable(), [bsuid("MY.1")]);
    person.heard(&told(&[bsuid("MY.1"), phone("601")]), at(3));
    assert_eq!(person.reachable(), [bsuid("MY.1"), phone("601")]);
}

#[test]
fn a_name_that_was_given_up_is_not_taken_up_again_by_what_was_said_before() {
    let mut person = nobody();
    person.heard(&told(&[bsuid("MY.1"), phone("601")]), at(1));
    person.changed(&[bsuid("MY.1"), phone("601")], &[bsuid("MY.2"), phone("602")], at(5));
    assert_eq!(person.aliases, [bsuid("MY.2"), phone("602")]);
    person.heard(&told(&[bsuid("MY.1"), phone("601")]), at(4));
    assert_eq!(person.aliases, [bsuid("MY.2"), phone("602")]);
    // Whoever comes back to an old number has it again.
    person.heard(&told(&[bsuid("MY.2"), phone("601")]), at(8));
    assert_eq!(
        (person.aliases.clone(), person.left_at(&phone("601"))),
        (vec![bsuid("MY.2"), phone("601")], None)
    );
}

#[test]
fn changes_end_the_same_when_an_old_one_is_repeated() {
    let changes = |person: &mut Person| {
        person.changed(&[bsuid("MY.1")], &[bsuid("MY.2")], at(5));
        person.changed(&[bsuid("MY.2")], &[bsuid("MY.3")], at(7));
    };
    let mut person = nobody();
    person.heard(&told(&[bsuid("MY.1")]), at(1));
    changes(&mut person);
    let after = person.clone();
    changes(&mut person);
    assert_eq!(person, after);
    assert_eq!(person.aliases, [bsuid("MY.3")]);
}

#[test]
fn a_new_number_ends_the_old_id_too() {
    let mut person = nobody();
    person.heard(&told(&[bsuid("MY.1"), phone("601")]), at(1));
    person.changed(&[phone("601")], &[bsuid("MY.2"), phone("602")], at(5));
    assert_eq!(person.aliases, [bsuid("MY.2"), phone("602")]);
    assert_eq!(person.left_at(&bsuid("MY.1")), Some(at(5)));
}

#[test]
fn of_two_conversations_the_newer_one_knows_better() {
    let mut older = nobody();
    older.heard(&told(&[phone("601")]), at(1));
    let mut newer = nobody();
    newer.heard(&Told { name: Some("Aina"), ..told(&[bsuid("MY.2"), phone("602")]) }, at(2));
    let mut joined = older.clone();
    joined.joined(newer.clone(), true);
    assert_eq!(joined.aliases, [bsuid("MY.2"), phone("602")]);
    newer.joined(older, false);
    assert_eq!(newer.aliases, joined.aliases);
    assert_eq!(joined.known.name.as_deref(), Some("Aina"));
}

/// What may be heard of a person: few names, so that they meet.
fn names() -> impl Strategy<Value = Vec<Alias>> {
    let id = (0..3_u8).prop_map(|id| bsuid(&format!("MY.{id}")));
    let number = (0..3_u8).prop_map(|number| phone(&format!("60{number}")));
    prop_oneof![
        id.clone().prop_map(|id| vec![id]),
        number.clone().prop_map(|number| vec![number]),
        (id, number).prop_map(|(id, number)| vec![id, number]),
    ]
}

fn person() -> impl Strategy<Value = Person> {
    let word = (names(), names(), any::<bool>(), 0..20_i64);
    proptest::collection::vec(word, 0..8).prop_map(|words| {
        let mut person = nobody();
        for (previous, current, is_change, seconds) in words {
            if is_change {
                person.changed(&previous, &current, at(seconds));
            } else {
                person.heard(&told(&current), at(seconds));
            }
        }
        person
    })
}

proptest! {
    #[test]
    fn one_name_of_a_kind_and_none_that_was_given_up(person in person(), other in person(), is_newer: bool) {
        let mut joined = person.clone();
        joined.joined(other, is_newer);
        for person in [person, joined] {
            for kind in [AliasKind::Bsuid, AliasKind::Phone] {
                prop_assert!(person.aliases.iter().filter(|alias| alias.kind == kind).count() <= 1);
            }
            prop_assert!(person.aliases.iter().all(|alias| person.left_at(alias).is_none()));
            let reachable = person.clone().reachable();
            prop_assert_eq!(reachable.is_empty(), person.aliases.is_empty());
            prop_assert!(reachable.iter().all(|alias| person.aliases.contains(alias)));
        }
    }

    #[test]
    fn joining_twice_is_joining_once(person in person(), other in person(), is_newer: bool) {
        let mut once = person;
        once.joined(other.clone(), is_newer);
        let mut twice = once.clone();
        twice.joined(other, is_newer);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn joining_loses_no_kind_of_name(person in person(), other in person(), is_newer: bool) {
        let mut joined = person.clone();
        joined.joined(other, is_newer);
        for kind in [AliasKind::Bsuid, AliasKind::Phone] {
            prop_assert!(person.lacks(kind) || !joined.lacks(kind));
        }
    }
}
