//! Latent classes (Manrique-Vallier 2016): hidden kinds of people, within each of which lists are independent.
//!
//! Each person belongs to one of up to ten classes; in class k they are on list j with probability l(k, j), prior uniform;
//! class weights by stick breaking whose concentration is Gamma(0.25, 0.25); prior of the total proportional to 1/total.
//! Gibbs sampler: seen people are allotted to classes by history, the number of unseen is drawn as negative binomial, they
//! are allotted, then probabilities and weights are drawn anew.
//!
//! Limits: the posterior often has two modes (UK 2013: about 13,000 and 23,000) between which a chain hardly ever moves.
//! So many chains run from spread starts, and [`Outcome::converged`] says whether they agree. When they do not, the
//! number is not to be reported, however smooth it looks.

use super::bayes::convergence;
use super::resample::Limits;
use super::table::Table;
use crate::chance::Chance;
use rayon::prelude::*;
use serde::Serialize;

/// Chains must agree to this convergence statistic, or nothing is reported.
pub const CONVERGED_BELOW: f64 = 1.01;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    pub classes: usize,
    pub chains: usize,
    pub burn_in: usize,
    /// Draws kept per chain.
    pub draws: usize,
    /// Steps from one kept draw to the next.
    pub every: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            classes: 10,
            chains: 20,
            burn_in: 2_000,
            draws: 1_000,
            every: 5,
        }
    }
}

/// What the chains came to.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    pub limits: Limits,
    /// Convergence statistic of the log of the unseen over split chains.
    pub convergence: f64,
    pub converged: bool,
    /// Median of each chain, ascending: two groups of them are two modes.
    pub chain_medians: Vec<f64>,
}

/// Runs the chains. None with options that leave nothing to summarise.
pub fn run(table: &Table, options: Options, seed: u64) -> Option<Outcome> {
    if options.classes < 1 || options.chains < 2 || options.draws < 4 || options.every < 1 {
        return None;
    }
    let chains: Vec<Vec<f64>> = (0..options.chains)
        .into_par_iter()
        .map(|chain| {
            let mut sampler = Sampler::start(table, options.classes, Chance::new(seed, &[4, chain as u64]));
            for _ in 0..options.burn_in {
                sampler.step();
            }
            let mut draws = Vec::with_capacity(options.draws);
            for _ in 0..options.draws {
                for _ in 0..options.every {
                    sampler.step();
                }
                draws.push(sampler.unseen as f64);
            }
            draws
        })
        .collect();
    let people = table.people() as f64;
    let logs: Vec<Vec<f64>> = chains
        .iter()
        .map(|chain| chain.iter().map(|unseen| (unseen + 1.0).ln()).collect())
        .collect();
    let mut medians: Vec<f64> = chains
        .iter()
        .map(|chain| people + Limits::percentile(chain).middle)
        .collect();
    medians.sort_unstable_by(f64::total_cmp);
    let totals: Vec<f64> = chains.iter().flatten().map(|unseen| people + unseen).collect();
    let convergence = convergence(&logs);
    Some(Outcome {
        limits: Limits::percentile(&totals),
        convergence,
        converged: convergence <= CONVERGED_BELOW,
        chain_medians: medians,
    })
}

struct Sampler {
    lists: usize,
    classes: usize,
    people: u64,
    cells: Vec<(usize, u64)>,
    chance: Chance,
    weights: Vec<f64>,
    /// Probability to be on list j in class k, at k * lists + j.
    on_list: Vec<f64>,
    concentration: f64,
    unseen: u64,
    members: Vec<u64>,
    on_list_members: Vec<u64>,
    shares: Vec<f64>,
    allotted: Vec<u64>,
}

impl Sampler {
    fn start(table: &Table, classes: usize, mut chance: Chance) -> Self {
        let lists = table.lists();
        let cells = table
            .counts()
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, people)| *people > 0)
            .collect();
        // Spread starts: weights anywhere from one class to all alike, and probabilities from rare to common.
        let spread = 0.1 + 3.0 * chance.uniform();
        let drawn: Vec<f64> = (0..classes).map(|_| chance.gamma(spread).max(1e-12)).collect();
        let sum: f64 = drawn.iter().sum();
        let height = (-4.0 * chance.uniform()).exp();
        let on_list = (0..classes * lists)
            .map(|_| (height * chance.uniform()).clamp(1e-6, 1.0 - 1e-6))
            .collect();
        Self {
            lists,
            classes,
            people: table.people(),
            cells,
            weights: drawn.iter().map(|weight| weight / sum).collect(),
            on_list,
            concentration: 1.0,
            unseen: 0,
            members: vec![0; classes],
            on_list_members: vec![0; classes * lists],
            shares: vec![0.0; classes],
            allotted: vec![0; classes],
            chance,
        }
    }

    fn step(&mut self) {
        self.members.fill(0);
        self.on_list_members.fill(0);
        for index in 0..self.cells.len() {
            let (history, people) = self.cells[index];
            self.fill_shares(history);
            self.chance.multinomial(people, &self.shares, &mut self.allotted);
            self.count_in(history);
        }
        self.fill_shares(0);
        let hidden: f64 = self.shares.iter().sum();
        // A probability of 1 to be missed has no finite draw; the cap is far above any total worth naming.
        self.unseen = self
            .chance
            .negative_binomial(self.people as f64, (1.0 - hidden).max(1e-7));
        self.chance.multinomial(self.unseen, &self.shares, &mut self.allotted);
        self.count_in(0);
        self.draw_probabilities();
        self.draw_weights();
    }

    /// Probability of a history in each class, times the class weight.
    fn fill_shares(&mut self, history: usize) {
        for class in 0..self.classes {
            let probabilities = &self.on_list[class * self.lists..(class + 1) * self.lists];
            self.shares[class] = probabilities
                .iter()
                .enumerate()
                .fold(self.weights[class], |share, (list, p)| {
                    share * if history >> list & 1 == 1 { *p } else { 1.0 - p }
                });
        }
    }

    fn count_in(&mut self, history: usize) {
        for class in 0..self.classes {
            self.members[class] += self.allotted[class];
            for list in (0..self.lists).filter(|list| history >> list & 1 == 1) {
                self.on_list_members[class * self.lists + list] += self.allotted[class];
            }
        }
    }

    fn draw_probabilities(&mut self) {
        for class in 0..self.classes {
            for list in 0..self.lists {
                let place = class * self.lists + list;
                let on = self.on_list_members[place] as f64;
                let off = self.members[class] as f64 - on;
                self.on_list[place] = self.chance.beta(1.0 + on, 1.0 + off);
            }
        }
    }

    fn draw_weights(&mut self) {
        let mut after: u64 = self.members.iter().sum();
        let mut log_left = 0.0;
        for class in 0..self.classes - 1 {
            after -= self.members[class];
            let part = self
                .chance
                .beta(1.0 + self.members[class] as f64, self.concentration + after as f64);
            self.weights[class] = part * f64::exp(log_left);
            log_left += (-part).ln_1p();
        }
        self.weights[self.classes - 1] = f64::exp(log_left);
        let shape = 0.25 + self.classes as f64 - 1.0;
        self.concentration = (self.chance.gamma(shape) / (0.25 - log_left)).max(1e-6);
    }
}
