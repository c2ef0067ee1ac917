//! Negative-binomial CUSUM: is there a slow drift from a baseline that was agreed?
//!
//! **What it does.** Adds up, period by period, how much better a level `ratio` times the baseline explains the counts than
//! the baseline itself (log likelihood ratio), never below 0. Above `threshold` it signals and starts again.
//!
//! **Why.** A rise of a tenth a quarter never makes one count unusual; the sum shows it. **Example.** Baseline 20 a month,
//! ratio 1.5: twenty-eight a month for half a year signals, twenty does not.
//!
//! **Limits.** Needs a baseline and a dispersion agreed beforehand; a threshold of 4 gives about one false alarm in
//! several hundred quiet periods, but should be simulated for the baseline at hand.
//!
//! Source: Höhle and Paul (2008).

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    /// The level to be noticed, as a multiple of the baseline; below 1 looks for falls.
    pub ratio: f64,
    /// Variance = mean + mean^2 / size; infinite for Poisson.
    pub size: f64,
    pub threshold: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    pub sum: f64,
    pub alarm: bool,
}

/// Follows `(count, baseline)` pairs. None when a baseline or an option is not above 0.
pub fn follow(counts: &[(u64, f64)], options: Options) -> Option<Vec<Step>> {
    let positive = |x: f64| x > 0.0;
    if ![options.ratio, options.size, options.threshold]
        .into_iter()
        .all(positive)
        || !counts
            .iter()
            .all(|(_, baseline)| positive(*baseline) && baseline.is_finite())
    {
        return None;
    }
    let mut sum: f64 = 0.0;
    let mut steps = Vec::with_capacity(counts.len());
    for &(count, baseline) in counts {
        let raised = baseline * options.ratio;
        let count = count as f64;
        let gain = if options.size.is_finite() {
            count * options.ratio.ln()
                - (count + options.size) * ((options.size + raised) / (options.size + baseline)).ln()
        } else {
            count * options.ratio.ln() - (raised - baseline)
        };
        sum = (sum + gain).max(0.0);
        let alarm = sum > options.threshold;
        steps.push(Step { sum, alarm });
        if alarm {
            sum = 0.0;
        }
    }
    Some(steps)
}
