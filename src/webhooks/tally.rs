//! What became of a delivery's events, counted.

/// What became of a delivery's events.
#[derive(Debug, Default)]
pub struct Tally {
    /// In their object for the first time.
    pub(super) kept: u32,
    /// In their conversation already.
    pub(super) repeated: u32,
    /// Sealed in R2 for later.
    pub(super) parked: u32,
    /// Of a channel or account that nobody here has, or that belongs to another app.
    pub(super) foreign: u32,
    /// Of a kind that nobody takes.
    pub(super) unhandled: u32,
    /// Not understood.
    pub(super) unknown: u32,
    /// Neither kept nor parked.
    pub lost: u32,
}

impl Tally {
    /// One line, counts only, if there is anything to say: that all of it was new and kept is what a delivery is for.
    pub fn log(&self) {
        let Self { kept, repeated, parked, foreign, unhandled, unknown, lost } = self;
        if [repeated, parked, foreign, unhandled, unknown, lost].into_iter().all(|count| *count == 0) {
            return;
        }
        log::info!(
            "delivery kept={kept} repeated={repeated} parked={parked} foreign={foreign} unhandled={unhandled} \
             unknown={unknown} lost={lost}"
        );
    }

    /// Counts those of another part of the delivery too.
    pub(super) fn add(&mut self, other: &Self) {
        let Self { kept, repeated, parked, foreign, unhandled, unknown, lost } = other;
        add_to(&mut self.kept, *kept);
        add_to(&mut self.repeated, *repeated);
        add_to(&mut self.parked, *parked);
        add_to(&mut self.foreign, *foreign);
        add_to(&mut self.unhandled, *unhandled);
        add_to(&mut self.unknown, *unknown);
        add_to(&mut self.lost, *lost);
    }
}

/// What became of the events that one object was asked to take.
pub(super) enum Outcome {
    Ingested { kept: u32, repeated: u32 },
    Parked(u32),
    Foreign(u32),
    Lost(u32),
}

impl Outcome {
    /// Counts it.
    pub(super) fn add_to(&self, tally: &mut Tally) {
        match *self {
            Self::Ingested { kept, repeated } => {
                add_to(&mut tally.kept, kept);
                add_to(&mut tally.repeated, repeated);
            }
            Self::Parked(count) => add_to(&mut tally.parked, count),
            Self::Foreign(count) => add_to(&mut tally.foreign, count),
            Self::Lost(count) => add_to(&mut tally.lost, count),
        }
    }
}

pub(super) fn add_to(to: &mut u32, count: u32) {
    *to = to.saturating_add(count);
}

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
