use proptest::prelude::*;

use super::*;

const DAY: Duration = Duration::from_hours(24);
/// As in the settings by default, but traces a day shorter than files, to tell them apart.
const CLOCKS: Clocks = Clocks {
    conversation: Duration::from_hours(24 * 90),
    metadata: Duration::from_hours(24 * 90),
    media: Duration::from_hours(24 * 30),
    trace: Duration::from_hours(24 * 29),
};

fn day(day: u32) -> Timestamp {
    Timestamp::from_seconds(0).plus(DAY.saturating_mul(day))
}

fn holding(last: u32) -> Oldest {
    Oldest { last_message_at: day(last), metadata_at: None, media_at: None, trace_at: None }
}

#[test]
fn each_part_has_its_own_clock() {
    let oldest = Oldest { media_at: Some(day(5)), trace_at: Some(day(5)), ..holding(10) };
    assert_eq!(CLOCKS.next_due(&oldest), day(34));
    assert_eq!(CLOCKS.due(&oldest, day(33)), Due::Nothing);
    let trace = Parts { metadata: None, media: None, trace: Some(day(5)) };
    assert_eq!(CLOCKS.due(&oldest, day(34)), Due::Parts(trace));
    let both = Parts { metadata: None, media: Some(day(10)), trace: Some(day(11)) };
    assert_eq!(CLOCKS.due(&oldest, day(40)), Due::Parts(both));
}

#[test]
fn the_end_of_the_conversation_is_the_end_of_everything() {
    let oldest = Oldest { media_at: Some(day(1)), ..holding(10) };
    assert_eq!(CLOCKS.next_due(&holding(10)), day(100));
    assert_eq!(CLOCKS.due(&holding(10), day(99)), Due::Nothing);
    assert_eq!(CLOCKS.due(&oldest, day(100)), Due::Conversation);
}

#[test]
fn the_first_look_is_after_the_shortest_clock() {
    assert_eq!(CLOCKS.first_due(day(7)), day(36));
    assert_eq!(Clocks { conversation: DAY, ..CLOCKS }.first_due(day(7)), day(8));
}

#[test]
fn a_file_that_comes_between_two_looks_is_not_forgotten() {
    // Nothing is left but the conversation, which has 90 days; a file that comes tomorrow has 30, a trace 29.
    assert_eq!(CLOCKS.next_due(&holding(36)), day(126));
    assert_eq!(CLOCKS.next_look(&holding(36), day(36)), day(65));
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..2_000).prop_map(Timestamp::from_seconds)
}

fn clocks() -> impl Strategy<Value = Clocks> {
    let clock = || (1_u64..500).prop_map(Duration::from_secs);
    (clock(), clock(), clock(), clock()).prop_map(|(conversation, metadata, media, trace)| Clocks {
        conversation,
        metadata,
        media,
        trace,
    })
}

fn oldest() -> impl Strategy<Value = Oldest> {
    let part = || prop::option::of(moment());
    (moment(), part(), part(), part()).prop_map(|(last_message_at, metadata_at, media_at, trace_at)| Oldest {
        last_message_at,
        metadata_at,
        media_at,
        trace_at,
    })
}

/// A conversation's life, as its object lives it: every message leaves metadata, a file and a trace.
struct Life {
    clocks: Clocks,
    metadata: Vec<Timestamp>,
    media: Vec<Timestamp>,
    trace: Vec<Timestamp>,
    last: Timestamp,
    job: Timestamp,
}

impl Life {
    fn oldest(&self) -> Oldest {
        let least = |kept: &[Timestamp]| kept.iter().min().copied();
        Oldest {
            last_message_at: self.last,
            metadata_at: least(&self.metadata),
            media_at: least(&self.media),
            trace_at: least(&self.trace),
        }
    }

    /// Runs the job at the only times it knows of, until `now`. Whether the conversation still is.
    fn runs_until(&mut self, now: Timestamp) -> bool {
        while self.job <= now {
            match self.clocks.due(&self.oldest(), self.job) {
                Due::Conversation => return false,
                Due::Nothing => {}
                Due::Parts(parts) => {
                    self.metadata.retain(|at| parts.metadata.is_none_or(|until| *at > until));
                    self.media.retain(|at| parts.media.is_none_or(|until| *at > until));
                    self.trace.retain(|at| parts.trace.is_none_or(|until| *at > until));
                }
            }
            let next = self.clocks.next_look(&self.oldest(), self.job);
            assert!(next > self.job, "a look that changes nothing would be repeated for ever");
            self.job = next;
        }
        true
    }

    fn outlives_a_clock(&self, now: Timestamp) -> bool {
        let over = |kept: &[Timestamp], clock| kept.iter().any(|at| at.plus(clock) <= now);
        over(&self.metadata, self.clocks.metadata)
            || over(&self.media, self.clocks.media)
            || over(&self.trace, self.clocks.trace)
            || self.last.plus(self.clocks.conversation) <= now
    }
}

proptest! {
    #[test]
    fn a_job_scheduled_at_birth_lets_nothing_outlive_its_clock(
        clocks in clocks(), born in moment(), gaps in prop::collection::vec((0_u64..300, 0_u8..8), 1..40),
    ) {
        let job = clocks.first_due(born);
        let mut life = Life { clocks, metadata: vec![], media: vec![], trace: vec![], last: born, job };
        let mut now = born;
        for (gap, holds) in gaps {
            now = now.plus(Duration::from_secs(gap));
            if !life.runs_until(now) {
                return Ok(());
            }
            prop_assert!(!life.outlives_a_clock(now), "at {:?}", now);
            // The message arrives: no job is moved for it.
            life.last = now;
            for (kind, kept) in [&mut life.metadata, &mut life.media, &mut life.trace].into_iter().enumerate() {
                kept.extend((holds >> kind & 1 == 1).then_some(now));
            }
        }
        let end = now.plus(clocks.conversation);
        prop_assert!(!life.runs_until(end), "it erases itself");
    }

    #[test]
    fn the_first_look_is_never_too_late(clocks in clocks(), oldest in oldest(), born in moment()) {
        let stamps = [oldest.metadata_at, oldest.media_at, oldest.trace_at, Some(oldest.last_message_at)];
        let born = stamps.into_iter().flatten().fold(born, Timestamp::min);
        prop_assert!(clocks.first_due(born) <= clocks.next_due(&oldest));
    }

    #[test]
    fn something_is_due_exactly_from_next_due_on(clocks in clocks(), oldest in oldest(), now in moment()) {
        prop_assert_eq!(clocks.due(&oldest, now) != Due::Nothing, clocks.next_due(&oldest) <= now);
    }

    #[test]
    fn nothing_is_erased_early(clocks in clocks(), oldest in oldest(), now in moment()) {
        if let Due::Parts(parts) = clocks.due(&oldest, now) {
            let kept = |until: Option<Timestamp>, clock| until.is_none_or(|until| until.plus(clock) <= now);
            prop_assert!(kept(parts.metadata, clocks.metadata) && kept(parts.media, clocks.media));
            prop_assert!(kept(parts.trace, clocks.trace));
        }
    }
}
