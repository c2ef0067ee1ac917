//! An interval for a share that was seen in a sample from a finite number of pairs.
//!
//! Clopper and Pearson (1934) where either answer is rare (fewer than ten), Wilson (1927) else. The finite number enters as an effective
//! size n (N - 1) / (N - n) with the share kept (Cochran 1977, section 3.7; Korn and Graubard 1998 for the effective size): a stratum
//! judged in full has no interval left.

use statistics::special::{beta_regularised, normal_quantile};

/// Low and high bound of the share of `population` that has what `found` of `judged` had, at `level` (0.95).
///
/// Weighted or effective numbers need not be whole. Without judgements: 0 to 1.
pub fn share_interval(found: f64, judged: f64, population: f64, level: f64) -> (f64, f64) {
    if !(judged > 0.0 && found >= 0.0 && level > 0.0 && level < 1.0) {
        return (0.0, 1.0);
    }
    let found = found.min(judged);
    let share = found / judged;
    if judged >= population {
        return (share, share);
    }
    // A population without bound may be given as infinite.
    let size = if population > 1e12 {
        judged
    } else {
        judged * (population - 1.0) / (population - judged)
    };
    let hits = share * size;
    let tail = (1.0 - level) / 2.0;
    let (low, high) = if found < 10.0 || judged - found < 10.0 {
        let low = if hits <= 0.0 {
            0.0
        } else {
            beta_quantile(tail, hits, size - hits + 1.0)
        };
        let high = if hits >= size {
            1.0
        } else {
            beta_quantile(1.0 - tail, hits + 1.0, size - hits)
        };
        (low, high)
    } else {
        let z = normal_quantile(1.0 - tail);
        let middle = (share + z * z / (2.0 * size)) / (1.0 + z * z / size);
        let reach = z / (1.0 + z * z / size) * (share * (1.0 - share) / size + z * z / (4.0 * size * size)).sqrt();
        (middle - reach, middle + reach)
    };
    // What was judged is known for certain.
    let (least, most) = (found / population, 1.0 - (judged - found) / population);
    (low.max(least).min(share), high.min(most).max(share))
}

fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if beta_regularised(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_published_values() {
        let close = |(low, high): (f64, f64), expected: (f64, f64)| {
            assert!(
                (low - expected.0).abs() < 5e-4 && (high - expected.1).abs() < 5e-4,
                "{low} {high}"
            );
        };
        // Newcombe (1998), table I: Wilson 81 of 263, Clopper and Pearson 0 of 20 and 1 of 29.
        close(share_interval(81.0, 263.0, 1e15, 0.95), (0.2553, 0.3662));
        close(share_interval(0.0, 20.0, 1e15, 0.95), (0.0, 0.1684));
        close(share_interval(1.0, 29.0, 1e15, 0.95), (0.0009, 0.1776));
        close(share_interval(81.0, 263.0, f64::INFINITY, 0.95), (0.2553, 0.3662));
        close(share_interval(7.0, 20.0, 20.0, 0.95), (0.35, 0.35));
        close(share_interval(0.0, 0.0, 20.0, 0.95), (0.0, 1.0));
    }
}
