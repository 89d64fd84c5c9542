//! Figures beside their targets.

use crate::table::Table;

/// One figure with its target.
pub struct Verdict {
    what: String,
    value: f64,
    target: Target,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Verdict {
    /// A figure that should be this or more.
    pub fn at_least(what: impl Into<String>, value: f64, least: f64) -> Self {
        Self { what: what.into(), value, target: Target::AtLeast(least) }
    }

    /// A figure that should be this or less.
    pub fn at_most(what: impl Into<String>, value: f64, most: f64) -> Self {
        Self { what: what.into(), value, target: Target::AtMost(most) }
    }

    /// Whether the target is met.
    pub fn is_met(&self) -> bool {
        match self.target {
            Target::AtLeast(least) => self.value >= least,
            Target::AtMost(most) => self.value <= most,
        }
    }
}

/// Prints all of them; returns how many are missed.
pub fn print(verdicts: &[Verdict]) -> usize {
    let mut table = Table::new(&["Figure", "measured", "target", ""]);
    for verdict in verdicts {
        let target = match verdict.target {
            Target::AtLeast(least) => format!("≥ {least}"),
            Target::AtMost(most) => format!("≤ {most}"),
        };
        let word = if verdict.is_met() { "met" } else { "MISSED" };
        table.row([verdict.what.clone(), format!("{:.2}", verdict.value), target, word.to_owned()]);
    }
    table.print();
    verdicts.iter().filter(|verdict| !verdict.is_met()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_bound_on_one_side() {
        assert!(Verdict::at_least("", 0.7, 0.7).is_met() && !Verdict::at_least("", 0.69, 0.7).is_met());
        assert!(Verdict::at_most("", 1.5, 1.5).is_met() && !Verdict::at_most("", 1.6, 1.5).is_met());
    }

    #[test]
    fn what_is_missed_is_counted() {
        assert_eq!(
            print(&[Verdict::at_most("rows", 28.0, 20.0), Verdict::at_most("requests", 9.0, 12.0)]),
            1
        );
    }
}
