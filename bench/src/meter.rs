//! Reading what the Worker counted: the lines that it logs where `METER` is `on`.

use std::collections::BTreeMap;

use crate::table::Table;

/// One request to an object, and what it cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The object's kind and the event's name, such as `conversation ingest`.
    pub name: String,
    /// Rows written, set and deleted alarms included.
    pub rows_written: u32,
    /// Rows read.
    pub rows_read: u32,
    /// Outgoing fetches.
    pub fetches: u32,
}

/// What several events cost together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Calls and alarms.
    pub requests: u32,
    /// Rows written.
    pub rows_written: u32,
    /// Rows read.
    pub rows_read: u32,
    /// Outgoing fetches.
    pub fetches: u32,
}

impl Event {
    /// Reads a line of the log; none if it is another one.
    pub fn parse(line: &str) -> Option<Self> {
        let rest = line.split_once("meter object=")?.1;
        let rest = rest.split(['"', '\\']).next().unwrap_or(rest);
        let (object, fields) = rest.split_once(' ')?;
        let fields: BTreeMap<&str, &str> =
            fields.split_whitespace().filter_map(|field| field.split_once('=')).collect();
        let count = |name: &str| fields.get(name)?.parse().ok();
        Some(Self {
            name: format!("{object} {}", fields.get("event")?),
            rows_written: count("rows_written")?,
            rows_read: count("rows_read")?,
            fetches: count("fetches")?,
        })
    }
}

impl Sum {
    /// Of these events.
    pub fn of(events: &[Event]) -> Self {
        events.iter().fold(Self::default(), |sum, event| Self {
            requests: sum.requests + 1,
            rows_written: sum.rows_written + event.rows_written,
            rows_read: sum.rows_read + event.rows_read,
            fetches: sum.fetches + event.fetches,
        })
    }
}

/// Prints which event writes how much in these turns, per turn.
pub fn print_by_event(turns: &[Vec<Event>]) {
    let mut by_name: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for event in turns.iter().flatten() {
        by_name.entry(&event.name).or_default().push(event.clone());
    }
    let mut table = Table::new(&["Event, per turn", "requests", "rows written", "rows read", "fetches"]);
    let all: Vec<Event> = turns.concat();
    let sums = by_name.iter().map(|(name, events)| (*name, Sum::of(events)));
    for (name, sum) in sums.chain([("all", Sum::of(&all))]) {
        let figures = [sum.requests, sum.rows_written, sum.rows_read, sum.fetches];
        let per_turn = |count: u32| format!("{:.1}", f64::from(count) / per(turns.len()));
        table.row([name.to_owned()].into_iter().chain(figures.map(per_turn)));
    }
    table.print();
}

#[expect(clippy::cast_precision_loss, reason = "a count of turns")]
fn per(count: usize) -> f64 {
    count.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_out_of_the_log() {
        let line = r#"{"level":"info","message":"meter object=conversation event=alarm+turn rows_written=5 rows_read=9 calls=2 fetches=1","target":"platform::meter"}"#;
        let event =
            Event { name: "conversation alarm+turn".into(), rows_written: 5, rows_read: 9, fetches: 1 };
        assert_eq!(Event::parse(line), Some(event.clone()));
        assert_eq!(Event::parse(r#"{"message":"delivery kept=1"}"#), None);
        let sum = Sum { requests: 2, rows_written: 10, rows_read: 18, fetches: 2 };
        assert_eq!(Sum::of(&[event.clone(), event]), sum);
    }
}
