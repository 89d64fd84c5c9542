//! Sums over samples.

/// The value that `share` (0 to 1) of the samples do not exceed, by nearest rank; 0 of none.
pub fn percentile(samples: &[f64], share: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank"
    )]
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// The middle one.
pub fn median(samples: &[f64]) -> f64 {
    percentile(samples, 0.5)
}

/// The average; 0 of none.
pub fn mean(samples: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of samples")]
    let count = samples.len().max(1) as f64;
    samples.iter().sum::<f64>() / count
}

/// The largest; 0 of none.
pub fn largest(samples: &[f64]) -> f64 {
    samples.iter().copied().fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples() {
        let samples: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let at = |share| percentile(&samples, share).to_string();
        assert_eq!(
            (at(0.5), at(0.99), at(1.0), at(0.0)),
            ("50".into(), "99".into(), "100".into(), "1".into())
        );
        assert_eq!(median(&[3.0, 1.0, 2.0]).to_string(), "2");
        assert_eq!((median(&[]), mean(&[]), largest(&[])), (0.0, 0.0, 0.0));
        assert_eq!(
            (mean(&[1.0, 2.0]).to_string(), largest(&[1.0, 2.0]).to_string()),
            ("1.5".into(), "2".into())
        );
    }
}
