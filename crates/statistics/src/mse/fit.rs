//! Fitting one log-linear model: Poisson counts, log mean of a history = sum of the parameters of all terms inside it.
//!
//! **Sparse tables** (extended maximum likelihood, Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021). When
//! nobody was seen on all lists of a term, its parameter is minus infinity: the term is taken out together with every
//! history that contains it, whose mean is then exactly 0. It still counts as a parameter in AIC and BIC.
//!
//! **Arithmetic.** The rules of R's `glm` are kept (start at count + 0.1, weighted least squares, stop when the deviance
//! changes by less than 1e-8 of itself), so the digits are R's. The design matrix is never built: all its inner products
//! are sums over the histories that contain a set, and one pass of additions over the 2^t histories gives them all.
//!
//! Limits: 10 lists. An estimate that does not exist is not noticed here; see [`super::existence`].

use super::existence::{Existence, check_knowing};
use super::table::Lists;
use crate::linear;
use crate::special::ln_factorial;

const ITERATIONS: usize = 25;
const TOLERANCE: f64 = 1e-8;

/// One fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Estimated number of people on no list.
    pub unseen: f64,
    /// People seen plus people unseen.
    pub total: f64,
    pub deviance: f64,
    pub log_likelihood: f64,
    /// Parameters, those at minus infinity and the intercept included.
    pub parameters: usize,
    pub bic: f64,
    pub aic: f64,
    /// Variance of the logarithm of `unseen`, by the usual large-sample theory; not a number if it cannot be had.
    pub log_variance: f64,
}

/// Room to fit models to one table after another without asking for memory. One per thread.
pub struct Fitter {
    size: usize,
    lists: usize,
    counts: Vec<u64>,
    seen: f64,
    /// For each set of lists: people on all of them.
    on_all: Vec<f64>,
    counts_times_log: f64,
    log_factorials: f64,
    start: Start,
    means: Vec<f64>,
    /// For each set of lists: expected people on all of them, under the model fitted last.
    expected: Vec<f64>,
    terms: Vec<usize>,
    dead: Vec<usize>,
    parameters: Vec<f64>,
    step: Vec<f64>,
    matrix: Vec<f64>,
}

/// The first step of R's iteration depends on the counts alone, so every model on a table shares it.
#[derive(Default)]
struct Start {
    weights: Vec<f64>,
    targets: Vec<f64>,
    deviance: f64,
}

impl Fitter {
    pub fn new(lists: usize) -> Self {
        let size = 1 << lists;
        Self {
            size,
            lists,
            counts: vec![0; size],
            seen: 0.0,
            on_all: vec![0.0; size],
            counts_times_log: 0.0,
            log_factorials: 0.0,
            start: Start::default(),
            means: vec![0.0; size],
            expected: vec![0.0; size],
            terms: Vec::new(),
            dead: Vec::new(),
            parameters: Vec::new(),
            step: Vec::new(),
            matrix: Vec::new(),
        }
    }

    /// Takes up a table: one count per history, the first (on no list) 0.
    pub fn load(&mut self, counts: &[u64]) {
        self.counts.clear();
        self.counts.extend_from_slice(counts);
        self.counts.resize(self.size, 0);
        self.on_all.clear();
        self.on_all.extend(self.counts.iter().map(|&count| count as f64));
        sum_over_supersets(&mut self.on_all);
        self.seen = self.on_all[0];
        self.log_factorials = 0.0;
        self.counts_times_log = 0.0;
        for &count in self.counts.iter().filter(|&&count| count > 1) {
            self.log_factorials += ln_factorial(count);
            self.counts_times_log += count as f64 * (count as f64).ln();
        }
        let mut start = std::mem::take(&mut self.start);
        self.fill_start(&mut start, &[]);
        self.start = start;
    }

    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    pub fn lists(&self) -> usize {
        self.lists
    }

    /// People on all of `lists`.
    pub fn on_all(&self, lists: Lists) -> f64 {
        self.on_all[usize::from(lists)]
    }

    /// Expected people on all of `lists` under the model fitted last.
    pub fn expected_on_all(&self, lists: Lists) -> f64 {
        self.expected[usize::from(lists)]
    }

    /// Expected people by history under the model fitted last; index 0 is 0, not the unseen.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// Parameter of a term in the model fitted last; minus infinity where nobody was seen on all of it.
    pub fn parameter(&self, term: Lists) -> f64 {
        let place = self.terms.iter().position(|&kept| kept == usize::from(term));
        place.map_or(f64::NEG_INFINITY, |place| self.parameters[place])
    }

    pub fn existence(&self, terms: &[Lists]) -> Existence {
        check_knowing(&self.counts, terms, |term| self.on_all[term] == 0.0)
    }

    /// Fits the model with these terms (without the intercept). None when the columns depend on one another or the
    /// numbers run away; whether a finite estimate exists is for [`Fitter::existence`] to say.
    pub fn fit(&mut self, terms: &[Lists]) -> Option<Fit> {
        self.terms.clear();
        self.terms.push(0);
        self.dead.clear();
        for &term in terms {
            let term = usize::from(term);
            if self.on_all[term] > 0.0 {
                &mut self.terms
            } else {
                &mut self.dead
            }
            .push(term);
        }
        let previous = self.first_step()?;
        let deviance = self.iterate(previous, ITERATIONS)?.0;
        Some(self.outcome(deviance, terms.len() + 1))
    }

    /// As [`Fitter::fit`], from the parameters (intercept first, then one for each term) that fitted a similar table:
    /// about half the work. The digits are not R's, but agree with them to about 1e-6 of the total.
    pub fn fit_from(&mut self, terms: &[Lists], start: &[f64]) -> Option<Fit> {
        self.sort_out(terms);
        self.parameters.clear();
        let alive = terms
            .iter()
            .zip(start.iter().skip(1))
            .filter(|(term, _)| self.on_all[usize::from(**term)] > 0.0);
        self.parameters
            .extend(start.first().into_iter().chain(alive.map(|(_, parameter)| parameter)));
        if self.parameters.len() == self.terms.len()
            && self.parameters.iter().all(|parameter| parameter.is_finite())
            && let Some((deviance, true)) = self.iterate(f64::INFINITY, 12)
        {
            return Some(self.outcome(deviance, terms.len() + 1));
        }
        self.fit(terms)
    }

    /// Newton steps until the deviance settles; whether it did.
    fn iterate(&mut self, mut previous: f64, at_most: usize) -> Option<(f64, bool)> {
        for _ in 0..at_most {
            let deviance = self.evaluate()?;
            let settled = (deviance - previous).abs() / (deviance.abs() + 0.1) < TOLERANCE;
            if settled {
                return Some((deviance, true));
            }
            previous = deviance;
            self.newton_step()?;
        }
        Some((self.evaluate()?, false))
    }

    /// Parameters of the model fitted last: the intercept, then one for each of `terms`.
    pub fn parameters(&self, terms: &[Lists]) -> Vec<f64> {
        std::iter::once(0)
            .chain(terms.iter().copied())
            .map(|term| self.parameter(term))
            .collect()
    }

    /// Which terms have a parameter, and which are minus infinity.
    fn sort_out(&mut self, terms: &[Lists]) {
        self.terms.clear();
        self.terms.push(0);
        self.dead.clear();
        for &term in terms {
            let term = usize::from(term);
            if self.on_all[term] > 0.0 {
                &mut self.terms
            } else {
                &mut self.dead
            }
            .push(term);
        }
    }

    /// Weighted least squares from the start values, which are no linear predictor yet. Returns their deviance.
    fn first_step(&mut self) -> Option<f64> {
        let mut own = Start::default();
        let shared = self.dead.is_empty();
        if !shared {
            let dead = std::mem::take(&mut self.dead);
            self.fill_start(&mut own, &dead);
            self.dead = dead;
        }
        let start = if shared { &self.start } else { &own };
        self.parameters.clear();
        self.parameters
            .extend(self.terms.iter().map(|&term| start.targets[term]));
        let deviance = start.deviance;
        fill_matrix(&mut self.matrix, &self.terms, &start.weights);
        if !linear::factor(&mut self.matrix, self.terms.len()) {
            return None;
        }
        linear::solve(&self.matrix, self.terms.len(), &mut self.parameters);
        Some(deviance)
    }

    fn fill_start(&self, start: &mut Start, dead: &[usize]) {
        start.weights.clear();
        start.weights.resize(self.size, 0.0);
        start.targets.clear();
        start.targets.resize(self.size, 0.0);
        start.deviance = 0.0;
        let log_of_nobody = 0.1_f64.ln();
        for cell in 1..self.size {
            if dead.iter().any(|&term| term & !cell == 0) {
                continue;
            }
            let count = self.counts[cell] as f64;
            let mean = count + 0.1;
            let log_mean = if count == 0.0 { log_of_nobody } else { mean.ln() };
            start.weights[cell] = mean;
            start.targets[cell] = mean * log_mean - 0.1;
            start.deviance += 0.2;
            if count > 0.0 {
                start.deviance += 2.0 * count * (count.ln() - log_mean);
            }
        }
        sum_over_supersets(&mut start.weights);
        sum_over_supersets(&mut start.targets);
    }

    /// Means and their sums for the parameters at hand; returns the deviance.
    fn evaluate(&mut self) -> Option<f64> {
        self.means.fill(1.0);
        let mut fitted = 0.0;
        for (&term, &parameter) in self.terms.iter().zip(&self.parameters) {
            self.means[term] = parameter.exp();
            fitted += parameter * self.on_all[term];
        }
        multiply_over_subsets(&mut self.means);
        self.means[0] = 0.0;
        if !self.dead.is_empty() {
            for cell in 1..self.size {
                if self.dead.iter().any(|&term| term & !cell == 0) {
                    self.means[cell] = 0.0;
                }
            }
        }
        self.expected.copy_from_slice(&self.means);
        sum_over_supersets(&mut self.expected);
        let deviance = 2.0 * (self.counts_times_log - fitted - self.seen + self.expected[0]);
        deviance.is_finite().then_some(deviance)
    }

    fn newton_step(&mut self) -> Option<()> {
        self.step.clear();
        self.step
            .extend(self.terms.iter().map(|&term| self.on_all[term] - self.expected[term]));
        fill_matrix(&mut self.matrix, &self.terms, &self.expected);
        if !linear::factor(&mut self.matrix, self.terms.len()) {
            return None;
        }
        linear::solve(&self.matrix, self.terms.len(), &mut self.step);
        for (parameter, step) in self.parameters.iter_mut().zip(&self.step) {
            *parameter += step;
        }
        Some(())
    }

    fn outcome(&mut self, deviance: f64, parameters: usize) -> Fit {
        let unseen = self.parameters[0].exp();
        let log_likelihood = self.counts_times_log - self.seen - self.log_factorials - deviance / 2.0;
        let penalty = parameters as f64;
        Fit {
            unseen,
            total: self.seen + unseen,
            deviance,
            log_likelihood,
            parameters,
            bic: penalty * self.seen.ln() - 2.0 * log_likelihood,
            aic: 2.0 * penalty - 2.0 * log_likelihood,
            log_variance: f64::NAN,
        }
    }

    /// As [`Fitter::fit`], with the variance of the logarithm of the unseen.
    pub fn fit_with_variance(&mut self, terms: &[Lists]) -> Option<Fit> {
        let fit = self.fit(terms)?;
        Some(Fit {
            log_variance: self.log_variance(),
            ..fit
        })
    }

    /// Variance of the logarithm of the unseen in the model fitted last; not a number if it cannot be had.
    pub fn log_variance(&mut self) -> f64 {
        let n = self.terms.len();
        fill_matrix(&mut self.matrix, &self.terms, &self.expected);
        if !linear::factor(&mut self.matrix, n) {
            return f64::NAN;
        }
        self.step.clear();
        self.step.resize(n, 0.0);
        self.step[0] = 1.0;
        linear::solve(&self.matrix, n, &mut self.step);
        self.step[0]
    }
}

/// Upper triangle of the information matrix: the sum over histories that contain both terms.
pub(super) fn fill_matrix(matrix: &mut Vec<f64>, terms: &[usize], sums: &[f64]) {
    let n = terms.len();
    matrix.clear();
    matrix.resize(n * n, 0.0);
    for (place, (row, &term)) in matrix.chunks_exact_mut(n).zip(terms).enumerate() {
        for (entry, &other) in row[place..].iter_mut().zip(&terms[place..]) {
            *entry = sums[term | other];
        }
    }
}

/// Replaces each number by the sum over all histories that contain that set.
pub(super) fn sum_over_supersets(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (sum, more) in without.iter_mut().zip(with) {
                *sum += *more;
            }
        }
        half *= 2;
    }
}

/// Replaces each number by the product over all its subsets.
pub(super) fn multiply_over_subsets(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (product, factor) in with.iter_mut().zip(without) {
                *product *= *factor;
            }
        }
        half *= 2;
    }
}
