//! The command line.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt as _};
use xtask::dev::{DevOptions, Provider};
use xtask::suite::Part;

/// What `cargo xtask help` prints.
pub const USAGE: &str = "\
Usage: cargo xtask COMMAND

  dev     Run everything on this machine: the Worker, a demo shop, its customers' phones
            --port NUMBER            the Worker's port (8787)
            --simulator-port NUMBER  the phone's port (8788)
            --provider NAME          who answers: offline, anthropic or openai (both played by the simulator);
                                     without it, what .dev.vars configures
  build   Build the Worker for deployment, within its size budget
  test    Run every check and test
            [lint|unit|e2e]          only these
            [FILTER]                 only tests with this in their name
  bench   Measure webhooks, turns and their cost on workerd
            [webhook|turn|long|cost] only this; --help tells more
  help    Print this";

/// What to do.
#[derive(Debug)]
pub enum Command {
    /// Print the usage.
    Help,
    /// Build the Worker.
    Build,
    /// Run everything here.
    Dev(DevOptions),
    /// Check and test.
    Test(Part, Option<String>),
    /// Measure; the rest of the line is the benchmark's own.
    Bench(Vec<OsString>),
}

/// Reads the arguments after the program's name.
pub fn read(arguments: impl Iterator<Item = OsString>) -> Result<Command> {
    let mut parser = Parser::from_args(arguments);
    let Some(first) = parser.next()? else { return Ok(Command::Help) };
    let command = match first {
        Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
        Arg::Value(name) => name.string()?,
        other => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "help" => Ok(Command::Help),
        "build" => match parser.next()? {
            None => Ok(Command::Build),
            Some(other) => Err(other.unexpected().into()),
        },
        "bench" => Ok(Command::Bench(parser.raw_args()?.collect())),
        "dev" => read_dev(&mut parser),
        "test" => read_test(&mut parser),
        other => bail!("there is no command {other}"),
    }
}

fn read_dev(parser: &mut Parser) -> Result<Command> {
    let mut options = DevOptions::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => options.port = parser.value()?.parse().context("--port")?,
            Arg::Long("simulator-port") => {
                options.simulator_port = parser.value()?.parse().context("--simulator-port")?;
            }
            Arg::Long("provider") => {
                let name = parser.value()?.string()?;
                let provider = Provider::from_name(&name);
                options.provider = Some(provider.context("--provider is offline, anthropic or openai")?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if options.port == options.simulator_port {
        bail!("the Worker and the simulator cannot share port {}", options.port);
    }
    Ok(Command::Dev(options))
}

fn read_test(parser: &mut Parser) -> Result<Command> {
    let mut words = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let part = words.first().and_then(|word| Part::from_name(word));
    let mut rest = words.into_iter().skip(usize::from(part.is_some()));
    let filter = rest.next();
    if let Some(extra) = rest.next() {
        bail!("one filter is enough: what is {extra}?");
    }
    Ok(Command::Test(part.unwrap_or(Part::All), filter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Command> {
        read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn dev_has_defaults_and_flags() {
        let Ok(Command::Dev(options)) = of("dev --port 9000 --provider openai") else { panic!("not dev") };
        assert_eq!((options.port, options.simulator_port), (9000, 8788));
        assert_eq!(options.provider, Some(Provider::OpenAi));
    }

    #[test]
    fn test_takes_a_part_and_a_filter() {
        assert!(matches!(of("test"), Ok(Command::Test(Part::All, None))));
        assert!(matches!(of("test e2e"), Ok(Command::Test(Part::EndToEnd, None))));
        let Ok(Command::Test(Part::All, Some(filter))) = of("test replay") else { panic!("no filter") };
        assert_eq!(filter, "replay");
        let Ok(Command::Test(Part::Unit, Some(filter))) = of("test unit money") else { panic!("no filter") };
        assert_eq!(filter, "money");
    }

    #[test]
    fn mistakes_are_named() {
        let says = |line: &str, part: &str| {
            let error = format!("{:#}", of(line).unwrap_err());
            assert!(error.contains(part), "{error}");
        };
        says("fly", "fly");
        says("dev --provider claude", "offline, anthropic or openai");
        says("dev --port x", "--port");
        says("dev --port 8788", "share port 8788");
        says("test unit a b", "what is b");
        says("build now", "now");
    }

    #[test]
    fn the_benchmark_reads_its_own_arguments() {
        let Ok(Command::Bench(rest)) = of("bench turn --quick") else { panic!("not bench") };
        assert_eq!(rest, ["turn", "--quick"]);
    }
}
