//! How the weights lie, and what each threshold would give.

use super::share;
use crate::link::whole_files::running::{FLOOR, Outcome, probability};

/// The highest weight that has a bar of its own; what is above joins it.
const TOP: i32 = 30;

pub struct Scores {
    /// Lower end in whole bits, pairs in all, pairs within clusters.
    pub bars: Vec<(i32, u64, u64)>,
    /// Compared pairs below the lowest bar.
    pub below: u64,
    pub thresholds: Vec<AtThreshold>,
}

/// What linking every pair of at least so many bits would give.
pub struct AtThreshold {
    pub bits: i32,
    pub links: u64,
    pub expected_precision: f64,
    pub expected_recall: f64,
    /// Against the truth, where it is known.
    pub precision: Option<f64>,
    pub recall: Option<f64>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    pairs: u64,
    expected: f64,
    known: u64,
    right: u64,
}

pub fn scores(outcome: &Outcome) -> Scores {
    let lowest = FLOOR as i32;
    let count = (TOP - lowest + 1) as usize;
    let mut bars: Vec<(i32, u64, u64)> = (lowest..=TOP).map(|bits| (bits, 0, 0)).collect();
    let mut sums = vec![Sum::default(); count];
    for pair in &outcome.pairs {
        let place = (pair.weight.floor() as i32).clamp(lowest, TOP) - lowest;
        if let Some(bar) = bars.get_mut(place as usize) {
            bar.1 += 1;
            bar.2 += u64::from(outcome.together(pair.a, pair.b));
        }
        if let Some(sum) = sums.get_mut(place as usize) {
            sum.pairs += 1;
            sum.expected += probability(pair.weight);
            if let Some(same) = outcome.truth.as_ref().and_then(|truth| truth.same(pair.a, pair.b)) {
                sum.known += 1;
                sum.right += u64::from(same);
            }
        }
    }
    let all: f64 = sums.iter().map(|sum| sum.expected).sum();
    let true_pairs = outcome.truth.as_ref().map(super::measured::true_pairs);
    let mut above = Sum::default();
    let mut thresholds: Vec<AtThreshold> = Vec::with_capacity(count);
    for (place, sum) in sums.iter().enumerate().rev() {
        above.pairs += sum.pairs;
        above.expected += sum.expected;
        above.known += sum.known;
        above.right += sum.right;
        thresholds.push(AtThreshold {
            bits: lowest + place as i32,
            links: above.pairs,
            expected_precision: share(above.expected, above.pairs as f64),
            expected_recall: share(above.expected, all),
            precision: outcome
                .truth
                .is_some()
                .then(|| share(above.right as f64, above.known as f64)),
            recall: true_pairs.map(|pairs| share(above.right as f64, pairs as f64)),
        });
    }
    thresholds.reverse();
    thresholds.retain(|at| at.bits <= 20);
    Scores {
        bars,
        below: (outcome.candidates.pairs.len() as u64).saturating_sub(outcome.pairs.len() as u64),
        thresholds,
    }
}
