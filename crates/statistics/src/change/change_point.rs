//! Bayesian online change point: did the level move, and how long ago?
//!
//! **What it does.** After each count it holds a probability for every age of the current level, from "new" to "as old as
//! the series". A level lasts `mean_run` periods on average; counts are Poisson with a gamma distributed mean, after
//! division by `dispersion`.
//!
//! **Why.** Official series are short and quarterly; a question like "did referrals step up in 2022?" deserves a
//! probability. **Example.** UK referrals: 0.93 for a new level within the four quarters to 2022-Q2.
//!
//! **Limits.** Without a dispersion that fits, every noisy series "changes". It knows steps, not slopes.
//!
//! Source: Adams and MacKay (2007).

use crate::special::ln_gamma;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    /// Average length of a level, in periods.
    pub mean_run: f64,
    /// Prior of the mean count: gamma with this shape and rate.
    pub shape: f64,
    pub rate: f64,
    /// Counts are divided by this and rounded (half to even) before anything else.
    pub dispersion: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct After {
    /// Probability of each number of periods the level has lasted, from 0.
    pub run: Vec<f64>,
}

impl After {
    /// Probability that the level began within the last `periods`.
    pub fn began_within(&self, periods: usize) -> f64 {
        self.run.iter().take(periods + 1).sum()
    }

    pub fn most_likely(&self) -> usize {
        let best = self.run.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(0, |(run, _)| run)
    }
}

/// The distribution of the age of the level after each count. None when an option is not above 0, or `mean_run` below 1.
pub fn follow(counts: &[u64], options: Options) -> Option<Vec<After>> {
    let positive = [options.shape, options.rate, options.dispersion]
        .iter()
        .all(|x| *x > 0.0 && x.is_finite());
    if !positive || options.mean_run.is_nan() || options.mean_run < 1.0 {
        return None;
    }
    let hazard = 1.0 / options.mean_run;
    let mut run = vec![1.0];
    // Shape and rate of the mean's posterior for each age.
    let mut known = vec![(options.shape, options.rate)];
    let mut steps = Vec::with_capacity(counts.len());
    for &count in counts {
        let count = (count as f64 / options.dispersion).round_ties_even();
        let likelihood: Vec<f64> = known
            .iter()
            .map(|&(shape, rate)| predictive(count, shape, rate))
            .collect();
        let mut next = vec![0.0];
        for (probability, likelihood) in run.iter().zip(&likelihood) {
            next[0] += probability * likelihood * hazard;
            next.push(probability * likelihood * (1.0 - hazard));
        }
        let whole: f64 = next.iter().sum();
        next.iter_mut().for_each(|probability| *probability /= whole);
        known = std::iter::once((options.shape, options.rate))
            .chain(known.iter().map(|&(shape, rate)| (shape + count, rate + 1.0)))
            .collect();
        run.clone_from(&next);
        steps.push(After { run: next });
    }
    Some(steps)
}

/// Negative binomial probability of a count whose mean is gamma distributed.
fn predictive(count: f64, shape: f64, rate: f64) -> f64 {
    let log = ln_gamma(count + shape) - ln_gamma(shape) - ln_gamma(count + 1.0) + shape * (rate / (rate + 1.0)).ln()
        - count * (rate + 1.0).ln();
    log.exp()
}
