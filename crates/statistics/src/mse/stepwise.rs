//! Forward stepwise selection of pairs by threshold (Silverman 2014; Chan, Silverman and Vincent 2021).
//!
//! Start from independent lists. In each round, compare for every pair that is not in the model yet how many people were
//! on both lists with how many the fitted model expects there (the smaller tail of a Poisson). Add the pair with the
//! smallest probability, if it is below the threshold and the estimate would still exist and be unique. Stop otherwise.
//!
//! Limits: one path through the models, no three-list terms, and near a fork the path is decided by a few people. It is
//! one blade of the fan, never the answer.

use super::fit::{Fit, Fitter};
use super::model::{Model, pairs};
use super::table::Lists;
use crate::special::poisson_smaller_tail;

/// The threshold with the smallest error of the log unseen over the 28 scenarios of Chan, Silverman and Vincent (2021).
pub const THRESHOLD: f64 = 0.02;

/// What stepwise selection came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Stepwise {
    pub model: Model,
    /// Pairs in the order they came in.
    pub chosen: Vec<Lists>,
    pub fit: Fit,
    /// False when the model at which the path ended has no finite estimate: `fit` is then not to be used.
    pub finite: bool,
}

/// A reusable path through the models of one number of lists.
pub struct Selector {
    pairs: Vec<Lists>,
    terms: Vec<Lists>,
    candidates: Vec<(f64, Lists)>,
}

impl Selector {
    pub fn new(lists: usize) -> Self {
        Self {
            pairs: pairs(lists),
            terms: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// The total estimated for the table that `fitter` holds; None when there is no finite estimate.
    pub fn total(&mut self, fitter: &mut Fitter, threshold: f64) -> Option<f64> {
        let (fit, finite) = self.walk(fitter, threshold)?;
        finite.then_some(fit.total)
    }

    /// The whole outcome; None when not even independent lists can be fitted.
    pub fn select(&mut self, fitter: &mut Fitter, threshold: f64) -> Option<Stepwise> {
        let (fit, finite) = self.walk(fitter, threshold)?;
        let chosen = self.terms[fitter.lists()..].to_vec();
        Some(Stepwise {
            model: Model::generated(fitter.lists(), &chosen),
            chosen,
            fit,
            finite,
        })
    }

    fn walk(&mut self, fitter: &mut Fitter, threshold: f64) -> Option<(Fit, bool)> {
        let lists = fitter.lists();
        self.terms.clear();
        self.terms.extend((0..lists).map(|list| 1 << list as Lists));
        let mut fit = fitter.fit(&self.terms)?;
        while let Some(pair) = self.next(fitter, threshold) {
            self.terms.push(pair);
            fit = fitter.fit(&self.terms)?;
        }
        // Every pair that came in was checked; the independent lists were not.
        let checked = self.terms.len() > lists;
        let finite = fit.total.is_finite() && (checked || fitter.existence(&self.terms).is_fine());
        Some((fit, finite))
    }

    /// Probabilities do not depend on whether the estimate exists, so that is asked from the smallest on, until yes.
    fn next(&mut self, fitter: &Fitter, threshold: f64) -> Option<Lists> {
        self.candidates.clear();
        for &pair in &self.pairs {
            if self.terms.contains(&pair) {
                continue;
            }
            let probability = poisson_smaller_tail(fitter.on_all(pair) as u64, fitter.expected_on_all(pair));
            if probability < threshold {
                self.candidates.push((probability, pair));
            }
        }
        // A stable sort: equal probabilities stay in the order 12, 13, ..., 23, ...
        self.candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
        for index in 0..self.candidates.len() {
            let pair = self.candidates[index].1;
            self.terms.push(pair);
            let fine = fitter.existence(&self.terms).is_fine();
            self.terms.pop();
            if fine {
                return Some(pair);
            }
        }
        None
    }
}
