//! What one turn takes and costs: text in, reply out, in a conversation that has begun.

use std::time::Duration;

use anyhow::Result;
use simulator::StatusMode;

use crate::cost;
use crate::figures::{largest, mean, percentile};
use crate::ground::Ground;
use crate::meter::{self, Sum};
use crate::options::Part;
use crate::shop::Shop;
use crate::table::Table;
use crate::talk::{self, QUIET, Turn};
use crate::verdict::Verdict;

/// The most rows that a turn may write.
const ROWS: f64 = 20.0;
/// The most requests to objects that it may make.
const REQUESTS: f64 = 12.0;
/// Milliseconds of work that half of the turns may take.
const WORK: f64 = 30.0;

/// Turns with and without delivery statuses, and the processor time of one.
pub struct Measured {
    /// With `sent`, `delivered` and `read` webhooks.
    pub with_statuses: Vec<Turn>,
    /// Without any.
    pub without: Vec<Turn>,
    /// Milliseconds of processor time a turn with statuses, where the system tells.
    pub cpu_ms: Option<f64>,
}

/// Measures once for both parts that want it, and prints.
pub fn run(ground: &Ground, shop: &Shop) -> Result<Vec<Verdict>> {
    let measured = measure(ground, shop)?;
    let mut verdicts = Vec::new();
    if ground.options.wants(Part::Turn) {
        verdicts.extend(report(&measured));
    }
    if ground.options.wants(Part::Cost) {
        verdicts.extend(cost::report(&measured));
    }
    Ok(verdicts)
}

fn measure(ground: &Ground, shop: &Shop) -> Result<Measured> {
    let count = ground.options.size(8, 24);
    let customer = shop.customer()?;
    // The first one asks the tenant who this is, and says what it is.
    talk::turns(ground, shop, &customer, 3)?;
    let before = shop.host.cpu();
    let with_statuses = talk::turns(ground, shop, &customer, count)?;
    let used = shop.host.cpu().zip(before).map(|(after, before)| after.saturating_sub(before));
    shop.number.status_mode(StatusMode::Off);
    // Somebody else: Meta's pace for one person is 45 in four minutes and a half.
    let customer = shop.customer()?;
    talk::turns(ground, shop, &customer, 3)?;
    let without = talk::turns(ground, shop, &customer, count)?;
    shop.number.status_mode(StatusMode::Auto { delay: Duration::from_millis(20) });
    let cpu_ms = used.map(|used| used.as_secs_f64() * 1_000.0 / f64::from(u32::try_from(count).unwrap_or(1)));
    Ok(Measured { with_statuses, without, cpu_ms })
}

fn report(measured: &Measured) -> Vec<Verdict> {
    let all: Vec<&Turn> = measured.with_statuses.iter().chain(&measured.without).collect();
    println!(
        "{} turns, quiet period {} ms, model {} ms",
        all.len(),
        QUIET.as_millis(),
        talk::MODEL.as_millis()
    );
    let mut table = Table::new(&["Milliseconds of work", "p50", "p99"]);
    let mut row = |name: &str, figure: fn(&Turn) -> f64| {
        let samples: Vec<f64> = all.iter().map(|turn| figure(turn)).collect();
        let at = |share| format!("{:.1}", percentile(&samples, share));
        table.row([name.to_owned(), at(0.5), at(0.99)]);
        percentile(&samples, 0.5)
    };
    row("acknowledged to model, less quiet period", |turn| turn.before_model);
    row("model's answer to Graph call", |turn| turn.after_model);
    let overhead = row("together", Turn::overhead);
    table.print();
    let mut verdicts = vec![Verdict::at_most("turn: p50 of work, ms", overhead, WORK)];
    for (name, turns) in [("with statuses", &measured.with_statuses), ("without statuses", &measured.without)]
    {
        println!("A turn {name}:");
        meter::print_by_event(&turns.iter().map(|turn| turn.events.clone()).collect::<Vec<_>>());
        let sums: Vec<Sum> = turns.iter().map(|turn| Sum::of(&turn.events)).collect();
        let most = |figure: fn(&Sum) -> u32| {
            largest(&sums.iter().map(|sum| f64::from(figure(sum))).collect::<Vec<_>>())
        };
        verdicts.push(Verdict::at_most(
            format!("turn: most rows written, {name}"),
            most(|sum| sum.rows_written),
            ROWS,
        ));
        verdicts.push(Verdict::at_most(
            format!("turn: most object requests, {name}"),
            most(|sum| sum.requests),
            REQUESTS,
        ));
    }
    verdicts
}

impl Measured {
    /// The average of a count over the turns with statuses.
    pub fn average(&self, figure: fn(&Sum) -> u32) -> f64 {
        let counts = self.with_statuses.iter().map(|turn| f64::from(figure(&Sum::of(&turn.events))));
        mean(&counts.collect::<Vec<_>>())
    }
}
