//! The budget of the Worker's size.

use anyhow::{Result, bail};

use super::Built;

/// In bytes, after gzip. The platform allows far more; what loads on every cold start should not grow unnoticed.
const BUDGET: u64 = 1_950_000;

/// Raw and compressed size and the budget, for people. A KB has 1000 bytes.
pub fn describe(built: &Built) -> String {
    let (raw, gzip, budget) = (kilobytes(built.raw), kilobytes(built.gzip), kilobytes(BUDGET));
    format!("WASM {raw} KB raw, {gzip} KB gzip (budget {budget} KB)")
}

/// Fails when the build is over the budget.
pub fn check(built: &Built) -> Result<()> {
    if built.gzip <= BUDGET {
        return Ok(());
    }
    bail!("the WASM has {} bytes after gzip, over the budget of {BUDGET} bytes", built.gzip)
}

/// Rounded up, so that what is over the budget never looks as if it fitted.
fn kilobytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(gzip: u64) -> Built {
        Built { raw: 1_000_000, gzip, fresh: true }
    }

    #[test]
    fn the_budget_is_a_limit_to_the_byte() {
        assert!(check(&built(1_950_000)).is_ok());
        assert!(check(&built(1_950_001)).unwrap_err().to_string().contains("1950001 bytes"));
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(describe(&built(300_001)), "WASM 1000 KB raw, 301 KB gzip (budget 1950 KB)");
    }
}
