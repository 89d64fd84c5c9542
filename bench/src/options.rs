//! The command line of `cargo xtask bench`.

use std::ffi::OsString;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt as _};

/// What is printed beside a mistake.
pub const USAGE: &str = "\
Usage: cargo xtask bench [webhook|turn|long|cost] [OPTIONS]

  webhook   A message acknowledged, beside a bare Worker and beside the same job in TypeScript with Hono
  turn      The time that a turn takes beside waiting, and the rows and requests that it costs
  long      A turn in a conversation of 10,000 messages, beside one in a conversation of 10
  cost      What a million turns cost at Cloudflare's prices

  --quick   Fewer rounds, and a long conversation of 2,000 messages
  --check   Fail if a figure misses its target
  --entry   Go through Miniflare's entry Worker, to see what it would hide";

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Acknowledging.
    Webhook,
    /// One turn.
    Turn,
    /// Turns in a long conversation.
    Long,
    /// Money.
    Cost,
}

/// What the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// None: everything.
    pub part: Option<Part>,
    /// Fewer rounds.
    pub is_quick: bool,
    /// A missed target fails the run.
    pub is_check: bool,
    /// Through Miniflare's entry Worker.
    pub is_entry: bool,
}

impl Options {
    /// Reads the arguments after the program's name. None: help was asked for.
    pub fn read(arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>> {
        let mut options = Self::default();
        let mut parser = Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Short('h') | Arg::Long("help") => return Ok(None),
                Arg::Long("quick") => options.is_quick = true,
                Arg::Long("check") => options.is_check = true,
                Arg::Long("entry") => options.is_entry = true,
                Arg::Value(name) if options.part.is_none() => options.part = Some(part(&name.string()?)?),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Some(options))
    }

    /// Whether a part is to be measured.
    pub fn wants(self, part: Part) -> bool {
        self.part.is_none_or(|chosen| chosen == part)
    }

    /// One of two sizes.
    pub fn size<T>(self, quick: T, full: T) -> T {
        if self.is_quick { quick } else { full }
    }
}

fn part(name: &str) -> Result<Part> {
    Ok(match name {
        "webhook" => Part::Webhook,
        "turn" => Part::Turn,
        "long" => Part::Long,
        "cost" => Part::Cost,
        other => bail!("there is no benchmark {other}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Option<Options>> {
        Options::read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn without_a_part_everything_is_measured() {
        let all = of("--quick").unwrap().unwrap();
        assert!(all.is_quick && all.wants(Part::Webhook) && all.wants(Part::Cost));
        let one = of("turn --check").unwrap().unwrap();
        assert!(one.is_check && one.wants(Part::Turn) && !one.wants(Part::Webhook));
        assert_eq!((one.size(1, 2), all.size(1, 2)), (2, 1));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(of("fly").unwrap_err().to_string().contains("fly"));
        assert!(of("turn long").unwrap_err().to_string().contains("long"));
        assert_eq!(of("--help").unwrap(), None);
    }
}
