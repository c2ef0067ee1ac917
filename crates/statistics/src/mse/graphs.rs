//! Averaging over decomposable graphs (Madigan and York 1997; the "dga" of Johndrow, Lum and Manrique-Vallier 2016).
//!
//! Each decomposable graph of dependence between lists has a closed-form marginal likelihood for any number of unseen,
//! under a Dirichlet prior of 2^-lists per history. Averaged over all graphs and all numbers unseen (prior proportional to
//! 1/total), it gives a posterior of the total in one pass, without sampling.
//!
//! The number unseen is laid out on a grid that is dense where it matters and widens by 0.25 % a step, so that the highest
//! total allowed, 30 times the people seen as in the reference runs, costs nothing.
//!
//! Limits: three to six lists (6 lists have 18,154 such graphs); no dependence that a chordal graph cannot draw.

use super::resample::Limits;
use super::table::Table;
use crate::special::ln_gamma;
use rayon::prelude::*;
use serde::Serialize;

pub const LISTS_AT_MOST: usize = 6;
const HIGHEST_TIMES_SEEN: u64 = 30;

#[derive(Clone, Debug, Serialize)]
pub struct Averaged {
    pub limits: Limits,
    pub mean: f64,
    pub graphs: usize,
}

/// The posterior of the total; None with more than six lists.
pub fn average(table: &Table) -> Option<Averaged> {
    if table.lists() > LISTS_AT_MOST {
        return None;
    }
    let grid = Grid::new(table.people());
    let marginals = Marginals::new(table, &grid);
    let graphs = decomposable(table.lists());
    let weights: Vec<Vec<f64>> = graphs.par_iter().map(|graph| marginals.log_likelihood(graph)).collect();
    let highest = weights.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut posterior = vec![0.0; grid.unseen.len()];
    // Summed in the order of the graphs, so that threads cannot change the rounding.
    for weight in &weights {
        for (sum, log_weight) in posterior.iter_mut().zip(weight) {
            *sum += (log_weight - highest).exp();
        }
    }
    Some(grid.summarise(table.people() as f64, &posterior, graphs.len()))
}

/// Numbers unseen at which the posterior is worked out.
struct Grid {
    unseen: Vec<f64>,
}

impl Grid {
    fn new(people: u64) -> Self {
        let highest = (HIGHEST_TIMES_SEEN * people) as f64;
        let mut unseen = vec![0.0];
        let mut next = 0.0_f64;
        while next < highest {
            next = (next + (next * 0.0025).floor().max(1.0)).min(highest);
            unseen.push(next);
        }
        Self { unseen }
    }

    /// Quantiles of the distribution whose density at the grid points is given, linear in between.
    fn summarise(&self, people: f64, density: &[f64], graphs: usize) -> Averaged {
        let mut cumulative = vec![0.0];
        let mut mean = 0.0;
        for (points, heights) in self.unseen.windows(2).zip(density.windows(2)) {
            let mass = (points[1] - points[0]) * (heights[0] + heights[1]) / 2.0;
            mean += mass * (points[0] + points[1]) / 2.0;
            cumulative.push(cumulative.last().copied().unwrap_or(0.0) + mass);
        }
        let whole = cumulative.last().copied().unwrap_or(0.0);
        let quantile = |level: f64| {
            let target = level * whole;
            let place = cumulative
                .partition_point(|&sum| sum < target)
                .clamp(1, cumulative.len() - 1);
            let (low, high) = (cumulative[place - 1], cumulative[place]);
            let share = if high > low { (target - low) / (high - low) } else { 0.0 };
            people + self.unseen[place - 1] + share * (self.unseen[place] - self.unseen[place - 1])
        };
        Averaged {
            limits: Limits::by(quantile),
            mean: people + mean / whole,
            graphs,
        }
    }
}

/// For each set of lists and each grid point: the log marginal likelihood of the table collapsed to that set.
struct Marginals {
    lists: usize,
    by_set: Vec<Vec<f64>>,
    /// What all graphs share: the number of ways to choose who is unseen, and the prior of the total.
    shared: Vec<f64>,
}

impl Marginals {
    fn new(table: &Table, grid: &Grid) -> Self {
        let lists = table.lists();
        let delta = 1.0 / f64::from(1_u32 << lists);
        let people = table.people() as f64;
        let total_prior = delta * f64::from(1_u32 << lists);
        let sum: Vec<f64> = grid
            .unseen
            .iter()
            .map(|unseen| ln_gamma(total_prior) - ln_gamma(total_prior + people + unseen))
            .collect();
        let by_set = (0..1_usize << lists)
            .map(|set| {
                let mut collapsed = vec![0_u64; 1 << lists];
                for (history, &count) in table.counts().iter().enumerate() {
                    collapsed[history & set] += count;
                }
                let prior = delta * f64::from(1_u32 << (lists as u32 - set.count_ones()));
                let seen: f64 = (1..1 << lists)
                    .filter(|history| history & !set == 0)
                    .map(|history| ln_gamma(collapsed[history] as f64 + prior) - ln_gamma(prior))
                    .sum();
                let on_none = collapsed[0] as f64 + prior;
                grid.unseen
                    .iter()
                    .zip(&sum)
                    .map(|(unseen, sum)| sum + seen + ln_gamma(on_none + unseen) - ln_gamma(prior))
                    .collect()
            })
            .collect();
        let shared = grid
            .unseen
            .iter()
            .map(|unseen| ln_gamma(people + unseen + 1.0) - ln_gamma(unseen + 1.0) - (people + unseen).ln())
            .collect();
        Self { lists, by_set, shared }
    }

    fn log_likelihood(&self, graph: &Graph) -> Vec<f64> {
        let mut sum = self.shared.clone();
        for &(set, sign) in &graph.parts {
            debug_assert!(set < 1 << self.lists);
            for (total, part) in sum.iter_mut().zip(&self.by_set[set]) {
                *total += sign * part;
            }
        }
        sum
    }
}

/// A decomposable graph as its cliques (sign 1) and separators (sign -1, the empty one included).
struct Graph {
    parts: Vec<(usize, f64)>,
}

/// All decomposable graphs: those whose lists can be taken away one by one, each time one whose neighbours all know one
/// another.
fn decomposable(lists: usize) -> Vec<Graph> {
    let mut edges = Vec::new();
    for first in 0..lists {
        edges.extend((first + 1..lists).map(|second| (first, second)));
    }
    let mut graphs = Vec::new();
    for chosen in 0..1_u32 << edges.len() {
        let mut neighbours = vec![0_usize; lists];
        for (index, &(first, second)) in edges.iter().enumerate() {
            if chosen >> index & 1 == 1 {
                neighbours[first] |= 1 << second;
                neighbours[second] |= 1 << first;
            }
        }
        graphs.extend(take_apart(&neighbours));
    }
    graphs
}

fn take_apart(neighbours: &[usize]) -> Option<Graph> {
    let lists = neighbours.len();
    let mut left = (1_usize << lists) - 1;
    let mut parts = Vec::new();
    while left != 0 {
        let simplicial = (0..lists).filter(|list| left >> list & 1 == 1).find(|&list| {
            let around = neighbours[list] & left;
            (0..lists)
                .filter(|other| around >> other & 1 == 1)
                .all(|other| around & !(neighbours[other] | 1 << other) == 0)
        })?;
        let around = neighbours[simplicial] & left;
        // The likelihood factors into this list given its neighbours: their joint set over the neighbours alone.
        parts.push((around | 1 << simplicial, 1.0));
        parts.push((around, -1.0));
        left &= !(1 << simplicial);
    }
    // A set that was added and taken away again cancels.
    let mut net: Vec<(usize, f64)> = Vec::new();
    for (set, sign) in parts {
        match net.iter_mut().find(|(known, _)| *known == set) {
            Some((_, sum)) => *sum += sign,
            None => net.push((set, sign)),
        }
    }
    net.retain(|(_, sum)| *sum != 0.0);
    Some(Graph { parts: net })
}

#[cfg(test)]
mod tests {
    use super::decomposable;

    #[test]
    fn counts_of_chordal_graphs_are_those_known() {
        assert_eq!(decomposable(3).len(), 8);
        assert_eq!(decomposable(4).len(), 61);
        assert_eq!(decomposable(5).len(), 822);
        assert_eq!(decomposable(6).len(), 18_154);
    }
}
