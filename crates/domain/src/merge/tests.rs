use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::delivery::DeliveryStatus;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

#[test]
fn the_older_conversation_stays() {
    let [low, high] = [1, 9].map(|hash| ConversationId::from_hash([hash; 16]));
    let age = |seconds, id| Age { created_at: at(seconds), id };
    assert!(age(5, &high) < age(6, &low) && age(5, &low) < age(5, &high));
}

#[test]
fn what_the_agent_planned_is_not_said_where_a_person_has_the_conversation() {
    assert_eq!(arriving("planned", "agent", true), "dropped");
    for (status, author, is_paused) in [
        ("planned", "agent", false),
        ("planned", "member", true),
        ("unknown", "agent", true),
        ("sent", "agent", true),
    ] {
        assert_eq!(arriving(status, author, is_paused), status);
    }
}

#[test]
fn words_and_numbers_survive() {
    for state in State::ALL {
        assert_eq!(state.as_str().parse(), Ok(state));
    }
    assert_eq!("Open".parse::<State>(), Err(UnknownState));
    for past in [Past::Waits, Past::Answered, Past::Resolved] {
        assert_eq!(Past::from_number(past.number()), past);
    }
    assert_eq!(Past::from_number(7), Past::Waits);
}

#[test]
fn a_message_waits_unless_it_was_answered() {
    assert_eq!(Past::of(5, false, 4, 2), Past::Waits);
    assert_eq!((Past::of(5, true, 4, 2), Past::of(4, false, 4, 2)), (Past::Answered, Past::Answered));
    assert_eq!((Past::of(2, true, 4, 2), Past::of(2, false, 1, 2)), (Past::Resolved, Past::Resolved));
}

fn standing() -> impl Strategy<Value = Standing> {
    let moment = || prop::option::of((0_i64..5).prop_map(at));
    let state = prop::sample::select(State::ALL.to_vec());
    (state, moment(), moment(), 0_i64..5, moment()).prop_map(
        |(state, window_closes_at, paused_until, last, disclosed_at)| Standing {
            state,
            window_closes_at,
            paused_until,
            last_message_at: at(last),
            disclosed_at,
        },
    )
}

/// A conversation as far as these rules keep it: messages by the channel's id.
#[derive(Debug, Clone, PartialEq)]
struct Thread {
    standing: Standing,
    messages: BTreeMap<u8, (DeliveryStatus, Past)>,
}

impl Thread {
    /// Takes a part over, as the engine does.
    fn adopt(&mut self, part: &Self) {
        self.standing = self.standing.joined(part.standing);
        for (id, (status, past)) in &part.messages {
            let here = self.messages.entry(*id).or_insert((*status, *past));
            *here = (here.0.advance(*status), here.1.max(*past));
        }
    }
}

fn thread() -> impl Strategy<Value = Thread> {
    let status = prop::sample::select(DeliveryStatus::ALL.to_vec());
    let past = (0_i64..3).prop_map(Past::from_number);
    let messages = prop::collection::btree_map(0_u8..9, (status, past), 0..6);
    (standing(), messages).prop_map(|(standing, messages)| Thread { standing, messages })
}

/// Parts, and the same in another order with some of them twice.
fn parts() -> impl Strategy<Value = (Vec<Thread>, Vec<Thread>)> {
    (prop::collection::vec(thread(), 1..6), 0_usize..6).prop_flat_map(|(parts, again)| {
        let repeated = parts.iter().take(again).cloned();
        let shuffled: Vec<Thread> = parts.iter().cloned().chain(repeated).collect();
        (Just(parts), Just(shuffled).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn handing_over_in_any_order_and_twice_comes_to_the_same(home in thread(), (parts, again) in parts()) {
        let adopted = |parts: &[Thread]| {
            let mut home = home.clone();
            for part in parts {
                home.adopt(part);
            }
            home
        };
        prop_assert_eq!(adopted(&parts), adopted(&again));
    }

    #[test]
    fn nothing_is_lost_invented_or_set_back(home in thread(), part in thread()) {
        let mut joined = home.clone();
        joined.adopt(&part);
        let of = |thread: &Thread, id: &u8| thread.messages.get(id).copied();
        for (id, (status, past)) in &joined.messages {
            let before: Vec<_> = [of(&home, id), of(&part, id)].into_iter().flatten().collect();
            prop_assert!(before.iter().all(|one| one.0 <= *status && one.1 <= *past), "set back");
            prop_assert!(before.iter().any(|one| one.0 == *status) && before.iter().any(|one| one.1 == *past));
        }
        let ids = home.messages.keys().chain(part.messages.keys());
        prop_assert!(ids.into_iter().all(|id| joined.messages.contains_key(id)), "lost");
    }

    #[test]
    fn a_person_who_has_either_side_has_the_whole(one in standing(), other in standing(), now in (0_i64..5).prop_map(at)) {
        let joined = one.joined(other);
        prop_assert_eq!(joined.is_paused(now), one.is_paused(now) || other.is_paused(now));
        prop_assert_eq!(joined, other.joined(one));
        let wants = |standing: &Standing| standing.state == State::Waiting;
        prop_assert_eq!(wants(&joined), wants(&one) || wants(&other));
    }

    #[test]
    fn whoever_looks_finds_the_same_home(ages in prop::collection::vec((0_i64..3, 0_u8..5), 1..6), turn in any::<prop::sample::Index>()) {
        let ids: Vec<ConversationId> = ages.iter().map(|(_, hash)| ConversationId::from_hash([*hash; 16])).collect();
        let mut all: Vec<Age<'_>> =
            ages.iter().zip(&ids).map(|((seconds, _), id)| Age { created_at: at(*seconds), id }).collect();
        let home = all.iter().min().copied();
        let pivot = turn.index(all.len());
        all.rotate_left(pivot);
        all.sort();
        prop_assert_eq!(all.first().copied(), home);
        prop_assert!(all.iter().all(|one| home.is_some_and(|home| home.created_at <= one.created_at)));
    }

    #[test]
    fn what_moves_on_never_waits_again(seq in 0_i64..9, outbound: bool, marks in (0_i64..9, 0_i64..9), more in (0_i64..9, 0_i64..9)) {
        let before = Past::of(seq, outbound, marks.0, marks.1);
        let after = Past::of(seq, outbound, marks.0.saturating_add(more.0), marks.1.saturating_add(more.1));
        prop_assert!(after >= before);
    }
}
