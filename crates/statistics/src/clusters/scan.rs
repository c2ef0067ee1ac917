//! Kulldorff's space-time scan: in which neighbouring places, over which periods, are there more cases than expected?
//!
//! **What it does.** Every place with its nearest neighbours, over every run of periods, is a cylinder. The one whose excess
//! has the largest likelihood ratio is the cluster; how often chance alone makes one as strong is counted over simulated
//! data sets.
//!
//! **Why.** Eyes find clusters on every map. **Example.** Brain cancer in New Mexico 1973 to 1991: fifteen counties, 1985 to
//! 1991, 420 cases against 340.8, log likelihood ratio 12.4354567.
//!
//! **Expected cases** are the caller's: [`by_population`] shares all cases out by person-time, so that growth of the
//! population is no cluster; [`by_population_in_each_period`] also keeps each period's own total, which looks for shifts
//! between places only; [`by_margins`] needs no population (the permutation scan, Kulldorff and others 2005). Spreading
//! cases evenly over the years, as one R package does, turns growth into a cluster and is not offered.
//!
//! **Limits.** Round-ish clusters only. Reporting that starts earlier in one place looks like a cluster.
//!
//! Source: Kulldorff (1997, 2001).

use crate::chance::Chance;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashSet;

/// Cases by place and period: the count of place p in period t is at `p * periods + t`.
#[derive(Clone, Debug)]
pub struct Cases {
    pub places: usize,
    pub periods: usize,
    pub counts: Vec<u64>,
    /// Expected cases, laid out alike, with the same sum.
    pub expected: Vec<f64>,
    pub null: Null,
}

/// What chance alone would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Null {
    /// All cases are dealt out over places and periods by what is expected there.
    Poisson,
    /// The dates of cases are shuffled among them.
    Permutation,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    /// A place with this many nearest, itself included, is the largest zone.
    pub nearest: usize,
    /// Neighbours farther than this are not joined; infinite for no limit.
    pub within_km: f64,
    /// Only runs that reach the last period: what is happening now.
    pub ending_now: bool,
    pub longest: usize,
    /// Zones expected to hold a larger share of all cases are not clusters but the rule.
    pub largest_share: f64,
    pub simulations: usize,
    pub seed: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    pub places: Vec<usize>,
    pub first_period: usize,
    pub last_period: usize,
    pub cases: u64,
    pub expected: f64,
    /// Log likelihood ratio.
    pub strength: f64,
    /// Share of simulated data sets (and this one) with a cluster as strong.
    pub probability: f64,
    /// The same by a Gumbel distribution fitted to them, for probabilities smaller than counting can show.
    pub probability_gumbel: f64,
}

/// A place on the globe, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    #[error("counts, expected cases and places do not have the same shape")]
    Shape,
    #[error("there are no cases to scan")]
    NoCases,
    #[error("expected cases must be 0 or more and add up to the cases")]
    Expected,
}

/// Zones as places: the nearest 1, 2, ... of each place, each set once.
pub struct Zones {
    /// For each place, its neighbours from near to far (itself first), and which of its prefixes are new sets.
    by_place: Vec<(Vec<usize>, Vec<bool>)>,
}

impl Zones {
    pub fn new(positions: &[Position], options: Options) -> Self {
        let mut known: HashSet<Vec<usize>> = HashSet::new();
        let by_place = positions
            .iter()
            .enumerate()
            .map(|(place, from)| {
                let mut near: Vec<(f64, usize)> = positions
                    .iter()
                    .enumerate()
                    .map(|(other, to)| (kilometres(*from, *to), other))
                    .collect();
                near.sort_by(|a, b| {
                    a.0.total_cmp(&b.0)
                        .then((a.1 != place).cmp(&(b.1 != place)))
                        .then(a.1.cmp(&b.1))
                });
                let near: Vec<usize> = near
                    .into_iter()
                    .take(options.nearest.max(1))
                    .take_while(|(distance, _)| *distance <= options.within_km)
                    .map(|(_, other)| other)
                    .collect();
                let new = (1..=near.len())
                    .map(|size| {
                        let mut set = near[..size].to_vec();
                        set.sort_unstable();
                        known.insert(set)
                    })
                    .collect();
                (near, new)
            })
            .collect();
        Self { by_place }
    }

    pub fn count(&self) -> usize {
        self.by_place
            .iter()
            .flat_map(|(_, new)| new)
            .filter(|new| **new)
            .count()
    }
}

fn kilometres(a: Position, b: Position) -> f64 {
    let (from, to) = (a.latitude.to_radians(), b.latitude.to_radians());
    let across = ((b.longitude - a.longitude).to_radians() / 2.0).sin().powi(2);
    let up = ((to - from) / 2.0).sin().powi(2);
    2.0 * 6_371.008_8 * (up + from.cos() * to.cos() * across).sqrt().min(1.0).asin()
}

/// Expected cases by person-time: the same rate everywhere and always.
pub fn by_population(counts: &[u64], population: &[f64]) -> Vec<f64> {
    let rate = counts.iter().sum::<u64>() as f64 / population.iter().sum::<f64>();
    population.iter().map(|people| people * rate).collect()
}

/// Expected cases by population within each period, whose own total is kept.
pub fn by_population_in_each_period(counts: &[u64], population: &[f64], periods: usize) -> Vec<f64> {
    let total = |values: &dyn Fn(usize) -> f64, period: usize| -> f64 {
        (period..counts.len()).step_by(periods).map(values).sum()
    };
    let rates: Vec<f64> = (0..periods)
        .map(|period| total(&|at| counts[at] as f64, period) / total(&|at| population[at], period))
        .collect();
    population
        .iter()
        .enumerate()
        .map(|(at, people)| people * rates[at % periods])
        .collect()
}

/// Expected cases from the totals of places and periods alone.
pub fn by_margins(counts: &[u64], periods: usize) -> Vec<f64> {
    let all = counts.iter().sum::<u64>() as f64;
    let mut of_period = vec![0.0; periods];
    counts
        .iter()
        .enumerate()
        .for_each(|(at, &count)| of_period[at % periods] += count as f64);
    let places = counts.chunks_exact(periods).map(|row| row.iter().sum::<u64>() as f64);
    places
        .flat_map(|place| of_period.iter().map(move |period| place * period / all))
        .collect()
}

/// One cylinder worth looking at.
#[derive(Clone, Copy)]
struct Cylinder {
    place: usize,
    size: usize,
    first: usize,
    /// One past the last.
    end: usize,
    expected: f64,
    /// N / (E (N - E)): times the squared excess it bounds the log likelihood ratio from above.
    bound: f64,
}

/// Scans; clusters that share no place, the strongest first, at most `how_many`. Empty when nothing exceeds what is expected.
pub fn scan(cases: &Cases, zones: &Zones, options: Options, how_many: usize) -> Result<Vec<Cluster>, ScanError> {
    let cells = cases.places * cases.periods;
    if cases.counts.len() != cells || cases.expected.len() != cells || zones.by_place.len() != cases.places {
        return Err(ScanError::Shape);
    }
    let all = cases.counts.iter().sum::<u64>();
    if all == 0 {
        return Err(ScanError::NoCases);
    }
    let expected: f64 = cases.expected.iter().sum();
    if cases.expected.iter().any(|e| *e < 0.0) || (expected / all as f64 - 1.0).abs() > 1e-6 || expected.is_nan() {
        return Err(ScanError::Expected);
    }
    let cylinders = cylinders(cases, zones, options, all as f64);
    let found = strongest(cases, zones, &cylinders, how_many);
    let urn = Urn::new(&cases.expected);
    let simulated: Vec<f64> = (0..options.simulations)
        .into_par_iter()
        .map_init(
            || vec![0_u64; cells],
            |counts, simulation| {
                let mut chance = Chance::new(options.seed, &[20, simulation as u64]);
                simulate(cases, &urn, all, &mut chance, counts);
                maximum(counts, cases.periods, zones, &cylinders, all as f64)
            },
        )
        .collect();
    Ok(found
        .into_iter()
        .map(|(cylinder, count, strength)| Cluster {
            places: zones.by_place[cylinder.place].0[..cylinder.size].to_vec(),
            first_period: cylinder.first,
            last_period: cylinder.end - 1,
            cases: count,
            expected: cylinder.expected,
            strength,
            probability: (1 + simulated.iter().filter(|other| **other >= strength).count()) as f64
                / (options.simulations + 1) as f64,
            probability_gumbel: gumbel_tail(&simulated, strength),
        })
        .collect())
}

fn cylinders(cases: &Cases, zones: &Zones, options: Options, all: f64) -> Vec<Cylinder> {
    let periods = cases.periods;
    let mut cylinders = Vec::new();
    for (place, (near, new)) in zones.by_place.iter().enumerate() {
        let mut running = vec![0.0; periods];
        for (index, &other) in near.iter().enumerate() {
            for (sum, expected) in running.iter_mut().zip(&cases.expected[other * periods..]) {
                *sum += expected;
            }
            if !new[index] {
                continue;
            }
            for end in if options.ending_now {
                periods..=periods
            } else {
                1..=periods
            } {
                let mut expected = 0.0;
                for first in (end.saturating_sub(options.longest)..end).rev() {
                    expected += running[first];
                    if expected > 0.0 && expected < all && expected <= options.largest_share * all {
                        cylinders.push(Cylinder {
                            place,
                            size: index + 1,
                            first,
                            end,
                            expected,
                            bound: all / (expected * (all - expected)),
                        });
                    }
                }
            }
        }
    }
    cylinders
}

/// Runs `visit` over all cylinders with the cases in each. Cylinders come in the order in which they were made, so sums
/// over periods are kept from one to the next of the same zone.
fn each(counts: &[u64], periods: usize, zones: &Zones, cylinders: &[Cylinder], mut visit: impl FnMut(&Cylinder, u64)) {
    let mut zone = (usize::MAX, 0);
    let mut running = vec![0_u64; periods];
    let mut before = vec![0_u64; periods + 1];
    for cylinder in cylinders {
        if zone != (cylinder.place, cylinder.size) {
            if zone.0 != cylinder.place {
                running.fill(0);
                zone = (cylinder.place, 0);
            }
            for &other in &zones.by_place[cylinder.place].0[zone.1..cylinder.size] {
                for (sum, count) in running.iter_mut().zip(&counts[other * periods..]) {
                    *sum += count;
                }
            }
            zone.1 = cylinder.size;
            for (period, count) in running.iter().enumerate() {
                before[period + 1] = before[period] + count;
            }
        }
        visit(cylinder, before[cylinder.end] - before[cylinder.first]);
    }
}

fn strength(count: f64, expected: f64, all: f64) -> f64 {
    let outside = if count < all {
        (all - count) * ((all - count) / (all - expected)).ln()
    } else {
        0.0
    };
    count * (count / expected).ln() + outside
}

fn maximum(counts: &[u64], periods: usize, zones: &Zones, cylinders: &[Cylinder], all: f64) -> f64 {
    let mut best = 0.0;
    each(counts, periods, zones, cylinders, |cylinder, count| {
        let excess = count as f64 - cylinder.expected;
        // The logarithms are only taken where they could matter.
        if excess > 0.0 && excess * excess * cylinder.bound > best {
            best = f64::max(best, strength(count as f64, cylinder.expected, all));
        }
    });
    best
}

fn strongest(cases: &Cases, zones: &Zones, cylinders: &[Cylinder], how_many: usize) -> Vec<(Cylinder, u64, f64)> {
    let all = cases.counts.iter().sum::<u64>() as f64;
    let mut by_zone: Vec<(Cylinder, u64, f64)> = Vec::new();
    each(&cases.counts, cases.periods, zones, cylinders, |cylinder, count| {
        if count as f64 <= cylinder.expected {
            return;
        }
        let found = (*cylinder, count, strength(count as f64, cylinder.expected, all));
        match by_zone.last_mut() {
            Some(last) if (last.0.place, last.0.size) == (cylinder.place, cylinder.size) => {
                if found.2 > last.2 {
                    *last = found;
                }
            }
            _ => by_zone.push(found),
        }
    });
    by_zone.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut taken: HashSet<usize> = HashSet::new();
    let mut clusters = Vec::new();
    for found in by_zone {
        let places = &zones.by_place[found.0.place].0[..found.0.size];
        if clusters.len() < how_many && places.iter().all(|place| !taken.contains(place)) {
            taken.extend(places);
            clusters.push(found);
        }
    }
    clusters
}

fn simulate(cases: &Cases, urn: &Urn, all: u64, chance: &mut Chance, counts: &mut [u64]) {
    match cases.null {
        Null::Poisson => {
            counts.fill(0);
            (0..all).for_each(|_| counts[urn.draw(chance)] += 1);
        }
        Null::Permutation => {
            let mut dates: Vec<usize> = Vec::with_capacity(all as usize);
            for (at, &count) in cases.counts.iter().enumerate() {
                dates.extend((0..count).map(|_| at % cases.periods));
            }
            for last in (1..dates.len()).rev() {
                dates.swap(last, chance.below(last as u64 + 1) as usize);
            }
            counts.fill(0);
            let mut next = dates.into_iter();
            for (place, row) in cases.counts.chunks_exact(cases.periods).enumerate() {
                for date in next.by_ref().take(row.iter().sum::<u64>() as usize) {
                    counts[place * cases.periods + date] += 1;
                }
            }
        }
    }
}

/// Draws a cell with probability proportional to its weight, in constant time (Walker's alias method).
struct Urn {
    keep: Vec<f64>,
    other: Vec<usize>,
}

impl Urn {
    fn new(weights: &[f64]) -> Self {
        let cells = weights.len();
        let scale = cells as f64 / weights.iter().sum::<f64>();
        let mut keep: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        let mut other: Vec<usize> = (0..cells).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) = (0..cells).partition(|&cell| keep[cell] < 1.0);
        while let (Some(&low), Some(&high)) = (poor.last(), rich.last()) {
            poor.pop();
            other[low] = high;
            keep[high] -= 1.0 - keep[low];
            if keep[high] < 1.0 {
                rich.pop();
                poor.push(high);
            }
        }
        // What rounding left over is full.
        poor.into_iter().chain(rich).for_each(|cell| keep[cell] = 1.0);
        Self { keep, other }
    }

    fn draw(&self, chance: &mut Chance) -> usize {
        let place = chance.uniform() * self.keep.len() as f64;
        let cell = place as usize;
        if place - (cell as f64) < self.keep[cell] {
            cell
        } else {
            self.other[cell]
        }
    }
}

/// Upper tail of the Gumbel distribution with the mean and variance of the simulated maxima.
fn gumbel_tail(simulated: &[f64], strength: f64) -> f64 {
    let n = simulated.len() as f64;
    let mean = simulated.iter().sum::<f64>() / n;
    let variance = simulated.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let scale = (6.0 * variance).sqrt() / std::f64::consts::PI;
    const EULER: f64 = 0.577_215_664_901_532_9;
    -(-(-(strength - mean + EULER * scale) / scale).exp()).exp_m1()
}
