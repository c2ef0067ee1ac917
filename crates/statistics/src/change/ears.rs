//! EARS C1, C2, C3: is this period's count unusual, with hardly any history?
//!
//! **What it does.** C1 compares with mean and standard deviation of the seven periods before, C2 with the seven that end
//! two periods earlier, so that a beginning outbreak does not raise its own limit; C3 adds up how far C2's statistic was above 1
//! in the two periods before. (The paper counts the present period too; the R package does not, and its numbers are kept.)
//!
//! **Why.** A new collection has no earlier years. **Example.** Salmonella Newport, week 410: 41 cases, C1 limit 12.0.
//!
//! **Limits.** No seasons, no trend, and seven quiet periods make any case an alarm; C3 is noisy. Farrington's method
//! replaces it as soon as there are three years.
//!
//! Source: Hutwagner, Thompson, Seeman and Treadwell (2003), as `earsC` of the R package surveillance.

use crate::special::normal_quantile;
use serde::Serialize;

const BASELINE: usize = 7;
const LAG: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// Upper limit and alarm of C1, C2 and C3.
    pub c1: (f64, bool),
    pub c2: (f64, bool),
    pub c3: (f64, bool),
}

/// Judges the count at index `period`; None with fewer than eleven periods before it. The one-sided error rates of C1 and
/// C2 (usual 0.001) and of C3 (0.025) are arguments.
pub fn judge(counts: &[u64], period: usize, alpha: f64, alpha_c3: f64) -> Option<Judgement> {
    if period < BASELINE + 2 * LAG || period >= counts.len() {
        return None;
    }
    let count = counts[period] as f64;
    let z = normal_quantile(1.0 - alpha);
    let (mean1, deviation1) = window(counts, period);
    let (mean2, deviation2) = window(counts, period - LAG);
    let c1 = mean1 + z * deviation1;
    let c2 = mean2 + z * deviation2;
    let excess: f64 = (1..=LAG)
        .map(|back| (standardised(counts, period - back) - 1.0).max(0.0))
        .sum();
    // The package draws the limit of C3 from the count itself: it is passed when the excess alone passes the quantile.
    let c3 = (count + deviation2 * (normal_quantile(1.0 - alpha_c3) - excess)).max(0.0);
    Some(Judgement {
        c1: (c1, count > c1),
        c2: (c2, count > c2),
        c3: (c3, count > c3),
    })
}

/// C2's statistic. Without any spread in the baseline every count above its mean is infinitely far.
fn standardised(counts: &[u64], period: usize) -> f64 {
    let (mean, deviation) = window(counts, period - LAG);
    let difference = counts[period] as f64 - mean;
    if difference == 0.0 { 0.0 } else { difference / deviation }
}

/// Mean and standard deviation of the seven periods before `end`.
fn window(counts: &[u64], end: usize) -> (f64, f64) {
    let values = &counts[end - BASELINE..end];
    let mean = values.iter().sum::<u64>() as f64 / BASELINE as f64;
    let squares: f64 = values.iter().map(|&count| (count as f64 - mean).powi(2)).sum();
    (mean, (squares / (BASELINE as f64 - 1.0)).sqrt())
}
