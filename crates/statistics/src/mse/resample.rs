//! Uncertainty by resampling: multinomial resamples of the table, the jackknife, and BCa and percentile limits.
//!
//! Every estimator repeats its *whole* procedure, selection of the model included, on each resample: an interval that
//! takes the chosen model for granted is far too narrow. Resamples are independent pieces of work with a random stream
//! each, so the result is the same on any number of threads.
//!
//! Sources: Efron (1987) and DiCiccio and Efron (1996) for BCa; Hyndman and Fan (1996), type 8, for quantiles.
//! Limits: nominal 95 % limits of one selected model cover about 90 % even when the family is right, and far less when it
//! is not (see `docs/methods/hidden-number.md`).

use super::fit::Fitter;
use super::stepwise::Selector;
use super::table::Table;
use crate::chance::Chance;
use crate::special::{normal_cdf, normal_quantile, quantile};
use rayon::prelude::*;
use serde::Serialize;

/// What one thread needs to estimate again and again.
pub struct Room {
    pub fitter: Fitter,
    pub selector: Selector,
}

impl Room {
    pub fn new(lists: usize) -> Self {
        Self {
            fitter: Fitter::new(lists),
            selector: Selector::new(lists),
        }
    }
}

/// A row of limits, each a number of people in all (seen and unseen).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limits {
    pub low95: f64,
    pub low80: f64,
    pub middle: f64,
    pub high80: f64,
    pub high95: f64,
}

impl Limits {
    pub const LEVELS: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];

    /// Limits from a function of the level.
    pub fn by(at: impl Fn(f64) -> f64) -> Self {
        let [low95, low80, middle, high80, high95] = Self::LEVELS.map(at);
        Self {
            low95,
            low80,
            middle,
            high80,
            high95,
        }
    }

    /// Plain quantiles of draws or resamples, in any order.
    pub fn percentile(values: &[f64]) -> Self {
        let sorted = sorted(values);
        Self::by(|level| quantile(&sorted, level))
    }
}

/// BCa limits, and what they rest on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bca {
    pub limits: Limits,
    pub acceleration: f64,
    pub bias: f64,
}

pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// BCa limits around `estimate` from finite resampled values in ascending order.
pub fn bca(estimate: f64, sorted: &[f64], acceleration: f64) -> Bca {
    let below = sorted.partition_point(|&value| value < estimate);
    let bias = normal_quantile(below as f64 / sorted.len().max(1) as f64);
    let limits = Limits::by(|level| {
        let shifted = bias + normal_quantile(level);
        let place = normal_cdf(bias + shifted / (1.0 - acceleration * shifted));
        // With all resamples on one side the shift is infinite: the outermost value is all there is to say.
        quantile(
            sorted,
            if place.is_nan() {
                if bias > 0.0 { 1.0 } else { 0.0 }
            } else {
                place
            },
        )
    });
    Bca {
        limits,
        acceleration,
        bias,
    }
}

/// Runs `estimate` on each of `count` multinomial resamples of the people seen. Results are in the order of resamples.
/// `unit` keeps the streams of different uses of one seed apart.
pub fn resamples<T: Send>(
    table: &Table,
    seed: u64,
    unit: u64,
    count: usize,
    estimate: impl Fn(&mut Room, &[u64]) -> T + Sync,
) -> Vec<T> {
    let cells: Vec<usize> = occupied(table.counts());
    let weights: Vec<f64> = cells.iter().map(|&cell| table.counts()[cell] as f64).collect();
    let people = table.people();
    let size = table.counts().len();
    (0..count)
        .into_par_iter()
        .map_init(
            || (Room::new(table.lists()), vec![0; cells.len()], vec![0; size]),
            |(room, drawn, counts), index| {
                let mut chance = Chance::new(seed, &[unit, index as u64]);
                chance.multinomial(people, &weights, drawn);
                for (&cell, &people) in cells.iter().zip(drawn.iter()) {
                    counts[cell] = people;
                }
                estimate(room, counts)
            },
        )
        .collect()
}

/// Estimates with one person fewer, once for each history that occurs, with the number of people who share it.
pub fn leave_one_out<T: Send>(table: &Table, estimate: impl Fn(&mut Room, &[u64]) -> T + Sync) -> Vec<(u64, T)> {
    occupied(table.counts())
        .into_par_iter()
        .map_init(
            || Room::new(table.lists()),
            |room, cell| {
                let mut counts = table.counts().to_vec();
                counts[cell] -= 1;
                (table.counts()[cell], estimate(room, &counts))
            },
        )
        .collect()
}

/// The acceleration of BCa from leave-one-out estimates; those that are not finite are left out.
pub fn acceleration(left_out: &[(u64, f64)]) -> f64 {
    let kept: Vec<(f64, f64)> = left_out
        .iter()
        .filter(|(_, value)| value.is_finite())
        .map(|&(people, value)| (people as f64, value))
        .collect();
    let people: f64 = kept.iter().map(|(people, _)| people).sum();
    let mean = kept.iter().map(|(people, value)| people * value).sum::<f64>() / people;
    let (mut square, mut cube) = (0.0, 0.0);
    for (people, value) in kept {
        let difference = mean - value;
        square += people * difference.powi(2);
        cube += people * difference.powi(3);
    }
    if square > 0.0 {
        cube / (6.0 * square.powf(1.5))
    } else {
        0.0
    }
}

fn occupied(counts: &[u64]) -> Vec<usize> {
    (1..counts.len()).filter(|&cell| counts[cell] > 0).collect()
}
