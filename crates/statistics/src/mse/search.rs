//! The best models by BIC, three-list terms included, and their bootstrap (Silverman, Chan and Vincent 2024).
//!
//! Up to five lists every hierarchical model with terms of at most three lists is fitted. Six lists have 3.7 million of
//! them: there all models of pairs are fitted, and from the best a beam of models is walked outwards, one term in or out,
//! until nothing better turns up beside it. More lists are walked only. A greedy walk of a single model gets stuck (UK five lists: 12,262
//! where the best is 25,311); a beam of a hundred found the best of the full enumeration on every table tried.
//!
//! In each resample the best `k` models compete again and the smallest BIC wins. The limits are given for several `k`: they
//! must have levelled off.

use super::fit::{Fit, Fitter};
use super::model::{self, Model, sets};
use super::resample::{self, Bca, Limits};
use super::table::Table;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashSet;

/// A model, and how it fits the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    pub model: Model,
    pub fit: Fit,
    /// Intercept, then one for each term of the model; minus infinity where nobody was seen on all of it.
    pub parameters: Vec<f64>,
}

/// The models found, best BIC first.
#[derive(Clone, Debug)]
pub struct Ranking {
    pub models: Vec<Ranked>,
    /// Models fitted, those whose estimate does not exist or is not unique left out.
    pub admissible: usize,
    pub considered: usize,
    /// True when every hierarchical model with terms of at most three lists was fitted.
    pub exhaustive: bool,
}

const BEAM: usize = 100;
const KEPT: usize = 200;

/// Ranks models by BIC.
pub fn rank(table: &Table) -> Ranking {
    let lists = table.lists();
    let exhaustive = lists <= 5;
    let mut ranking = Ranking {
        models: Vec::new(),
        admissible: 0,
        considered: 0,
        exhaustive,
    };
    if lists <= 6 {
        ranking.add(table, model::all(lists, exhaustive));
    } else {
        ranking.add(table, vec![Model::independent(lists)]);
    }
    if !exhaustive {
        ranking.walk(table);
    }
    ranking.models.truncate(KEPT);
    ranking
}

impl Ranking {
    fn add(&mut self, table: &Table, models: Vec<Model>) {
        self.considered += models.len();
        let fitted: Vec<Ranked> = models
            .into_par_iter()
            .map_init(
                || loaded(table),
                |fitter, model| {
                    if !fitter.existence(model.terms()).is_fine() {
                        return None;
                    }
                    let fit = fitter
                        .fit_with_variance(model.terms())
                        .filter(|fit| fit.total.is_finite())?;
                    let parameters = fitter.parameters(model.terms());
                    Some(Ranked { model, fit, parameters })
                },
            )
            .flatten_iter()
            .collect();
        self.admissible += fitted.len();
        self.models.extend(fitted);
        self.models
            .sort_by(|a, b| a.fit.bic.total_cmp(&b.fit.bic).then_with(|| a.model.cmp(&b.model)));
        self.models.truncate(KEPT);
    }

    /// Widens the beam until the best hundred have no untried neighbour.
    fn walk(&mut self, table: &Table) {
        let mut tried: HashSet<Model> = self.models.iter().map(|ranked| ranked.model.clone()).collect();
        let mut opened: HashSet<Model> = HashSet::new();
        loop {
            let mut found = Vec::new();
            for ranked in self.models.iter().take(BEAM) {
                if opened.insert(ranked.model.clone()) {
                    found.extend(
                        neighbours(&ranked.model)
                            .into_iter()
                            .filter(|model| tried.insert(model.clone())),
                    );
                }
            }
            if found.is_empty() {
                return;
            }
            self.add(table, found);
        }
    }
}

fn loaded(table: &Table) -> Fitter {
    let mut fitter = Fitter::new(table.lists());
    fitter.load(table.counts());
    fitter
}

impl Ranked {
    /// Fits this model to the table that `fitter` holds, from its parameters here; None if the estimate does not exist.
    pub fn again(&self, fitter: &mut Fitter) -> Option<Fit> {
        if !fitter.existence(self.model.terms()).is_fine() {
            return None;
        }
        fitter
            .fit_from(self.model.terms(), &self.parameters)
            .filter(|fit| fit.total.is_finite())
    }

    /// As [`Ranked::again`], with the variance of the log unseen.
    pub fn again_with_variance(&self, fitter: &mut Fitter) -> Option<Fit> {
        let fit = self.again(fitter)?;
        Some(Fit {
            log_variance: fitter.log_variance(),
            ..fit
        })
    }
}

/// Models one term away: in goes a set all of whose subsets are in, out goes one that nothing needs.
fn neighbours(model: &Model) -> Vec<Model> {
    let lists = model.lists();
    let mut found: Vec<Model> = Vec::new();
    for size in 2..=3 {
        for set in sets(lists, size) {
            if model.has(set) {
                found.extend(model.without(set));
            } else if size == 2 || (0..lists).all(|list| set >> list & 1 == 0 || model.has(set & !(1 << list))) {
                found.push(model.with(set));
            }
        }
    }
    found
}

/// Limits when the best `k` models compete in each resample.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Competition {
    pub models: usize,
    pub bca: Bca,
    pub percentile: Limits,
}

/// Bootstrap of the best model.
#[derive(Clone, Debug, Serialize)]
pub struct BestModel {
    pub shorthand: String,
    pub total: f64,
    /// Limits by number of competing models, the last being all that were asked for.
    pub competitions: Vec<Competition>,
    /// Resamples in which no competing model had a finite estimate.
    pub not_finite: usize,
    /// The winning totals by resample, all models competing.
    #[serde(skip)]
    pub totals: Vec<f64>,
}

/// As many competitors as the 2024 paper found enough: 20 for four lists and fewer, 100 for more.
pub fn competitors(lists: usize) -> usize {
    if lists <= 4 { 20 } else { 100 }
}

/// Repeats the competition of the best `competitors` models on `count` resamples. None without any admissible model.
pub fn bootstrap(table: &Table, ranking: &Ranking, competitors: usize, count: usize, seed: u64) -> Option<BestModel> {
    let best = ranking.models.first()?;
    let competing = &ranking.models[..ranking.models.len().min(competitors)];
    let steps: Vec<usize> = [1, 2, 3, 5, 10, 20, 30, 50, 70, 100, 150, 200]
        .into_iter()
        .filter(|&step| step < competing.len())
        .chain([competing.len()])
        .collect();
    let winners = |fitter: &mut Fitter, counts: &[u64]| {
        fitter.load(counts);
        let mut winner = (f64::INFINITY, f64::NAN);
        let mut by_step = Vec::with_capacity(steps.len());
        for (index, ranked) in competing.iter().enumerate() {
            if let Some(fit) = ranked.again(fitter)
                && fit.bic < winner.0
            {
                winner = (fit.bic, fit.total);
            }
            if steps.contains(&(index + 1)) {
                by_step.push(winner.1);
            }
        }
        by_step
    };
    let resampled = resample::resamples(table, seed, 2, count, |room, counts| winners(&mut room.fitter, counts));
    let left_out = resample::leave_one_out(table, |room, counts| winners(&mut room.fitter, counts));
    let competitions = steps
        .iter()
        .enumerate()
        .map(|(place, &models)| {
            let totals: Vec<f64> = resampled.iter().map(|by_step| by_step[place]).collect();
            let jackknife: Vec<(u64, f64)> = left_out
                .iter()
                .map(|(people, by_step)| (*people, by_step[place]))
                .collect();
            let sorted = resample::sorted(&totals);
            Competition {
                models,
                bca: resample::bca(best.fit.total, &sorted, resample::acceleration(&jackknife)),
                percentile: Limits::percentile(&sorted),
            }
        })
        .collect();
    let totals: Vec<f64> = resampled.iter().filter_map(|by_step| by_step.last().copied()).collect();
    Some(BestModel {
        shorthand: best.model.shorthand(),
        total: best.fit.total,
        competitions,
        not_finite: totals.iter().filter(|total| !total.is_finite()).count(),
        totals,
    })
}
