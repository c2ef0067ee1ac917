//! Does a resampled distribution have two humps? Then its middle is a number that neither answer gives.
//!
//! The logs of the unseen are smoothed with a normal kernel (bandwidth 0.9 times the smaller of the standard deviation
//! and the quartile range over 1.34, times n^-1/5; Silverman 1986). Two humps are reported when the valley between the two
//! highest peaks sinks below 80 % of the lower peak and each side of it holds at least 5 % of the resamples.

use crate::special::quantile;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Humps {
    pub two: bool,
    /// Total at the bottom of the valley, if there are two.
    pub valley: f64,
    /// Share of the resamples below it.
    pub share_below: f64,
}

const GRID: usize = 256;

/// Looks for two humps in ascending totals, of which `people` were seen.
pub fn humps(sorted: &[f64], people: f64) -> Humps {
    let one = Humps {
        two: false,
        valley: f64::NAN,
        share_below: f64::NAN,
    };
    let logs: Vec<f64> = sorted.iter().map(|total| (total - people).max(0.5).ln()).collect();
    let n = logs.len() as f64;
    if n < 50.0 {
        return one;
    }
    let mean = logs.iter().sum::<f64>() / n;
    let deviation = (logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
    let quartiles = (quantile(&logs, 0.75) - quantile(&logs, 0.25)) / 1.34;
    let bandwidth =
        0.9 * if quartiles > 0.0 {
            deviation.min(quartiles)
        } else {
            deviation
        } * n.powf(-0.2);
    if bandwidth <= 0.0 || !bandwidth.is_finite() {
        return one;
    }
    // The outermost half per cent on either side is tail, not hump.
    let (low, high) = (quantile(&logs, 0.005) - bandwidth, quantile(&logs, 0.995) + bandwidth);
    let at = |place: usize| low + (high - low) * place as f64 / (GRID - 1) as f64;
    let density: Vec<f64> = (0..GRID)
        .map(|place| {
            let near = logs.partition_point(|x| *x < at(place) - 5.0 * bandwidth)
                ..logs.partition_point(|x| *x <= at(place) + 5.0 * bandwidth);
            logs[near]
                .iter()
                .map(|x| (-0.5 * ((x - at(place)) / bandwidth).powi(2)).exp())
                .sum()
        })
        .collect();
    let mut found = one;
    let mut depth = 0.8;
    for valley in 1..GRID - 1 {
        let left = density[..valley].iter().copied().fold(0.0, f64::max);
        let right = density[valley + 1..].iter().copied().fold(0.0, f64::max);
        let relative = density[valley] / left.min(right);
        let share = logs.partition_point(|x| *x < at(valley)) as f64 / n;
        if relative < depth && (0.05..=0.95).contains(&share) {
            depth = relative;
            found = Humps {
                two: true,
                valley: people + at(valley).exp(),
                share_below: share,
            };
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn drawn(far: f64, share: f64) -> Vec<f64> {
        let mut chance = Chance::new(3, &[]);
        let mut totals: Vec<f64> = (0..2_000)
            .map(|_| {
                let centre = if chance.uniform() < share { far } else { 0.0 };
                100.0 + (7.0 + centre + 0.1 * chance.normal()).exp()
            })
            .collect();
        totals.sort_unstable_by(f64::total_cmp);
        totals
    }

    #[test]
    fn sees_two_where_there_are_two() {
        let found = humps(&drawn(0.8, 0.3), 100.0);
        assert!(found.two && (found.share_below - 0.7).abs() < 0.05);
        assert!(!humps(&drawn(0.0, 0.0), 100.0).two);
        assert!(!humps(&drawn(0.8, 0.01), 100.0).two);
    }
}
