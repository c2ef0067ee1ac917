//! Bayesian threshold (Silverman 2020): a posterior for all pairs at once, the weak ones dropped, the rest fitted again.
//!
//! Flat priors on the intercept and the single lists; on pairs either a standard normal ("proper") or flat. A pair stays
//! if its posterior mean is at least two posterior standard deviations from 0. If asked, three-list terms whose three
//! pairs stayed are put through the same threshold. The result is the posterior of people seen + exp(intercept).
//!
//! The posterior is log-concave. It is sampled by random-walk Metropolis, shaped by the curvature at its mode, in four
//! chains from spread starts. With flat priors, pairs on which nobody was seen are minus infinity, and the whole model of
//! pairs must have an estimate.
//!
//! Limits: which prior is taken matters (Netherlands, six lists: 70,949 or 40,453), which is why both are shown.

use super::fit::{Fitter, multiply_over_subsets};
use super::model::{Model, pairs, sets};
use super::resample::Limits;
use super::table::{Lists, Table};
use crate::chance::Chance;
use crate::linear;
use crate::special::quantile;
use rayon::prelude::*;
use serde::Serialize;

/// How the posterior is explored.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    /// A standard normal prior on pairs (and three-list terms), or none.
    pub proper: bool,
    pub with_triples: bool,
    pub chains: usize,
    /// Draws kept per chain; as many again, halved, go before them.
    pub draws: usize,
    /// Posterior standard deviations from 0 below which a term is dropped.
    pub threshold: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            proper: true,
            with_triples: false,
            chains: 4,
            draws: 20_000,
            threshold: 2.0,
        }
    }
}

/// The posterior of the total after the threshold.
#[derive(Clone, Debug, Serialize)]
pub struct Posterior {
    pub proper: bool,
    pub shorthand: String,
    /// Credible limits of people seen and unseen.
    pub limits: Limits,
    /// Terms within a quarter of a standard deviation of the threshold: another run, or a few people, may decide otherwise.
    pub undecided: usize,
    /// Convergence statistic over chains (split halves): 1 is perfect.
    pub convergence: f64,
}

/// Runs the threshold. None when the model of all pairs has no estimate under flat priors, or cannot be fitted at all.
pub fn threshold(table: &Table, options: Options, seed: u64) -> Option<Posterior> {
    let lists = table.lists();
    let mut fitter = Fitter::new(lists);
    fitter.load(table.counts());
    let all_pairs = Model::generated(lists, &pairs(lists));
    let dead = |set: Lists| !options.proper && fitter.on_all(set) == 0.0;
    if !options.proper && !fitter.existence(all_pairs.terms()).is_fine() {
        return None;
    }
    let unit = u64::from(options.proper) + 2 * u64::from(options.with_triples);
    let first = Target::new(&fitter, all_pairs.terms(), options.proper).sample(options, seed, &[3, unit, 1])?;
    let (mut kept, mut undecided) = first.strong(2, options.threshold);
    // Pairs at minus infinity have no posterior to judge; they stay out of the fit with their histories.
    let gone: Vec<Lists> = pairs(lists).into_iter().filter(|&pair| dead(pair)).collect();
    if options.with_triples {
        let candidates: Vec<Lists> = sets(lists, 3)
            .into_iter()
            .filter(|&triple| {
                !dead(triple)
                    && pairs(lists)
                        .iter()
                        .all(|&pair| pair & !triple != 0 || kept.contains(&pair))
            })
            .collect();
        if !candidates.is_empty() {
            let terms = terms_of(lists, &[kept.clone(), candidates, gone.clone()].concat());
            let second = Target::new(&fitter, &terms, options.proper).sample(options, seed, &[3, unit, 2])?;
            let (triples, near) = second.strong(3, options.threshold);
            kept.extend(triples);
            undecided += near;
        }
    }
    let terms = terms_of(lists, &[kept.clone(), gone].concat());
    let last = Target::new(&fitter, &terms, options.proper).sample(options, seed, &[3, unit, 3])?;
    let people = table.people() as f64;
    let mut totals: Vec<f64> = last.draws.iter().flatten().map(|draw| people + draw[0].exp()).collect();
    totals.sort_unstable_by(f64::total_cmp);
    let intercepts: Vec<Vec<f64>> = last
        .draws
        .iter()
        .map(|chain| chain.iter().map(|draw| draw[0]).collect())
        .collect();
    Some(Posterior {
        proper: options.proper,
        shorthand: Model::generated(lists, &kept).shorthand(),
        limits: Limits::by(|level| quantile(&totals, level)),
        undecided,
        convergence: convergence(&intercepts),
    })
}

fn terms_of(lists: usize, chosen: &[Lists]) -> Vec<Lists> {
    Model::generated(lists, chosen).terms().to_vec()
}

/// A log posterior over the parameters of one model.
struct Target {
    size: usize,
    terms: Vec<usize>,
    on_all: Vec<f64>,
    /// Prior precision of each parameter: 1 or 0.
    precision: Vec<f64>,
    dead_cells: Vec<usize>,
}

/// Draws by chain, each a parameter vector in the order of `terms`.
struct Draws {
    terms: Vec<usize>,
    draws: Vec<Vec<Vec<f64>>>,
}

impl Target {
    fn new(fitter: &Fitter, terms: &[Lists], proper: bool) -> Self {
        let size = fitter.counts().len();
        let is_dead = |term: Lists| !proper && fitter.on_all(term) == 0.0;
        let dead: Vec<usize> = terms
            .iter()
            .copied()
            .filter(|&term| is_dead(term))
            .map(usize::from)
            .collect();
        let kept: Vec<usize> = std::iter::once(0)
            .chain(terms.iter().copied().filter(|&term| !is_dead(term)).map(usize::from))
            .collect();
        Self {
            size,
            on_all: kept.iter().map(|&term| fitter.on_all(term as Lists)).collect(),
            precision: kept
                .iter()
                .map(|term| f64::from(proper && term.count_ones() > 1))
                .collect(),
            terms: kept,
            dead_cells: (1..size)
                .filter(|cell| dead.iter().any(|term| cell & term == *term))
                .collect(),
        }
    }

    fn means(&self, parameters: &[f64], means: &mut [f64]) {
        means.fill(1.0);
        for (&term, parameter) in self.terms.iter().zip(parameters) {
            means[term] = parameter.exp();
        }
        multiply_over_subsets(means);
        means[0] = 0.0;
        for &cell in &self.dead_cells {
            means[cell] = 0.0;
        }
    }

    fn log_density(&self, parameters: &[f64], means: &mut [f64]) -> f64 {
        self.means(parameters, means);
        let mut density = -means.iter().sum::<f64>();
        for ((parameter, seen), precision) in parameters.iter().zip(&self.on_all).zip(&self.precision) {
            density += parameter * (seen - 0.5 * precision * parameter);
        }
        density
    }

    /// The mode by Newton's method with halved steps, and the factored curvature there.
    fn mode(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let n = self.terms.len();
        let mut means = vec![0.0; self.size];
        let mut parameters = vec![0.0; n];
        // Independent lists seen with probability one half each: a start whose means are of the right size.
        parameters[0] = (self.on_all[0].max(1.0) / self.size as f64).ln();
        let mut density = self.log_density(&parameters, &mut means);
        let mut matrix = Vec::new();
        for _ in 0..200 {
            self.means(&parameters, &mut means);
            super::fit::sum_over_supersets(&mut means);
            let mut step: Vec<f64> = (0..n)
                .map(|i| self.on_all[i] - means[self.terms[i]] - self.precision[i] * parameters[i])
                .collect();
            super::fit::fill_matrix(&mut matrix, &self.terms, &means);
            for i in 0..n {
                matrix[i * n + i] += self.precision[i];
            }
            if !linear::factor(&mut matrix, n) {
                return None;
            }
            linear::solve(&matrix, n, &mut step);
            let mut length = 1.0;
            loop {
                let moved: Vec<f64> = parameters.iter().zip(&step).map(|(x, s)| x + length * s).collect();
                let new = self.log_density(&moved, &mut means);
                if new >= density - 1e-9 * density.abs() {
                    let gain = new - density;
                    parameters = moved;
                    density = new;
                    if gain.abs() < 1e-10 * (density.abs() + 1.0) && length == 1.0 {
                        return Some((parameters, matrix));
                    }
                    break;
                }
                length /= 2.0;
                if length < 1e-10 {
                    return None;
                }
            }
        }
        Some((parameters, matrix))
    }

    fn sample(self, options: Options, seed: u64, unit: &[u64]) -> Option<Draws> {
        let (mode, factored) = self.mode()?;
        let draws: Vec<Vec<Vec<f64>>> = (0..options.chains)
            .into_par_iter()
            .map(|chain| {
                let mut chance = Chance::new(seed, &[unit, &[chain as u64]].concat());
                self.chain(&mode, &factored, options.draws, &mut chance)
            })
            .collect();
        Some(Draws {
            terms: self.terms,
            draws,
        })
    }

    fn chain(&self, mode: &[f64], factored: &[f64], draws: usize, chance: &mut Chance) -> Vec<Vec<f64>> {
        let n = mode.len();
        let scale = 2.38 / (n as f64).sqrt();
        let mut means = vec![0.0; self.size];
        let mut direction = vec![0.0; n];
        let mut here: Vec<f64> = mode.to_vec();
        // Spread starts: one posterior standard deviation in every direction.
        normal_with_precision(factored, chance, &mut direction);
        here.iter_mut().zip(&direction).for_each(|(x, d)| *x += d);
        let mut density = self.log_density(&here, &mut means);
        let mut kept = Vec::with_capacity(draws);
        let mut there = here.clone();
        let thin = n.div_ceil(4);
        let burn_in = draws * thin / 10;
        for step in 0..burn_in + draws * thin {
            normal_with_precision(factored, chance, &mut direction);
            for ((new, old), d) in there.iter_mut().zip(&here).zip(&direction) {
                *new = old + scale * d;
            }
            let new = self.log_density(&there, &mut means);
            if new - density > chance.uniform().ln() {
                here.copy_from_slice(&there);
                density = new;
            }
            if step >= burn_in && (step - burn_in).is_multiple_of(thin) {
                kept.push(here.clone());
            }
        }
        kept
    }
}

/// A normal draw whose precision is the matrix that was factored.
fn normal_with_precision(factored: &[f64], chance: &mut Chance, x: &mut [f64]) {
    x.iter_mut().for_each(|x| *x = chance.normal());
    linear::solve_upper(factored, x.len(), x);
}

impl Draws {
    /// Terms of `size` lists whose posterior mean is at least `threshold` standard deviations from 0, and how many are
    /// close to that line on either side.
    fn strong(&self, size: u32, threshold: f64) -> (Vec<Lists>, usize) {
        let mut kept = Vec::new();
        let mut near = 0;
        for (index, &term) in self
            .terms
            .iter()
            .enumerate()
            .filter(|(_, term)| term.count_ones() == size)
        {
            let values: Vec<f64> = self.draws.iter().flatten().map(|draw| draw[index]).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0);
            let distance = mean.abs() / variance.sqrt();
            if distance >= threshold {
                kept.push(term as Lists);
            }
            near += usize::from((distance - threshold).abs() < 0.25);
        }
        (kept, near)
    }
}

/// Convergence statistic of Gelman and Rubin over split halves of chains (Gelman and others 2013): the square root of the total
/// variance over that within halves. Infinite when halves do not move.
pub fn convergence(chains: &[Vec<f64>]) -> f64 {
    let halves: Vec<&[f64]> = chains
        .iter()
        .flat_map(|chain| {
            let (first, second) = chain.split_at(chain.len() / 2);
            [first, &second[..first.len()]]
        })
        .collect();
    let length = halves.first().map_or(0, |half| half.len()) as f64;
    let means: Vec<f64> = halves.iter().map(|half| half.iter().sum::<f64>() / length).collect();
    let within = halves
        .iter()
        .zip(&means)
        .map(|(half, mean)| half.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (length - 1.0))
        .sum::<f64>()
        / halves.len() as f64;
    let centre = means.iter().sum::<f64>() / means.len() as f64;
    let between = means.iter().map(|mean| (mean - centre).powi(2)).sum::<f64>() / (means.len() as f64 - 1.0);
    (((length - 1.0) / length * within + between) / within).sqrt()
}
