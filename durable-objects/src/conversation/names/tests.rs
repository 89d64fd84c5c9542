//! What a conversation knows of its person, whatever the order in which it hears of it.

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

fn told(aliases: &[Alias]) -> Profile {
    Profile { aliases: aliases.to_vec(), ..Profile::default() }
}

fn nobody() -> Person {
    Person { aliases: Vec::new(), known: Known::default() }
}

fn change(previous: &[Alias], current: &[Alias], seconds: i64) -> IdentityChange {
    IdentityChange { previous: previous.to_vec(), current: current.to_vec(), at: Some(at(seconds)) }
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
    person.changed(&change(&[bsuid("MY.1"), phone("601")], &[bsuid("MY.2"), phone("602")], 5), at(9));
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
    let (first, second) =
        (change(&[bsuid("MY.1")], &[bsuid("MY.2")], 5), change(&[bsuid("MY.2")], &[bsuid("MY.3")], 7));
    let mut person = nobody();
    person.heard(&told(&[bsuid("MY.1")]), at(1));
    person.changed(&first, at(9));
    person.changed(&second, at(9));
    let after = person.clone();
    person.changed(&first, at(9));
    person.changed(&second, at(9));
    assert!(person == after);
    assert_eq!(person.aliases, [bsuid("MY.3")]);
}

#[test]
fn of_two_conversations_the_newer_one_knows_better() {
    let mut older = nobody();
    older.heard(&told(&[phone("601")]), at(1));
    let mut newer = nobody();
    newer.heard(&Profile { name: Some("Aina".into()), ..told(&[bsuid("MY.2"), phone("602")]) }, at(2));
    let mut joined = older.clone();
    joined.joined(newer.clone(), true);
    assert_eq!(joined.aliases, [bsuid("MY.2"), phone("602")]);
    newer.joined(older, false);
    assert_eq!(newer.aliases, joined.aliases);
    assert_eq!(joined.known.name.as_deref(), Some("Aina"));
}
