//! Emerging combinations: which values together (nationality, exploitation, place) are newly common?
//!
//! **What it does.** Every combination of up to three columns is counted in the recent period and before. If nothing
//! changed, each case of a combination is recent with the same chance as any case; the upper tail of that binomial is the
//! evidence. The false-discovery rate over all combinations tried is held by Benjamini and Yekutieli's step-up rule (2001),
//! which allows for combinations that overlap.
//!
//! **Why.** Nobody can look at ten thousand crosstabs; trying them all without control finds something every week.
//!
//! **Limits.** A combination seen fewer times than `at_least` is not tried. A new recording practice emerges too.

use crate::special::beta_regularised;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    pub longest: usize,
    pub at_least: u64,
    /// Share of false discoveries among those reported.
    pub false_share: f64,
}

/// A combination as `(column, value)` pairs, with what speaks for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Emerging {
    pub values: Vec<(usize, u32)>,
    pub recent: u64,
    pub before: u64,
    pub expected: f64,
    pub probability: f64,
    /// Smallest false-discovery rate at which it would be reported.
    pub adjusted: f64,
}

/// One case: its value in each column (0 for not recorded, which is never part of a combination), and whether it is recent.
#[derive(Clone, Debug)]
pub struct Case {
    pub values: Vec<u32>,
    pub recent: bool,
}

/// Combinations that are more common among recent cases than chance allows, strongest first.
pub fn emerging(cases: &[Case], options: Options) -> Vec<Emerging> {
    let recent = cases.iter().filter(|case| case.recent).count() as f64;
    let share = recent / cases.len() as f64;
    if cases.is_empty() || share == 0.0 || share == 1.0 {
        return Vec::new();
    }
    let mut counts: BTreeMap<Vec<(usize, u32)>, (u64, u64)> = BTreeMap::new();
    for case in cases {
        let known: Vec<(usize, u32)> = case
            .values
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, value)| *value != 0)
            .collect();
        add(&known, options.longest, &mut Vec::new(), case.recent, &mut counts);
    }
    counts.retain(|_, (recent, before)| *recent + *before >= options.at_least);
    let mut found: Vec<Emerging> = counts
        .into_iter()
        .map(|(values, (recent, before))| {
            let all = recent + before;
            Emerging {
                values,
                recent,
                before,
                expected: all as f64 * share,
                probability: if recent == 0 {
                    1.0
                } else {
                    beta_regularised(recent as f64, (all - recent + 1) as f64, share)
                },
                adjusted: 1.0,
            }
        })
        .collect();
    found.sort_by(|a, b| {
        a.probability
            .total_cmp(&b.probability)
            .then_with(|| a.values.cmp(&b.values))
    });
    let tried = found.len();
    let harmonic: f64 = (1..=tried).map(|rank| 1.0 / rank as f64).sum();
    let mut lowest: f64 = 1.0;
    for (index, combination) in found.iter_mut().enumerate().rev() {
        lowest = lowest.min(combination.probability * tried as f64 * harmonic / (index + 1) as f64);
        combination.adjusted = lowest;
    }
    found.retain(|combination| combination.adjusted <= options.false_share);
    found
}

fn add(
    known: &[(usize, u32)],
    longest: usize,
    chosen: &mut Vec<(usize, u32)>,
    recent: bool,
    counts: &mut BTreeMap<Vec<(usize, u32)>, (u64, u64)>,
) {
    if !chosen.is_empty() {
        let count = counts.entry(chosen.clone()).or_default();
        *if recent { &mut count.0 } else { &mut count.1 } += 1;
    }
    if chosen.len() == longest {
        return;
    }
    for (index, &value) in known.iter().enumerate() {
        chosen.push(value);
        add(&known[index + 1..], longest, chosen, recent, counts);
        chosen.pop();
    }
}
