//! Messages that get no answer of the agent's, and why: their trace without a turn.

use domain::gates::Gate;
use domain::ids::TurnId;
use domain::time::Timestamp;
use platform::{params, random};

use crate::conversation::Conversation;
use crate::conversation::protocol::Trace;
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// Closes everything that waits, and message `seq` with it, for this reason.
    pub(in crate::conversation) fn consume(
        &self,
        owner: &Owner,
        gate: Gate,
        seq: i64,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        let waiting = self.waiting(owner, &*self.begun()?)?;
        let last = self.message(seq)?.map(|row| row.id);
        let trace = Trace {
            message_ids: waiting.iter().map(|message| message.id).chain(last).collect(),
            reason: Some(gate.as_str().into()),
            explanation: Some(gate.explain()),
            ..Trace::default()
        };
        let id = TurnId::new(now, random::bytes());
        let sealed = self.seal_trace(owner, id, &trace)?;
        self.insert_turn(id, "gated", now, sealed)?;
        self.core.sql.run("UPDATE conversation SET answered_seq = ? WHERE id = 1", params![seq])?;
        Ok(())
    }
}
