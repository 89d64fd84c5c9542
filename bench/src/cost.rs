//! What a million turns cost at Cloudflare's prices, beyond what is included in the plan.
//!
//! Prices: developers.cloudflare.com, the pages on prices of Workers, Durable Objects and R2, as of November 2026.

use crate::figures::{mean, median};
use crate::table::Table;
use crate::talk::Turn;
use crate::turn::Measured;
use crate::verdict::Verdict;

/// Dollars a million turns.
const LEAN: f64 = 40.0;
/// How long a model thinks in production, in seconds: the object waits and is billed for it.
const MODEL_SECONDS: f64 = 8.0;
/// An object is billed for this much memory, in GB.
const MEMORY: f64 = 0.128;

/// Dollars for a million of each.
const REQUEST: f64 = 0.30;
const CPU_MILLISECOND: f64 = 0.02;
const OBJECT_REQUEST: f64 = 0.15;
const GIGABYTE_SECOND: f64 = 12.50;
/// For a million.
pub const ROW_WRITTEN: f64 = 1.00;
/// For a million.
pub const ROW_READ: f64 = 0.001;

/// Prints the table; the sum with its target.
pub fn report(measured: &Measured) -> Vec<Verdict> {
    let turns = &measured.with_statuses;
    #[expect(clippy::cast_precision_loss, reason = "a handful of webhooks")]
    let webhooks = mean(&turns.iter().map(|turn| turn.webhooks as f64).collect::<Vec<_>>());
    let work = median(&turns.iter().map(Turn::overhead).collect::<Vec<_>>()) / 1_000.0;
    let lines = [
        ("Worker requests (the message, three statuses)", webhooks, REQUEST),
        ("CPU, ms (all of workerd's: an upper bound)", measured.cpu_ms.unwrap_or_default(), CPU_MILLISECOND),
        ("object requests", measured.average(|sum| sum.requests), OBJECT_REQUEST),
        ("object duration, GB-s (8 s of model, 128 MB)", (MODEL_SECONDS + work) * MEMORY, GIGABYTE_SECOND),
        ("rows written", measured.average(|sum| sum.rows_written), ROW_WRITTEN),
        ("rows read", measured.average(|sum| sum.rows_read), ROW_READ),
        ("R2 operations (a text needs none)", 0.0, 0.0),
    ];
    let mut table = Table::new(&["A million turns", "a turn", "$ a million", "$"]);
    for (name, count, price) in lines {
        table.row([
            name.to_owned(),
            format!("{count:.2}"),
            format!("{price}"),
            format!("{:.2}", count * price),
        ]);
    }
    let sum: f64 = lines.iter().map(|(_, count, price)| count * price).sum();
    table.row(["together".to_owned(), String::new(), String::new(), format!("{sum:.2}")]);
    table.print();
    vec![Verdict::at_most("cost: dollars a million turns", sum, LEAN)]
}
