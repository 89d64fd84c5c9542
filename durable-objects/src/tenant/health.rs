//! How Meta stands to the business's numbers: one note for each topic, the newest wins.

use std::collections::BTreeMap;

use domain::ids::ChannelId;
use domain::time::Timestamp;
use meta::health::{Severity, Stops, Topic};
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Tenant;
use super::protocol::{ForgetChannel, HealthNote, NoteConnected, NumberView, SetThroughput};
use crate::object::ObjectError;

#[derive(Deserialize)]
struct NoteRow {
    channel_id: ChannelId,
    note: String,
}

#[derive(Deserialize)]
struct NumberRow {
    channel_id: ChannelId,
    throughput: u32,
}

/// What Meta raises a number's throughput to, in messages a second (meta-platform.md, 3.2).
const RAISED: u32 = 1_000;

impl Tenant {
    /// Keeps what Meta tells of a number, and follows it.
    pub(super) fn hear_health(&self, channel: ChannelId, note: &HealthNote) -> Result<(), PlatformError> {
        self.note_health(channel, note)?;
        // Meta tells of raised throughput only.
        if note.topic == Topic::Throughput { self.keep_throughput(channel, RAISED, false) } else { Ok(()) }
    }

    /// Keeps a note, unless a newer one is there already: Meta's events come late, twice and in any order.
    fn note_health(&self, channel: ChannelId, note: &HealthNote) -> Result<(), PlatformError> {
        let written = serde_json::to_string(note);
        let written = written.map_err(|_| PlatformError::Unreadable { operation: "health note" })?;
        self.core.sql.run(
            "INSERT INTO health (channel_id, topic, note, at) VALUES (?, ?, ?, ?)
             ON CONFLICT (channel_id, topic) DO UPDATE SET note = excluded.note, at = excluded.at
             WHERE excluded.at >= health.at AND excluded.note <> health.note",
            params![channel.to_string(), note.topic.as_str(), written, note.at],
        )
    }

    /// A channel that Meta has just let us connect is linked, and its account is there, whatever was said before.
    pub(super) fn note_connected(&self, connected: &NoteConnected) -> Result<(), ObjectError> {
        let id = connected.channel_id;
        self.core.sql.transaction(|| {
            // Not deleted: an old event that comes late must find a newer word.
            self.note_health(id, &well(Topic::Connection, "The number is connected."))?;
            self.note_health(id, &well(Topic::Account, "The WhatsApp account can be used."))?;
            for note in &connected.health {
                self.note_health(id, note)?;
            }
            match connected.throughput {
                Some(per_second) => Ok(self.keep_throughput(id, per_second, false)?),
                None => Ok(()),
            }
        })
    }

    /// What the owner chose. Meta's own word does not overrule it later.
    pub(super) fn set_throughput(&self, set: &SetThroughput) -> Result<(), ObjectError> {
        Ok(self.keep_throughput(set.channel_id, set.per_second, true)?)
    }

    fn keep_throughput(
        &self,
        channel: ChannelId,
        per_second: u32,
        is_chosen: bool,
    ) -> Result<(), PlatformError> {
        self.forget_pace(channel);
        self.core.sql.run(
            "INSERT INTO numbers (channel_id, throughput, is_chosen) VALUES (?, ?, ?)
             ON CONFLICT (channel_id) DO UPDATE SET throughput = excluded.throughput, is_chosen = excluded.is_chosen
             WHERE excluded.is_chosen OR NOT numbers.is_chosen",
            params![channel.to_string(), per_second, is_chosen],
        )
    }

    /// Forgets a channel, and its account's templates if nobody else here is on that account.
    pub(super) fn forget_channel(&self, gone: &ForgetChannel) -> Result<(), ObjectError> {
        self.core.sql.transaction(|| {
            let (sql, channel) = (&self.core.sql, gone.channel_id.to_string());
            sql.run("DELETE FROM health WHERE channel_id = ?", params![channel.as_str()])?;
            sql.run("DELETE FROM numbers WHERE channel_id = ?", params![channel])?;
            if let Some(account) = gone.account_id.as_deref() {
                sql.run("DELETE FROM templates WHERE account_id = ?", params![account])?;
                sql.run("DELETE FROM template_syncs WHERE account_id = ?", params![account])?;
            }
            Ok(())
        })
    }

    /// How all numbers stand; those that nothing was said of are left out.
    pub(super) fn numbers(&self) -> Result<Vec<NumberView>, ObjectError> {
        let mut found: BTreeMap<ChannelId, NumberView> = BTreeMap::new();
        let notes: Vec<NoteRow> =
            self.core.sql.rows("SELECT channel_id, note FROM health ORDER BY channel_id, topic", vec![])?;
        let now = clock::now();
        for row in notes {
            let view = found.entry(row.channel_id).or_insert_with(|| nothing(row.channel_id));
            view.health.extend(read(&row.note).filter(|note| holds(note, now)));
        }
        let numbers: Vec<NumberRow> =
            self.core.sql.rows("SELECT channel_id, throughput FROM numbers", vec![])?;
        for row in numbers {
            let view = found.entry(row.channel_id).or_insert_with(|| nothing(row.channel_id));
            view.throughput = Some(row.throughput);
        }
        Ok(found.into_values().collect())
    }

    /// Why Meta keeps a number from something now, if it does.
    pub(super) fn stopped(&self, channel: ChannelId, what: Stops) -> Result<Option<HealthNote>, ObjectError> {
        let rows: Vec<NoteRow> = self
            .core
            .sql
            .rows("SELECT channel_id, note FROM health WHERE channel_id = ?", params![channel.to_string()])?;
        let now = clock::now();
        let mut notes = rows.iter().filter_map(|row| read(&row.note)).filter(|note| holds(note, now));
        Ok(notes.find(|note| note.stops == what || note.stops == Stops::All))
    }
}

fn well(topic: Topic, sentence: &str) -> HealthNote {
    HealthNote {
        topic,
        severity: Severity::Good,
        stops: Stops::Nothing,
        until: None,
        code: "connected".to_owned(),
        sentence: sentence.to_owned(),
        at: clock::now().to_the_second(),
    }
}

fn nothing(channel_id: ChannelId) -> NumberView {
    NumberView { channel_id, throughput: None, health: Vec::new() }
}

/// A note of a newer version says nothing to this one.
fn read(note: &str) -> Option<HealthNote> {
    serde_json::from_str(note).ok()
}

fn holds(note: &HealthNote, now: Timestamp) -> bool {
    note.until.is_none_or(|until| now < until)
}
