//! A turn in a conversation of 10,000 messages beside one in a conversation of 10: it may not cost more.

use anyhow::{Context, Result, bail};
use simulator::Customer;

use crate::cost;
use crate::figures::{mean, median};
use crate::ground::Ground;
use crate::meter::Sum;
use crate::shop::Shop;
use crate::table::Table;
use crate::talk::{self, Turn};
use crate::verdict::Verdict;

const SHORT: usize = 10;
/// Messages in one webhook: few enough for an object to take them in its two seconds.
const BATCH: usize = 100;
const RATIO: f64 = 1.2;
/// Bounded by what one look back reads, which a short conversation does not have.
const READ: &str = "rows read";

/// Fills two conversations, measures turns in both by turns, and prints.
pub fn run(ground: &Ground, shop: &Shop) -> Result<Vec<Verdict>> {
    let (long, count) = (ground.options.size(2_000, 10_000), ground.options.size(6, 16));
    shop.set_agent("off")?;
    let customers = [(shop.customer()?, SHORT), (shop.customer()?, long)];
    for (customer, messages) in &customers {
        fill(ground, shop, customer, *messages)?;
    }
    // The turns that the last messages asked for, which end at the agent that is off.
    std::thread::sleep(talk::QUIET);
    talk::settle(shop)?;
    shop.set_agent("on")?;
    // The first one finds out that the agent is on, and says what it is.
    for (customer, _) in &customers {
        talk::turns(ground, shop, customer, 2)?;
    }
    let mut turns: [Vec<Turn>; 2] = Default::default();
    for _ in 0..count {
        for ((customer, _), turns) in customers.iter().zip(&mut turns) {
            turns.push(talk::turn(ground, shop, customer)?);
        }
    }
    Ok(report(&turns, long))
}

fn fill(ground: &Ground, shop: &Shop, customer: &Customer, messages: usize) -> Result<()> {
    let url = shop.number.config().webhook_url;
    let texts: Vec<String> =
        (0..messages).map(|number| format!("Is number {number} of the list there?")).collect();
    for part in texts.chunks(BATCH) {
        let (body, signature) = shop.delivery(customer, part);
        let status = ground.runtime.block_on(ground.simulator.post_webhook(&url, &body, Some(&signature)));
        let status = status.context("a webhook got no answer")?;
        if status != 200 {
            bail!("a webhook of {} messages was answered with {status}", part.len());
        }
    }
    let log = shop.host.log();
    // Parked messages would come later, and the conversation would not be as long as it says.
    match log.iter().find(|line| line.contains("delivery kept=") && !line.contains("parked=0")) {
        Some(_) => bail!("the object did not take {BATCH} messages in time"),
        None => Ok(()),
    }
}

fn report(turns: &[Vec<Turn>; 2], long: usize) -> Vec<Verdict> {
    let [short_turns, long_turns] = turns;
    let (of_short, of_long) = (figures(short_turns), figures(long_turns));
    let head = [format!("{SHORT} messages"), format!("{long} messages")];
    let mut table = Table::new(&["A turn after", &head[0], &head[1], "ratio"]);
    let mut verdicts = Vec::new();
    for ((name, short), (_, long)) in of_short.iter().zip(&of_long) {
        let ratio = long / short;
        table.row([(*name).to_owned(), format!("{short:.1}"), format!("{long:.1}"), format!("{ratio:.2}")]);
        // What they cost is judged: that they are read costs next to nothing.
        if *name != READ {
            verdicts.push(Verdict::at_most(format!("long: {name}, of the short one"), ratio, RATIO));
        }
    }
    table.print();
    verdicts
}

fn figures(turns: &[Turn]) -> [(&'static str, f64); 4] {
    let count = |figure: fn(&Sum) -> u32| {
        let counts = turns.iter().map(|turn| f64::from(figure(&Sum::of(&turn.events))));
        mean(&counts.collect::<Vec<_>>())
    };
    let work: Vec<f64> = turns.iter().map(Turn::overhead).collect();
    let (written, read) = (count(|sum| sum.rows_written), count(|sum| sum.rows_read));
    [
        ("milliseconds of work, p50", median(&work)),
        ("rows written", written),
        (READ, read),
        ("dollars a million for rows", written.mul_add(cost::ROW_WRITTEN, read * cost::ROW_READ)),
    ]
}
