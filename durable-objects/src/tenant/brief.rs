//! What a turn begins with, in one call.

use meta::health::Stops;
use platform::params;
use serde::Deserialize;

use super::Tenant;
use super::protocol::{Brief, OpenTurn};
use crate::object::ObjectError;

impl Tenant {
    /// Counts the turn and hands out what it needs. A turn that is tried again counts again: the cap is on cost.
    pub(super) fn open_turn(&self, turn: &OpenTurn) -> Result<Brief, ObjectError> {
        let (settings, llm_key) = self.settings_and_key()?;
        let (products, matched, total_products) = self.offer(&turn.words)?;
        let (turns, cost) = self.count_turn(turn.cost_before)?;
        let (restricted, send_not_before) = match turn.channel_id {
            Some(channel) => (self.stopped(channel, Stops::Answers)?.is_some(), self.reserve(channel)?),
            None => (false, None),
        };
        Ok(Brief {
            settings,
            llm_key,
            products,
            matched,
            total_products,
            turns_before: turns.saturating_sub(1),
            cost_before: cost,
            blocked: self.is_blocked(&turn.conversation_id)?,
            restricted,
            send_not_before,
        })
    }

    /// Turns and cost of the day, this turn and the cost of the one before it counted in.
    fn count_turn(&self, cost_before: i64) -> Result<(u32, u64), ObjectError> {
        #[derive(Deserialize)]
        struct Count {
            turns: i64,
            cost: i64,
        }
        let row: Option<Count> = self.core.sql.first(
            "INSERT INTO metrics (day, turns, cost) VALUES (?, 1, ?)
             ON CONFLICT (day) DO UPDATE SET turns = turns + 1, cost = cost + excluded.cost RETURNING turns, cost",
            params![Self::today(), cost_before.max(0)],
        )?;
        let Count { turns, cost } = row.unwrap_or(Count { turns: 1, cost: 0 });
        Ok((u32::try_from(turns).unwrap_or(u32::MAX), u64::try_from(cost).unwrap_or_default()))
    }
}
