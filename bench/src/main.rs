//! What a webhook, a turn and a long conversation cost, measured on workerd without a dev server's proxy.
//! `docs/benchmark.md` tells how; `cargo xtask bench` runs it.

mod contender;
mod cost;
mod figures;
mod ground;
mod host;
mod load;
mod long;
mod meter;
mod options;
mod shop;
mod table;
mod talk;
mod turn;
mod verdict;
mod webhook;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use ground::Ground;
use options::{Options, Part};
use shop::Shop;
use verdict::Verdict;
use xtask::{process, ui};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{}", options::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("error: {error:#}\n\n{}", options::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(options) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) if !options.is_check => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("error: {missed} figures miss their target");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures what is wanted; how many figures miss their target.
fn run(options: Options) -> Result<usize> {
    process::end_all_on_signals()?;
    let ground = Ground::prepare(options)?;
    let started = Instant::now();
    let mut verdicts: Vec<Verdict> = Vec::new();
    if options.wants(Part::Webhook) {
        verdicts.extend(ui::step("Webhooks, acknowledged", || webhook::run(&ground))?);
    }
    if [Part::Turn, Part::Cost, Part::Long].iter().any(|part| options.wants(*part)) {
        verdicts.extend(turns(&ground)?);
    }
    println!("\nMeasured in {}.", ui::seconds(started.elapsed()));
    Ok(verdict::print(&verdicts))
}

/// What is measured in turns, on one Worker that counts.
fn turns(ground: &Ground) -> Result<Vec<Verdict>> {
    let options = ground.options;
    let shop = Shop::open(ground, "turns", talk::QUIET, true)?;
    let mut verdicts = Vec::new();
    if options.wants(Part::Turn) || options.wants(Part::Cost) {
        verdicts.extend(ui::step("Turns, timed and counted", || turn::run(ground, &shop))?);
    }
    if options.wants(Part::Long) {
        verdicts.extend(ui::step("Turns in a long conversation", || long::run(ground, &shop))?);
    }
    Ok(verdicts)
}
