//! How long what a conversation holds is kept, and when something of it is to be erased next.

use std::time::Duration;

use crate::time::Timestamp;

/// The clocks of what a conversation holds, from the settings in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// The whole conversation, after its last message.
    pub conversation: Duration,
    /// What is known about its messages besides their content, after each.
    pub metadata: Duration,
    /// Files, after each came.
    pub media: Duration,
    /// Traces of turns, after each.
    pub trace: Duration,
}

/// The oldest of each kind that a conversation still holds; `None`: it holds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oldest {
    /// When anybody last wrote.
    pub last_message_at: Timestamp,
    /// The oldest metadata.
    pub metadata_at: Option<Timestamp>,
    /// The oldest file.
    pub media_at: Option<Timestamp>,
    /// The oldest trace.
    pub trace_at: Option<Timestamp>,
}

/// What is to be erased now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing yet.
    Nothing,
    /// The parts that have a moment: each up to and including it.
    Parts(Parts),
    /// All of it, whatever the other clocks say.
    Conversation,
}

/// Up to which moment, inclusive, parts of a conversation are to be erased; `None`: nothing of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Metadata.
    pub metadata: Option<Timestamp>,
    /// Files.
    pub media: Option<Timestamp>,
    /// Traces.
    pub trace: Option<Timestamp>,
}

impl Clocks {
    /// When something is to be erased next. Past moments are overdue.
    pub fn next_due(&self, oldest: &Oldest) -> Timestamp {
        let part = |at: Option<Timestamp>, clock| at.map(|at| at.plus(clock));
        let parts = [
            part(oldest.metadata_at, self.metadata),
            part(oldest.media_at, self.media),
            part(oldest.trace_at, self.trace),
        ];
        let conversation = oldest.last_message_at.plus(self.conversation);
        parts.into_iter().flatten().fold(conversation, Timestamp::min)
    }

    /// What is to be erased at `now`. Something is, from [`Self::next_due`] on; and once it is erased, `next_due` of
    /// what is left lies after `now`.
    pub fn due(&self, oldest: &Oldest, now: Timestamp) -> Due {
        let is_over = |at: &Timestamp, clock| at.plus(clock) <= now;
        if is_over(&oldest.last_message_at, self.conversation) {
            return Due::Conversation;
        }
        let part =
            |at: Option<Timestamp>, clock| at.filter(|at| is_over(at, clock)).map(|_| now.minus(clock));
        let parts = Parts {
            metadata: part(oldest.metadata_at, self.metadata),
            media: part(oldest.media_at, self.media),
            trace: part(oldest.trace_at, self.trace),
        };
        let nothing = parts.metadata.or(parts.media).or(parts.trace).is_none();
        if nothing { Due::Nothing } else { Due::Parts(parts) }
    }

    /// When to look for the first time, for a job that is scheduled with the first message. `born`: a moment before
    /// which nothing will be stamped that the conversation comes to hold. Stamps are arrivals on our clock: Meta's may
    /// lie in the past by days.
    ///
    /// Whatever comes lives at least as long as the shortest clock, so this look is never too late, and no message
    /// needs to move the job.
    pub fn first_due(&self, born: Timestamp) -> Timestamp {
        let parts = self.metadata.min(self.media).min(self.trace);
        born.plus(self.conversation.min(parts))
    }

    /// When to look again, after a look at `now` that has erased what was due and left `oldest`: at what it left, or
    /// earlier, at what may come meanwhile and move no job.
    pub fn next_look(&self, oldest: &Oldest, now: Timestamp) -> Timestamp {
        self.next_due(oldest).min(self.first_due(now))
    }
}

#[cfg(test)]
mod tests;
