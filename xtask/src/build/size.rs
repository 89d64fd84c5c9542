//! The budget of the Worker's size.

use anyhow::{Result, bail};

use super::Built;

/// 800 KiB after gzip. The platform allows far more; what loads on every cold start should not grow unnoticed.
const BUDGET: u64 = 800 * 1024;

/// Raw and compressed size and the budget, for people.
pub fn describe(built: &Built) -> String {
    let (raw, gzip, budget) = (kib(built.raw), kib(built.gzip), kib(BUDGET));
    format!("WASM {raw} KiB raw, {gzip} KiB gzip (budget {budget} KiB)")
}

/// Fails when the build is over the budget.
pub fn check(built: &Built) -> Result<()> {
    if built.gzip <= BUDGET {
        return Ok(());
    }
    bail!("the WASM has {} bytes after gzip, over the budget of {BUDGET} bytes", built.gzip)
}

/// Rounded up, so that what is over the budget never looks as if it fitted.
fn kib(bytes: u64) -> u64 {
    bytes.div_ceil(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(gzip: u64) -> Built {
        Built { raw: 1_000_000, gzip, fresh: true }
    }

    #[test]
    fn the_budget_is_a_limit_to_the_byte() {
        assert!(check(&built(819_200)).is_ok());
        assert!(check(&built(819_201)).unwrap_err().to_string().contains("819201 bytes"));
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(describe(&built(300_000)), "WASM 977 KiB raw, 293 KiB gzip (budget 800 KiB)");
    }
}
