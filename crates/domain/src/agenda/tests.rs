use proptest::prelude::*;

use super::*;

mod queue;

use queue::{Queue, Step};

const SECOND: Duration = Duration::from_secs(1);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

#[test]
fn failures_wait_longer_each_time_and_end() {
    let waits: Vec<Again> = (1..=8).map(|attempt| after_failure(attempt, at(0), SECOND)).collect();
    let expected = [4, 16, 64, 256, 1_024, 3_600, 3_600].map(|seconds| Again::At(at(seconds)));
    assert_eq!((&waits[..7], waits[7]), (&expected[..], Again::Never));
    assert_eq!(after_failure(u32::MAX, at(0), SECOND), Again::Never);
}

#[test]
fn an_accident_costs_no_time_a_habit_does() {
    let waits: Vec<Timestamp> = (1..=4).map(|attempt| after_restart(attempt, at(100))).collect();
    assert_eq!(waits, [at(100), at(100), at(130), at(140)]);
}

#[test]
fn the_eighth_attempt_still_runs() {
    assert!(!is_hopeless(MOST_ATTEMPTS) && is_hopeless(MOST_ATTEMPTS + 1));
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Done),
        1 => (0_i64..200).prop_map(Step::Later),
        1 => (0_i64..200).prop_map(Step::Patience),
        2 => Just(Step::Failed),
        1 => Just(Step::CutBeforeTheAlarm),
        1 => Just(Step::CutAfterTheAlarm),
        1 => (0_u8..4, 0_i64..200).prop_map(|(key, due)| Step::Rescheduled(key, due)),
    ]
}

/// What happens to a queue: calls that schedule, and alarms with the steps of their jobs.
fn event() -> impl Strategy<Value = Result<(u8, i64), Vec<Step>>> {
    prop_oneof![(0_u8..4, 0_i64..500).prop_map(Ok), prop::collection::vec(step(), 0..8).prop_map(Err),]
}

proptest! {
    #[test]
    fn no_job_is_forgotten(events in prop::collection::vec(event(), 1..40)) {
        let mut queue = Queue::default();
        for event in events {
            match event {
                Ok((key, wait)) => queue.schedule(key, wait),
                Err(steps) => queue.alarm_fires(&steps),
            }
            // For every job that is not dead there is an alarm no later than its due time or its watchdog: the alarm
            // is the earliest of them all, or the platform's own repetition of one that was cut off.
            let alarm = queue.alarm;
            prop_assert_eq!(alarm.is_none(), queue.next_due().is_none());
            prop_assert!(queue.is_repeated || alarm == queue.next_due(), "{:?}", queue);
            prop_assert!(alarm.is_none_or(|alarm| alarm <= queue.latest_excuse()), "{:?}", queue);
        }
        let waiting = queue.waiting();
        queue.runs_out();
        prop_assert!(queue.jobs.values().all(|job| job.is_dead), "left alone, each ends: {:?}", queue);
        prop_assert!(waiting.iter().all(|key| queue.done.contains(key) || queue.jobs.contains_key(key)));
    }

    #[test]
    fn the_alarm_is_the_earliest_of_what_is_near(due in prop::collection::vec(prop::option::of(0_i64..200_000), 0..6), now in 0_i64..100_000) {
        let now = at(now);
        let near = |due: &Timestamp| *due < now.plus(FAR);
        let known = || due.iter().flatten().map(|seconds| at(*seconds));
        let alarm = alarm(due.iter().map(|due| due.map(at)), now);
        prop_assert_eq!(alarm.is_some(), known().any(|due| near(&due)));
        prop_assert!(alarm.is_none_or(|alarm| known().all(|due| alarm <= due) && known().any(|due| alarm == due)));
    }

    #[test]
    fn what_never_succeeds_is_given_up(steps in prop::collection::vec(
        prop::sample::select(vec![Step::Failed, Step::CutBeforeTheAlarm, Step::CutAfterTheAlarm]), 1..9)
    ) {
        let mut queue = Queue::default();
        queue.schedule(0, 0);
        // An alarm may find nothing due yet: a job that was cut off waits longer than the platform does.
        for step in steps.iter().cycle().take(40) {
            queue.alarm_fires(&[*step]);
        }
        prop_assert!(queue.jobs[&0].is_dead, "{:?}", queue);
        prop_assert_eq!(queue.alarm, None);
    }

    #[test]
    fn a_job_that_kills_its_instance_does_not_starve_the_others(
        others in prop::collection::vec((1_u8..6, 0_i64..300), 1..6), due in 0_i64..300,
    ) {
        let mut queue = Queue::default();
        queue.killer = Some(0);
        queue.schedule(0, due);
        for (key, due) in &others {
            queue.schedule(*key, *due);
        }
        queue.runs_out();
        prop_assert!(others.iter().all(|(key, _)| queue.done.contains(key)), "{:?}", queue);
        prop_assert!(queue.jobs[&0].is_dead);
        // Nobody waits for the killer's last attempt: only for the instances that it took down.
        let latest = others.iter().map(|(_, due)| *due).max().unwrap_or(0);
        prop_assert!(queue.last_done <= at(latest.max(due)).plus(WATCHDOG), "{:?}", queue);
    }

    #[test]
    fn waits_only_grow(attempt in 0_u32..20, now in 0_i64..1_000, millis in 0_u64..5_000) {
        let (now, unit) = (at(now), Duration::from_millis(millis));
        let next = attempt.saturating_add(1);
        prop_assert!(now <= after_restart(attempt, now) && after_restart(attempt, now) <= after_restart(next, now));
        if let (Again::At(first), Again::At(second)) = (after_failure(attempt, now, unit), after_failure(next, now, unit)) {
            prop_assert!(now <= first && first <= second);
        }
        prop_assert!(after_failure(attempt, now, unit) != Again::Never || after_failure(next, now, unit) == Again::Never);
    }
}
