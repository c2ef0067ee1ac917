//! Does a probability of 0.9 mean nine of ten? And if not, what does it mean.
//!
//! Two ways to bend weights to judgements: isotonic regression by pooling adjacent violators (Ayer et al. 1955; Zadrozny and Elkan
//! 2002), which assumes only that more weight is never worse and wants some hundreds of judgements; and a straight line in log odds
//! with targets drawn in by one pair (Platt 1999), for fewer. Both take design weights, so that a judged pair of a stratum speaks for
//! all that it was drawn for. A calibration holds for the file and model it was made on.

use super::intervals::share_interval;
use super::probability;
use serde::{Deserialize, Serialize};

/// A judged pair: its weight (bits), the answer, and how many pairs it stands for (N_h / n_h of its stratum).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    pub weight: f64,
    pub same: bool,
    pub stands_for: f64,
}

/// Judgements of a band of probabilities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBand {
    /// Mean probability that the model gave.
    pub said: f64,
    /// Share of true pairs among the judged, each counted as often as it stands for.
    pub true_share: f64,
    pub low: f64,
    pub high: f64,
    pub judged: usize,
}

/// What was said against what is true, in `bands` bands of about equally many judged pairs, from low to high.
///
/// Intervals use the effective number of judgements (Kish 1965), since pairs stand for different numbers.
pub fn reliability(judged: &[Judged], bands: usize, level: f64) -> Vec<ReliabilityBand> {
    let mut ordered: Vec<&Judged> = judged.iter().filter(|pair| usable(pair)).collect();
    ordered.sort_by(|a, b| a.weight.total_cmp(&b.weight));
    if ordered.is_empty() {
        return Vec::new();
    }
    ordered
        .chunks(ordered.len().div_ceil(bands.max(1)))
        .map(|band| {
            let whole: f64 = band.iter().map(|pair| pair.stands_for).sum();
            let squares: f64 = band.iter().map(|pair| pair.stands_for.powi(2)).sum();
            let mean =
                |of: &dyn Fn(&Judged) -> f64| band.iter().map(|pair| of(pair) * pair.stands_for).sum::<f64>() / whole;
            let true_share = mean(&|pair| f64::from(u8::from(pair.same)));
            let effective = whole * whole / squares;
            let (low, high) = share_interval(true_share * effective, effective, whole.max(effective), level);
            ReliabilityBand {
                said: mean(&|pair| probability(pair.weight)),
                true_share,
                low,
                high,
                judged: band.len(),
            }
        })
        .collect()
}

fn usable(pair: &Judged) -> bool {
    pair.weight.is_finite() && pair.stands_for.is_finite() && pair.stands_for > 0.0
}

/// From weights to probabilities that judgements bear out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibration {
    /// Ascending weights, each with its probability; straight lines between.
    Isotonic(Vec<(f64, f64)>),
    /// Log odds (natural) = slope times weight + shift.
    Platt { slope: f64, shift: f64 },
}

impl Calibration {
    /// None without judgements of both kinds.
    pub fn isotonic(judged: &[Judged]) -> Option<Self> {
        let mut ordered: Vec<&Judged> = judged.iter().filter(|pair| usable(pair)).collect();
        if !both_kinds(&ordered) {
            return None;
        }
        ordered.sort_by(|a, b| a.weight.total_cmp(&b.weight));
        // Pools: sum of weights, sum of true, sum of scores.
        let mut pools: Vec<[f64; 3]> = Vec::new();
        for pair in ordered {
            let mut pool = [
                pair.stands_for,
                if pair.same { pair.stands_for } else { 0.0 },
                pair.stands_for * pair.weight,
            ];
            while let Some(last) = pools.last()
                && last[1] / last[0] >= pool[1] / pool[0]
            {
                for (sum, part) in pool.iter_mut().zip(last) {
                    *sum += part;
                }
                pools.pop();
            }
            pools.push(pool);
        }
        Some(Self::Isotonic(
            pools
                .iter()
                .map(|pool| (pool[2] / pool[0], pool[1] / pool[0]))
                .collect(),
        ))
    }

    /// None without judgements of both kinds.
    pub fn platt(judged: &[Judged]) -> Option<Self> {
        let ordered: Vec<&Judged> = judged.iter().filter(|pair| usable(pair)).collect();
        if !both_kinds(&ordered) {
            return None;
        }
        let number = |same: bool| ordered.iter().filter(|pair| pair.same == same).count() as f64;
        let (high, low) = ((number(true) + 1.0) / (number(true) + 2.0), 1.0 / (number(false) + 2.0));
        let mean = ordered.iter().map(|pair| pair.stands_for).sum::<f64>() / ordered.len() as f64;
        // Log odds without the danger of a large exponent: ln(1 + e^x) - target x.
        let loss = |slope: f64, shift: f64| -> f64 {
            let of = |pair: &Judged| {
                let x = slope * pair.weight + shift;
                pair.stands_for / mean
                    * (x.max(0.0) + (-x.abs()).exp().ln_1p() - if pair.same { high } else { low } * x)
            };
            ordered.iter().map(|pair| of(pair)).sum()
        };
        let (mut slope, mut shift) = (std::f64::consts::LN_2, 0.0);
        for _ in 0..100 {
            let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
            for pair in &ordered {
                let p = 1.0 / (1.0 + (-(slope * pair.weight + shift)).exp());
                let share = pair.stands_for / mean;
                let error = share * (if pair.same { high } else { low } - p);
                let spread = share * p * (1.0 - p);
                g[0] += error * pair.weight;
                g[1] += error;
                h[0] += spread * pair.weight * pair.weight;
                h[1] += spread * pair.weight;
                h[2] += spread;
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            let step = [
                (h[2] * g[0] - h[1] * g[1]) / determinant,
                (h[0] * g[1] - h[1] * g[0]) / determinant,
            ];
            // Newton's step overshoots where the curve is flat: halve it until the loss falls.
            let before = loss(slope, shift);
            let better = (0..40)
                .map(|halving| 0.5f64.powi(halving))
                .find(|scale| loss(slope + scale * step[0], shift + scale * step[1]) < before);
            let Some(scale) = better else { break };
            slope += scale * step[0];
            shift += scale * step[1];
        }
        (slope.is_finite() && shift.is_finite()).then_some(Self::Platt {
            slope: slope.max(0.0),
            shift,
        })
    }

    /// The probability of a weight (bits), never falling with it.
    pub fn probability(&self, weight: f64) -> f64 {
        match self {
            Self::Platt { slope, shift } => 1.0 / (1.0 + (-(slope * weight + shift)).exp()),
            Self::Isotonic(points) => {
                let after = points.partition_point(|(at, _)| *at <= weight);
                match (
                    after.checked_sub(1).and_then(|before| points.get(before)),
                    points.get(after),
                ) {
                    (Some((x, p)), Some((y, q))) if y > x => p + (q - p) * (weight - x) / (y - x),
                    (Some((_, p)), _) | (None, Some((_, p))) => *p,
                    (None, None) => probability(weight),
                }
            }
        }
    }
}

fn both_kinds(judged: &[&Judged]) -> bool {
    judged.iter().any(|pair| pair.same) && judged.iter().any(|pair| !pair.same)
}
