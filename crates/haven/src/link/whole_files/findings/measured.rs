//! Links held against a file of the truth, with intervals.

use super::share;
use crate::link::whole_files::judgements::Truth;
use crate::link::whole_files::results::Link;
use crate::link::whole_files::running::Outcome;
use std::collections::HashMap;

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

pub struct Measured {
    pub true_pairs: u64,
    /// True pairs that were compared at all.
    pub met: u64,
    pub precision: Share,
    pub recall: Share,
    pub f1: f64,
}

/// Pairs of records of one person.
pub fn true_pairs(truth: &Truth) -> u64 {
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    for person in truth.person.iter().flatten() {
        *sizes.entry(*person).or_default() += 1;
    }
    sizes.values().map(|size| size * (size - 1) / 2).sum()
}

pub fn measure(outcome: &Outcome, truth: &Truth, links: &[Link]) -> Measured {
    let known: Vec<bool> = links.iter().filter_map(|link| truth.same(link.a, link.b)).collect();
    let right = known.iter().filter(|same| **same).count() as u64;
    let true_pairs = true_pairs(truth);
    let met = outcome
        .candidates
        .pairs
        .iter()
        .filter(|pair| truth.same((*pair >> 32) as u32, **pair as u32) == Some(true))
        .count() as u64;
    let precision = wilson(right, known.len() as u64);
    let recall = wilson(right, true_pairs);
    Measured {
        true_pairs,
        met,
        f1: share(2.0 * precision.value * recall.value, precision.value + recall.value),
        precision,
        recall,
    }
}

/// Wilson's interval of a share (Wilson, JASA 22, 1927). Pairs of one cluster are not independent of one another, so that it is
/// somewhat too narrow.
pub fn wilson(right: u64, all: u64) -> Share {
    const Z: f64 = 1.959_964;
    if all == 0 {
        return Share {
            value: f64::NAN,
            low: 0.0,
            high: 1.0,
        };
    }
    let n = all as f64;
    let p = right as f64 / n;
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Share {
        value: p,
        low: (middle - half).max(0.0),
        high: (middle + half).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_wilsons() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (right, all, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let found = wilson(right, all);
            assert!(
                (found.low - low).abs() < 1e-4 && (found.high - high).abs() < 1e-4,
                "{right} of {all}: {found:?}"
            );
        }
        assert!(wilson(0, 0).value.is_nan());
    }
}
