//! `cargo xtask`: the commands of a developer.

mod arguments;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use arguments::Command;
use xtask::{bench, build, dev, process, suite};

fn main() -> ExitCode {
    let command = match arguments::read(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error:#}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            wait_if_interrupted();
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    process::end_all_on_signals()?;
    let root = xtask::workspace_root();
    match command {
        Command::Help => println!("{}", arguments::USAGE),
        Command::Bench(arguments) => return bench::run(&root, &arguments),
        Command::Build => drop(build::ensure(&root)?),
        Command::Dev(options) => dev::run(&root, options)?,
        Command::Test(part, filter) => {
            let totals = suite::run(&root, part, filter.as_deref())?;
            wait_if_interrupted();
            return Ok(if totals.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What ends because of Ctrl-C is no failure to report: the handler is ending the rest, and then this process.
fn wait_if_interrupted() {
    while process::interrupted() {
        std::thread::sleep(Duration::from_secs(1));
    }
}
