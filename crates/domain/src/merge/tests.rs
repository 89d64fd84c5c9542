use proptest::prelude::*;

use super::*;

const KEYS: [[u8; 2]; 6] = [[1, 1], [1, 2], [2, 1], [3, 0], [4, 9], [5, 5]];

fn id(number: u8) -> MessageId {
    MessageId::new(Timestamp::from_millis(i64::from(number)), [number; 10])
}

fn line(at: i64, arrival: i64, key: Option<usize>, number: u8) -> Line<'static> {
    let provider_key = key.map(|key| &KEYS[key][..]);
    Line { at: Timestamp::from_seconds(at), arrival, provider_key, id: id(number) }
}

#[test]
fn the_time_then_the_arrival_decides_and_a_shared_message_is_there_once() {
    let ours = [line(10, 1, Some(0), 1), line(12, 2, None, 2), line(12, 3, Some(1), 3)];
    let theirs = [line(9, 1, Some(2), 4), line(10, 2, Some(0), 5), line(12, 9, Some(3), 6)];
    let merged: Vec<MessageId> = merge(&ours, &theirs).into_iter().map(|line| line.id).collect();
    assert_eq!(merged, [4, 1, 2, 3, 6].map(id));
}

#[test]
fn a_message_that_was_handed_over_before_its_id_was_known_is_not_doubled() {
    let before = [line(5, 1, None, 1)];
    let after = [line(5, 1, Some(0), 1)];
    assert_eq!(merge(&before, &after).len(), 1);
}

#[test]
fn the_older_conversation_stays() {
    let home_of = |at, hash| Home {
        created_at: Timestamp::from_seconds(at),
        id: ConversationId::from_hash([hash; 16]),
    };
    assert_eq!(home(&home_of(5, 9), &home_of(6, 1)), &home_of(5, 9));
    assert_eq!(home(&home_of(6, 1), &home_of(5, 9)), &home_of(5, 9));
    assert_eq!(home(&home_of(5, 9), &home_of(5, 1)), &home_of(5, 1));
}

/// Threads with few moments, keys and ids, so that all kinds of ties happen.
fn thread() -> impl Strategy<Value = Vec<Line<'static>>> {
    let parts = (0_i64..4, 0_i64..4, prop::option::of(0..KEYS.len()), 0_u8..12);
    prop::collection::vec(parts.prop_map(|(at, arrival, key, number)| line(at, arrival, key, number)), 0..12)
}

fn is_same(one: &Line<'_>, other: &Line<'_>) -> bool {
    one.id == other.id || (one.provider_key.is_some() && one.provider_key == other.provider_key)
}

proptest! {
    #[test]
    fn it_does_not_matter_which_thread_is_which(ours in thread(), theirs in thread()) {
        prop_assert_eq!(merge(&ours, &theirs), merge(&theirs, &ours));
    }

    #[test]
    fn merging_again_changes_nothing(ours in thread(), theirs in thread()) {
        let merged = merge(&ours, &theirs);
        prop_assert_eq!(&merge(&merged, &theirs), &merged);
        prop_assert_eq!(&merge(&ours, &merged), &merged);
        prop_assert_eq!(&merge(&merged, &[]), &merged);
    }

    #[test]
    fn nothing_is_lost_nothing_doubled_and_all_in_order(ours in thread(), theirs in thread()) {
        let merged = merge(&ours, &theirs);
        let all = [ours, theirs].concat();
        prop_assert!(all.iter().all(|line| merged.iter().any(|kept| is_same(kept, line))), "lost");
        prop_assert!(merged.iter().all(|kept| all.contains(kept)), "invented");
        for (index, one) in merged.iter().enumerate() {
            prop_assert!(!merged[index..].iter().skip(1).any(|other| is_same(one, other)), "doubled");
        }
        prop_assert!(merged.is_sorted_by_key(|line| (line.at, line.arrival)));
    }

    #[test]
    fn a_thread_keeps_its_own_order(stamps in prop::collection::vec(0_i64..5, 0..20), theirs in thread()) {
        let ours: Vec<Line<'_>> =
            (100_u8..).zip(&stamps).map(|(number, at)| line(*at, i64::from(number), None, number)).collect();
        let kept: Vec<Line<'_>> = merge(&ours, &theirs).into_iter().filter(|line| ours.contains(line)).collect();
        let mut expected = ours;
        expected.sort_by_key(|line| line.at);
        prop_assert_eq!(kept, expected);
    }
}
